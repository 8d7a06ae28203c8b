"""Taking everything back: nothing of who asked is left, nothing of theirs is still to come, nobody waits for a lock for ever."""

from uuid import UUID

from flask import Flask
from sqlalchemy import select

from ama_net.features.helpdesk.models import (
    Appointment,
    CancelledBy,
    Mode,
    Pathway,
    Service,
    Visitor,
    WaitingEntry,
)
from ama_net.features.helpdesk.operations.appointments import book, cancel, hold_slot, move
from ama_net.features.helpdesk.operations.taking_back import take_everything_back
from ama_net.features.helpdesk.operations.visitors import Confided, new_visitor
from ama_net.features.helpdesk.operations.waiting import join_list
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.confiding import ContactKind
from ama_net.kernel.outbox import Message
from ama_net.kernel.scheduling import Reservation
from tests.factories.helpdesk import make_pathway, make_service
from tests.helpdesk.offering import at, offer
from tests.support.hands import at_once, desk
from tests.support.standing import Standing


def _visitor() -> Visitor:
    return new_visitor(Confided("Stella", "stella@posta.example", ContactKind.EMAIL, reason="Non dormo"), by=PUBLIC)


def test_what_waits_what_goes_on_and_what_is_to_come_ends(in_alba: Standing) -> None:
    service, people = offer(2, max_open=5)
    visitor = _visitor()
    join_list(make_service(name="Un altro"), visitor, mode=None, by=PUBLIC)
    pathway = make_pathway(make_service(kind="pathway", name="Percorso"), people[0], visitor)
    book(service, at(10), Mode.ONLINE, visitor, by=PUBLIC)
    book(service, at(11), Mode.ONLINE, visitor, by=SYSTEM, person_id=people[0].id, pathway=pathway, agreed=True)
    take_everything_back(visitor, by=PUBLIC)
    db.session.flush()
    assert [one.state for one in db.session.scalars(select(Appointment))] == ["cancelled", "cancelled"]
    assert [one.state for one in db.session.scalars(select(Pathway))] == ["closed"]
    assert [one.is_open for one in db.session.scalars(select(WaitingEntry))] == [False]
    assert list(db.session.scalars(select(Reservation))) == []


def test_no_mail_to_the_visitor_leaves_any_more(in_alba: Standing) -> None:
    service, _people = offer()
    visitor = _visitor()
    book(service, at(10), Mode.ONLINE, visitor, by=PUBLIC)
    take_everything_back(visitor, by=PUBLIC)
    left = [one.recipient for one in db.session.scalars(select(Message)) if one.recipient]
    assert "stella@posta.example" not in left


def test_what_is_only_kept_for_them_is_let_go(in_alba: Standing) -> None:
    service, _people = offer()
    visitor = _visitor()
    kept, _secret = hold_slot(service, at(10), Mode.ONLINE, by=PUBLIC)
    kept.visitor_id = visitor.id
    take_everything_back(visitor, by=PUBLIC)
    assert (list(db.session.scalars(select(Appointment))), list(db.session.scalars(select(Reservation)))) == ([], [])


def test_what_was_is_still_counted(in_alba: Standing) -> None:
    service, _people = offer()
    visitor = _visitor()
    made = book(service, at(10), Mode.ONLINE, visitor, by=PUBLIC)
    take_everything_back(visitor, by=PUBLIC)
    assert (made.service_id, made.mode, made.cancelled_by) == (service.id, "online", "visitor")


def test_the_others_stay_as_they_were(in_alba: Standing) -> None:
    service, _people = offer()
    first, second = _visitor(), _visitor()
    second.contact_digest = b"another"
    book(service, at(10), Mode.ONLINE, first, by=PUBLIC)
    kept = book(service, at(11), Mode.ONLINE, second, by=PUBLIC)
    take_everything_back(first, by=PUBLIC)
    assert (kept.state, second.nickname, second.emptied_at) == ("confirmed", "Stella", None)


def test_many_hands_at_once_end_without_a_deadlock(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        service, people = offer(2, max_open=20)
        visitor = _visitor()
        pathway = make_pathway(make_service(kind="pathway", name="Percorso"), people[0], visitor)
        for hour in (9, 10, 11):
            book(service, at(hour), Mode.ONLINE, visitor, by=PUBLIC)
        book(service, at(12), Mode.ONLINE, visitor, by=SYSTEM, person_id=people[0].id, pathway=pathway, agreed=True)
        visitor_id, service_id = visitor.id, service.id

    def act(number: int) -> str:
        ways = (_take_back, _move_all, _call_off_all, _join)
        return ways[number % 4](visitor_id, service_id)

    told = at_once(app, alba, act, 8, lambda refused: type(refused).__name__)
    assert len(told) == 8
    with desk(app, alba):
        take_everything_back(db.session.get_one(Visitor, visitor_id), by=PUBLIC)
        assert {one.state for one in db.session.scalars(select(Appointment))} == {"cancelled"}


def _take_back(visitor_id: UUID, _service_id: UUID) -> str:
    take_everything_back(db.session.get_one(Visitor, visitor_id), by=PUBLIC)
    return "taken"


def _move_all(visitor_id: UUID, _service_id: UUID) -> str:
    (first, *_others) = db.session.scalars(select(Appointment).order_by(Appointment.starts_at)).all()
    move(first, at(9, days=4), Mode.ONLINE, by=SYSTEM, office=True)
    return "moved"


def _call_off_all(visitor_id: UUID, _service_id: UUID) -> str:
    last = db.session.scalars(select(Appointment).order_by(Appointment.starts_at.desc())).first()
    assert last is not None
    cancel(last, by=SYSTEM, who=CancelledBy.OFFICE)
    return "cancelled"


def _join(visitor_id: UUID, service_id: UUID) -> str:
    join_list(db.session.get_one(Service, service_id), db.session.get_one(Visitor, visitor_id), mode=None, by=SYSTEM)
    return "joined"
