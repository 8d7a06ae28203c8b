"""The waiting list: first come, first asked, one at a time, for them alone, until an hour they are told."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from ama_net.features.helpdesk.models import (
    Appointment,
    AppointmentState,
    CancelledBy,
    FreePart,
    LeftBecause,
    Mode,
    OfferAnswer,
    Service,
    WaitingEntry,
    WaitingOffer,
    WaitingState,
)
from ama_net.features.helpdesk.operations.appointments import book, cancel
from ama_net.features.helpdesk.operations.offers import (
    accept_offer,
    decline_offer,
    due_offers,
    expire_offer,
    offer_next,
    offer_place,
)
from ama_net.features.helpdesk.operations.waiting import end_long_wait, leave_list, long_waits
from ama_net.features.helpdesk.refusals import SlotGone
from ama_net.features.helpdesk.refusals_waiting import NotWaiting, NoWaitingList, OfferOver
from ama_net.features.helpdesk.slots import free_slots
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.outbox.models import Message
from tests.factories.helpdesk import make_visitor
from tests.helpdesk.offering import at, offer
from tests.helpdesk.waiting_room import wait_for
from tests.support.standing import Standing


@pytest.fixture(autouse=True)
def _by_day() -> Iterator[None]:
    """Ten in the morning: nobody is asked to answer at night."""
    with time_machine.travel(at(10, days=0), tick=False):
        yield


@pytest.fixture
def service(in_alba: Standing) -> Service:
    """One that meets in the morning, whose only time still free is the last of the day after tomorrow."""
    service, _people = offer(horizon_days=2, notice_hours=24)
    for hour in (9, 10, 11):
        book(service, at(hour), Mode.ONLINE, make_visitor(), by=SYSTEM)
    while (first := free_slots(service, today(), today() + timedelta(days=1))) != []:
        book(service, first[0].starts_at, Mode.ONLINE, make_visitor(), by=SYSTEM)
    assert [slot.starts_at for slot in free_slots(service, today(), today() + timedelta(days=9))] == [at(12)]
    return service


def _offer_of(entry: WaitingEntry) -> WaitingOffer:
    return db.session.scalars(
        select(WaitingOffer).where(WaitingOffer.entry_id == entry.id).order_by(WaitingOffer.id.desc())
    ).first() or pytest.fail("nothing was offered")


def _states(*entries: WaitingEntry) -> list[str]:
    for entry in entries:
        db.session.refresh(entry)
    return [str(entry.state) for entry in entries]


def _offer_all(service: Service) -> int:
    turns = 0
    while offer_next(service.id):
        turns += 1
    return turns


def _mails(name: str) -> int:
    return db.session.scalar(select(func.count()).where(Message.template == f"helpdesk/{name}")) or 0


# --- offering --------------------------------------------------------------------------------------------------------


def test_who_has_waited_longest_is_asked_first(service: Service) -> None:
    first, second = wait_for(service, "Luna"), wait_for(service, "Sole")
    assert (_offer_all(service), _states(first, second)) == (1, ["offered", "waiting"])


def test_what_is_offered_is_free_for_nobody_else(service: Service) -> None:
    entry = wait_for(service)
    offer_next(service.id)
    assert free_slots(service, today(), today() + timedelta(days=9)) == []
    held = _offer_of(entry).appointment
    assert held is not None
    assert (held.state, held.starts_at, held.held_until) == (AppointmentState.HELD, at(12), at(10, days=1))


def test_nobody_is_offered_two_times_at_once(in_alba: Standing) -> None:
    service, _people = offer(horizon_days=5)
    wait_for(service)
    assert (_offer_all(service), db.session.scalar(select(func.count()).select_from(WaitingOffer))) == (1, 1)


def test_a_contact_twice_in_the_list_gets_one_turn(in_alba: Standing) -> None:
    service, _people = offer(horizon_days=5)
    entries = [wait_for(service, "Luna", contact="luna@posta.example") for _ in range(2)]
    assert (_offer_all(service), sorted(_states(*entries))) == (1, ["offered", "waiting"])


def test_who_cannot_come_then_is_passed_over(service: Service) -> None:
    evening, any_time = wait_for(service, "Luna", free_part=FreePart.EVENING), wait_for(service, "Sole")
    _offer_all(service)
    assert _states(evening, any_time) == ["waiting", "offered"]


def test_who_would_meet_in_another_way_is_passed_over(in_alba: Standing) -> None:
    service, _people = offer(horizon_days=5, online=False)
    online, anyway = wait_for(service, "Luna", mode=Mode.ONLINE), wait_for(service, "Sole")
    _offer_all(service)
    assert _states(online, anyway) == ["waiting", "offered"]


def test_who_has_booked_meanwhile_waits_no_more(service: Service) -> None:
    entry = wait_for(service)
    book(service, at(12), Mode.ONLINE, entry.visitor, by=SYSTEM)
    assert _states(entry) == ["booked"]


def test_a_time_too_near_to_answer_is_not_kept_from_the_others(in_alba: Standing) -> None:
    service, _people = offer(horizon_days=1)
    entry = wait_for(service)
    with time_machine.travel(at(22, days=0), tick=False):
        assert offer_next(service.id) is True
    offered = _offer_of(entry)
    assert (offered.starts_at, offered.until) == (at(12, days=1), at(10, days=1))


def test_the_mail_says_when_and_how_long_and_neither_what_nor_who(service: Service) -> None:
    wait_for(service)
    offer_next(service.id)
    mail = db.session.scalars(select(Message).where(Message.template == "helpdesk/waiting_offer")).one()
    said = f"{mail.subject} {mail.text} {mail.html}"
    assert (mail.subject, service.name in said, "Luna" in said) == ("Il tuo appuntamento", False, False)


def test_the_list_of_a_closed_service_is_not_joined(in_alba: Standing) -> None:
    services = [offer(is_open=False)[0], offer(has_waiting_list=False)[0], offer(kind="pathway")[0]]
    refused = 0
    for service in services:
        with pytest.raises(NoWaitingList):
            wait_for(service)
        refused += 1
    assert refused == 3


def test_who_joins_again_keeps_their_place(service: Service) -> None:
    from ama_net.features.helpdesk.operations.waiting import join_list

    entry = wait_for(service)
    again = join_list(service, entry.visitor, mode=Mode.ONLINE, free_part=FreePart.MORNING, by=PUBLIC)
    assert (again.id, again.mode, again.free_part) == (entry.id, "online", "morning")


# --- answering -------------------------------------------------------------------------------------------------------


def test_who_accepts_has_the_appointment_asked_when_they_joined(service: Service) -> None:
    entry = wait_for(service)
    entry.joined_at = now() - timedelta(days=9)
    offer_next(service.id)
    appointment = accept_offer(_offer_of(entry), by=PUBLIC)
    assert (appointment.state, appointment.visitor_id, appointment.asked_at, _states(entry)) == (
        AppointmentState.CONFIRMED,
        entry.visitor_id,
        now() - timedelta(days=9),
        ["booked"],
    )


def test_accepting_twice_is_accepting_once(service: Service) -> None:
    entry = wait_for(service)
    offer_next(service.id)
    found = [accept_offer(_offer_of(entry), by=PUBLIC).id for _ in range(2)]
    assert (found[0] == found[1], db.session.scalar(select(func.count()).where(Appointment.starts_at == at(12)))) == (
        True,
        1,
    )


def test_who_declines_keeps_their_place_and_is_not_asked_the_same_again(service: Service) -> None:
    first, second = wait_for(service, "Luna"), wait_for(service, "Sole")
    offer_next(service.id)
    decline_offer(_offer_of(first), by=PUBLIC)
    _offer_all(service)
    assert (_states(first, second), first.missed, _offer_of(first).answer) == (
        ["waiting", "offered"],
        0,
        OfferAnswer.DECLINED,
    )


def test_what_was_declined_cannot_be_accepted(service: Service) -> None:
    entry = wait_for(service)
    offer_next(service.id)
    decline_offer(_offer_of(entry), by=PUBLIC)
    with pytest.raises(OfferOver):
        accept_offer(_offer_of(entry), by=PUBLIC)


def test_an_offer_that_ran_out_cannot_be_accepted_even_before_it_is_swept(service: Service) -> None:
    entry = wait_for(service)
    offer_next(service.id)
    with time_machine.travel(at(10, days=1), tick=False), pytest.raises(OfferOver):
        accept_offer(_offer_of(entry), by=PUBLIC)


def test_an_offer_that_ran_out_goes_to_the_next(service: Service) -> None:
    first, second, time = wait_for(service, "Luna"), wait_for(service, "Sole"), at(12)
    offer_next(service.id)
    with time_machine.travel(at(9, days=1), tick=False):
        assert due_offers() == []
    service.notice_hours, service.horizon_days = 0, 1  # that time only
    with time_machine.travel(at(10, days=1), tick=False):
        ended = [expire_offer(one) for one in due_offers()]
        _offer_all(service)
    assert (ended, _states(first, second), first.missed) == ([True], ["waiting", "offered"], 1)
    assert [(one.starts_at, one.answer) for one in (_offer_of(first), _offer_of(second))] == [
        (time, OfferAnswer.EXPIRED),
        (time, ""),
    ]


def test_expiring_twice_is_expiring_once(service: Service) -> None:
    entry = wait_for(service)
    offer_next(service.id)
    offer_id = _offer_of(entry).id
    with time_machine.travel(at(10, days=1), tick=False):
        assert ([expire_offer(offer_id) for _ in range(2)], entry.missed) == ([True, False], 1)


def test_after_two_silences_the_place_in_the_list_is_given_up_and_they_are_told(service: Service) -> None:
    entry = wait_for(service, missed=1)
    offer_next(service.id)
    with time_machine.travel(at(10, days=1), tick=False):
        expire_offer(_offer_of(entry).id)
    assert (_states(entry), entry.left_because, _mails("waiting_missed")) == (["left"], LeftBecause.SILENCE, 1)


def test_who_leaves_gives_back_what_was_offered(service: Service) -> None:
    entry = wait_for(service)
    offer_next(service.id)
    leave_list(entry, by=PUBLIC, because=LeftBecause.VISITOR)
    assert (_states(entry), _offer_of(entry).answer) == (["left"], OfferAnswer.WITHDRAWN)
    assert [slot.starts_at for slot in free_slots(service, today(), today() + timedelta(days=9))] == [at(12)]


def test_who_waits_half_a_year_is_let_go_and_told(service: Service) -> None:
    book(service, at(12), Mode.ONLINE, make_visitor(), by=SYSTEM)
    old = wait_for(service, "Luna", joined_at=now() - timedelta(days=181))
    wait_for(service, "Sole")
    db.session.flush()
    assert ([end_long_wait(one) for one in long_waits()], _states(old), _mails("waiting_ended")) == (
        [True],
        ["left"],
        1,
    )


# --- by hand ---------------------------------------------------------------------------------------------------------


def test_the_office_offers_a_time_whatever_the_turn(service: Service) -> None:
    first, second = wait_for(service, "Luna"), wait_for(service, "Sole")
    offer_place(second, at(12), Mode.ONLINE, by=SYSTEM)
    assert _states(first, second) == ["waiting", "offered"]


def test_the_office_offers_nothing_that_is_not_free(service: Service) -> None:
    entry = wait_for(service)
    with pytest.raises(SlotGone):
        offer_place(entry, at(11), Mode.ONLINE, by=SYSTEM)


def test_the_office_offers_nothing_to_who_has_an_offer(service: Service) -> None:
    entry = wait_for(service)
    offer_next(service.id)
    with pytest.raises(NotWaiting):
        offer_place(entry, at(12), Mode.ONLINE, by=SYSTEM)


# --- what is freed ---------------------------------------------------------------------------------------------------


def test_a_place_that_is_called_off_is_offered(service: Service) -> None:
    taken = book(service, at(12), Mode.ONLINE, make_visitor(), by=SYSTEM)
    entry = wait_for(service)
    assert offer_next(service.id) is False
    cancel(taken, by=SYSTEM, who=CancelledBy.OFFICE)
    assert (offer_next(service.id), _states(entry), WaitingState.OFFERED) == (True, ["offered"], "offered")
