"""How waiting ends without who waits: nobody loses their place unheard, and everybody is told."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from ama_net.features.helpdesk.models import (
    CallReason,
    CallToMake,
    LeftBecause,
    Mode,
    OfferAnswer,
    Result,
    Service,
    WaitingEntry,
    WaitingOffer,
)
from ama_net.features.helpdesk.operations.appointments import book
from ama_net.features.helpdesk.operations.calls import tick_call
from ama_net.features.helpdesk.operations.offers import accept_offer, expire_offer, offer_next
from ama_net.features.helpdesk.operations.services import close_service
from ama_net.features.helpdesk.operations.waiting import end_long_wait
from ama_net.features.helpdesk.operations.waiting_ends import end_offers_beside, has_offer_beside
from ama_net.features.helpdesk.visitor_secrets import contact_digest
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.outbox.models import Message
from tests.factories.helpdesk import make_appointment, make_visitor
from tests.factories.people import make_person
from tests.helpdesk.offering import at, offer, working_morning
from tests.helpdesk.waiting_room import wait_for
from tests.support.standing import Standing

PHONE = "+39 051 000001"


@pytest.fixture(autouse=True)
def _at_work() -> Iterator[None]:
    with time_machine.travel(working_morning(), tick=False):
        yield


@pytest.fixture
def service(in_alba: Standing) -> Service:
    """One with times free for some days."""
    return offer(horizon_days=5)[0]


def _offer_of(entry: WaitingEntry) -> WaitingOffer:
    theirs = select(WaitingOffer).where(WaitingOffer.entry_id == entry.id)
    return db.session.scalars(theirs).one()


def _calls() -> list[str]:
    return list(db.session.scalars(select(CallToMake.why).where(CallToMake.done_at.is_(None))))


def _mails(name: str) -> int:
    return db.session.scalar(select(func.count()).where(Message.template == f"helpdesk/{name}")) or 0


def _runs_out(entry: WaitingEntry) -> None:
    """Nobody answers the offer."""
    one = _offer_of(entry)
    with time_machine.travel(one.until, tick=False):
        expire_offer(one.id)
    db.session.refresh(entry)


def _called() -> None:
    tick_call(db.session.scalars(select(CallToMake)).one(), by=SYSTEM)


def test_who_left_only_a_telephone_is_called(service: Service) -> None:
    entry = wait_for(service, contact=PHONE)
    offer_next(service.id)
    calls = db.session.execute(select(CallToMake.why, CallToMake.appointment_id)).all()
    assert (calls, _mails("waiting_offer")) == ([(CallReason.OFFER, _offer_of(entry).appointment_id)], 0)


def test_who_was_never_called_about_an_offer_loses_nothing(service: Service) -> None:
    entry = wait_for(service, contact=PHONE, missed=1)
    offer_next(service.id)
    _runs_out(entry)
    assert (entry.state, entry.missed, _calls()) == ("waiting", 1, [])


def test_who_was_called_and_stays_silent_twice_is_told_that_they_wait_no_more(service: Service) -> None:
    entry = wait_for(service, contact=PHONE, missed=1)
    offer_next(service.id)
    _called()
    _runs_out(entry)
    assert (entry.state, entry.left_because, _calls()) == ("left", LeftBecause.SILENCE, [CallReason.OFF_LIST])


def test_who_left_only_a_telephone_and_waited_too_long_is_called(service: Service) -> None:
    entry = wait_for(service, contact=PHONE, joined_at=now() - timedelta(days=181))
    db.session.flush()
    end_long_wait(entry.id)
    assert _calls() == [CallReason.OFF_LIST]


def test_on_a_sunday_who_must_be_called_is_passed_over(service: Service) -> None:
    by_phone, by_mail = wait_for(service, "Luna", contact=PHONE), wait_for(service, "Sole")
    sunday = working_morning() + timedelta(days=6 - working_morning().weekday())
    with time_machine.travel(sunday, tick=False):
        offer_next(service.id)
    assert [one.state for one in (by_phone, by_mail)] == ["waiting", "offered"]


def test_who_books_only_by_telephone_for_now_is_offered_nothing(service: Service) -> None:
    entry, listener = wait_for(service, "Luna"), make_person()
    for days in (3, 10):
        earlier = make_visitor("Luna", "luna@posta.example", contact_digest=contact_digest("luna@posta.example"))
        facts = {"result": Result.VISITOR_ABSENT, "result_at": now()}
        make_appointment(service, listener, now() - timedelta(days=days), earlier, **facts)
    assert (offer_next(service.id), entry.state) == (False, "waiting")


def test_closing_a_service_ends_its_list_and_tells_who_waits(service: Service) -> None:
    offered, by_phone = wait_for(service, "Luna"), wait_for(service, "Sole", contact=PHONE)
    offer_next(service.id)
    elsewhere = wait_for(offer()[0], "Nina")
    assert close_service(service, by=SYSTEM) == 2
    closed = ("left", LeftBecause.CLOSED)
    assert [(one.state, one.left_because) for one in (offered, by_phone, elsewhere)] == [
        closed,
        closed,
        ("waiting", ""),
    ]
    assert (_mails("waiting_ended"), _calls()) == (1, [CallReason.OFF_LIST])
    assert _offer_of(offered).answer == OfferAnswer.WITHDRAWN


def test_who_is_told_of_the_closing_does_not_read_what_it_was(service: Service) -> None:
    wait_for(service, "Luna")
    close_service(service, by=SYSTEM)
    mail = db.session.scalars(select(Message).where(Message.template == "helpdesk/waiting_ended")).one()
    said = f"{mail.subject} {mail.text} {mail.html}"
    assert ("non si fanno più" in said, service.name in said, "Luna" in said) == (True, False, False)


def test_closing_twice_tells_once(service: Service) -> None:
    wait_for(service, "Luna")
    assert ([close_service(service, by=SYSTEM) for _ in range(2)], _mails("waiting_ended")) == ([1, 0], 1)


def test_who_books_another_time_gives_back_what_was_offered(service: Service) -> None:
    entry, following = wait_for(service, "Luna"), wait_for(service, "Sole")
    offer_next(service.id)
    again = make_visitor("Luna", "luna@posta.example", contact_digest=contact_digest("luna@posta.example"))
    booked = book(service, at(12), Mode.ONLINE, again, by=PUBLIC)
    assert has_offer_beside(booked)
    end_offers_beside(booked.id)
    assert (entry.state, _offer_of(entry).answer, following.state) == ("booked", OfferAnswer.WITHDRAWN, "waiting")


def test_who_accepts_keeps_what_was_offered(service: Service) -> None:
    entry = wait_for(service, "Luna")
    offer_next(service.id)
    appointment = accept_offer(_offer_of(entry), by=PUBLIC)
    end_offers_beside(appointment.id)
    assert (has_offer_beside(appointment), entry.state, appointment.state) == (False, "booked", "confirmed")


def test_what_is_offered_to_somebody_else_stays_theirs(service: Service) -> None:
    entry = wait_for(service, "Luna")
    offer_next(service.id)
    booked = book(service, at(12), Mode.ONLINE, make_visitor("Sole", "sole@posta.example"), by=PUBLIC)
    end_offers_beside(booked.id)
    assert (has_offer_beside(booked), entry.state) == (False, "offered")


def test_who_never_confirmed_their_address_is_not_written_to_about_a_closing(service: Service) -> None:
    entry = wait_for(service, "Luna", reached_at=None)
    db.session.flush()
    close_service(service, by=SYSTEM)
    assert (entry.left_because, _mails("waiting_ended")) == (LeftBecause.CLOSED, 0)
