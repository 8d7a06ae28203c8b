"""Swapping a place: until it is done the giver holds it, then it passes whole or not at all."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from ama_net.features.volunteers.models import ShiftSwap, SwapState
from ama_net.features.volunteers.operations.shifts import cancel_shift
from ama_net.features.volunteers.operations.signups import leave_place, remove_from_shift
from ama_net.features.volunteers.operations.swaps import (
    accept_swap,
    confirm_swap,
    decline_swap,
    end_lost_swaps,
    offer_place,
    refuse_swap,
    withdraw_swap,
)
from ama_net.features.volunteers.queries_swaps import colleagues, offers_for
from ama_net.features.volunteers.shift_refusals import CannotTakePlace, NotAVolunteer, NotInShift, ShiftOver
from ama_net.features.volunteers.swap_words import GONE, SwapGone, SwapTwice, WrongExchange
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.outbox.models import Message
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling import PersonTaken, Reservation
from tests.factories.people import make_person
from tests.factories.volunteers import make_activity, make_shift
from tests.support.standing import Standing
from tests.volunteers.my_shift_acts import holders, in_hours, mails, placed, rules, volunteer


@pytest.fixture
def giver(in_alba: Standing) -> Person:
    """Who looks for a substitute."""
    rules()
    return volunteer("Gina")


@pytest.fixture
def other(giver: Person) -> Person:
    """Who may take their place."""
    return volunteer("Olmo")


def test_an_offer_to_everybody_passes_the_place_to_who_accepts(giver: Person, other: Person) -> None:
    place = placed(giver)
    swap = offer_place(place, by=SYSTEM)
    assert holders(place.shift) == ["Gina"]
    accept_swap(swap, other, by=SYSTEM)
    assert (holders(place.shift), swap.state, swap.taken_by_id) == (["Olmo"], SwapState.DONE, other.id)


def test_who_takes_the_place_is_the_one_reserved(giver: Person, other: Person) -> None:
    place = placed(giver)
    accept_swap(offer_place(place, by=SYSTEM), other, by=SYSTEM)
    assert [one.person_id for one in db.session.scalars(select(Reservation))] == [other.id]


def test_the_giver_reads_who_comes(giver: Person, other: Person) -> None:
    accept_swap(offer_place(placed(giver), by=SYSTEM), other, by=SYSTEM)
    assert mails("swap_answered") == ["gina@alba.example"]


def test_an_offer_to_one_person_is_mailed_to_them_alone(giver: Person, other: Person) -> None:
    placed(volunteer("Terzo"))
    offer_place(placed(giver), to=other, by=SYSTEM)
    assert mails("swap_offered") == ["olmo@alba.example"]


def test_an_offer_to_one_person_is_nobody_elses(giver: Person, other: Person) -> None:
    third = volunteer("Terzo")
    swap = offer_place(placed(giver), to=other, by=SYSTEM)
    with pytest.raises(SwapGone):
        accept_swap(swap, third, by=SYSTEM)
    assert [list(offers_for(one.id)) for one in (third, other)] == [[], [swap]]


def test_an_offer_to_everybody_is_mailed_to_those_of_the_activity_who_are_free(
    giver: Person, other: Person, run_jobs: Callable[[], int]
) -> None:
    shift = make_shift(in_hours(72), maximum=3)
    placed(other, hours=200)
    placed(volunteer("Presa"), make_shift(in_hours(72), maximum=1))
    placed(volunteer("Altrove"), make_shift(in_hours(30), activity_id=make_activity("events", "Eventi").id))
    offer_place(placed(giver, shift), by=SYSTEM)
    db.session.commit()
    run_jobs()
    assert mails("swap_offered") == ["olmo@alba.example"]


def test_who_no_longer_serves_is_no_colleague(giver: Person, other: Person) -> None:
    place = placed(other)
    gone = volunteer("Uscita")
    placed(gone, place.shift)
    db.session.execute(
        db.text("UPDATE volunteers SET ended_on = current_date, end_reason = 'stopped' WHERE person_id = :id"),
        {"id": gone.id},
    )
    assert list(colleagues(place.shift.activity_id, besides=giver.id)) == [other]


def test_an_exchange_moves_both(giver: Person, other: Person) -> None:
    mine, theirs = placed(giver, hours=72), placed(other, hours=96)
    accept_swap(offer_place(mine, to=other, in_return=theirs, by=SYSTEM), other, by=SYSTEM)
    assert (holders(mine.shift), holders(theirs.shift)) == (["Olmo"], ["Gina"])


def test_an_exchange_of_shifts_at_the_same_hour_moves_both(giver: Person, other: Person) -> None:
    mine, theirs = placed(giver, hours=72), placed(other, hours=72.5)
    accept_swap(offer_place(mine, to=other, in_return=theirs, by=SYSTEM), other, by=SYSTEM)
    assert (holders(mine.shift), holders(theirs.shift)) == (["Olmo"], ["Gina"])


def test_an_exchange_that_one_cannot_keep_moves_nobody(giver: Person, other: Person) -> None:
    mine, theirs = placed(giver, hours=72), placed(other, hours=96)
    placed(giver, hours=95)
    swap = offer_place(mine, to=other, in_return=theirs, by=SYSTEM)
    with pytest.raises(PersonTaken):
        accept_swap(swap, other, by=SYSTEM)
    assert (holders(mine.shift), holders(theirs.shift), swap.state) == (["Gina"], ["Olmo"], SwapState.OPEN)


def test_nothing_is_asked_in_return_that_is_not_theirs(giver: Person, other: Person) -> None:
    third = placed(volunteer("Terzo"), hours=96)
    with pytest.raises(WrongExchange):
        offer_place(placed(giver), to=other, in_return=third, by=SYSTEM)


def test_a_place_is_offered_once(giver: Person) -> None:
    place = placed(giver)
    offer_place(place, by=SYSTEM)
    with pytest.raises(SwapTwice):
        offer_place(place, by=SYSTEM)


def test_the_giver_cannot_take_their_own_offer(giver: Person) -> None:
    with pytest.raises(SwapGone):
        accept_swap(offer_place(placed(giver), by=SYSTEM), giver, by=SYSTEM)


def test_who_is_in_no_register_cannot_take_a_place(giver: Person) -> None:
    place = placed(giver)
    swap = offer_place(place, by=SYSTEM)
    with pytest.raises(NotAVolunteer):
        accept_swap(swap, make_person("Estranea"), by=SYSTEM)
    assert (holders(place.shift), swap.state) == (["Gina"], SwapState.OPEN)


def test_the_second_to_accept_reads_that_somebody_was_first(giver: Person, other: Person) -> None:
    swap = offer_place(placed(giver), by=SYSTEM)
    accept_swap(swap, other, by=SYSTEM)
    with pytest.raises(SwapGone, match=str(GONE[SwapState.DONE])):
        accept_swap(swap, volunteer("Terzo"), by=SYSTEM)


def test_who_declines_leaves_the_place_with_the_giver_who_is_told(giver: Person, other: Person) -> None:
    place = placed(giver)
    swap = offer_place(place, to=other, by=SYSTEM)
    decline_swap(swap, by=SYSTEM)
    assert (holders(place.shift), swap.state, mails("swap_answered")) == (
        ["Gina"],
        SwapState.DECLINED,
        ["gina@alba.example"],
    )


def test_an_offer_taken_back_cannot_be_accepted(giver: Person, other: Person) -> None:
    swap = offer_place(placed(giver), by=SYSTEM)
    withdraw_swap(swap, by=SYSTEM)
    with pytest.raises(SwapGone, match=str(GONE[SwapState.WITHDRAWN])):
        accept_swap(swap, other, by=SYSTEM)


def test_after_one_is_taken_back_the_place_is_offered_again(giver: Person, other: Person) -> None:
    place = placed(giver)
    withdraw_swap(offer_place(place, by=SYSTEM), by=SYSTEM)
    assert offer_place(place, to=other, by=SYSTEM).is_unsettled


def test_when_the_giver_leaves_the_offer_is_worth_nothing(giver: Person, other: Person) -> None:
    place = placed(giver)
    swap = offer_place(place, by=SYSTEM)
    leave_place(place, by=SYSTEM)
    assert list(offers_for(other.id)) == []
    with pytest.raises(NotInShift):
        accept_swap(swap, other, by=SYSTEM)


def test_an_offer_of_a_shift_called_off_is_worth_nothing(giver: Person, other: Person) -> None:
    place = placed(giver)
    swap = offer_place(place, by=SYSTEM)
    cancel_shift(place.shift, why="sede chiusa", by=SYSTEM)
    assert list(offers_for(other.id)) == []
    with pytest.raises((ShiftOver, NotInShift)):
        accept_swap(swap, other, by=SYSTEM)


def test_an_offer_ends_when_the_shift_begins(giver: Person, other: Person) -> None:
    place = placed(giver, hours=1)
    swap = offer_place(place, by=SYSTEM)
    place.shift.starts_at = in_hours(-0.1)
    db.session.flush()
    with pytest.raises(ShiftOver):
        accept_swap(swap, other, by=SYSTEM)
    assert (end_lost_swaps(), swap.state) == (1, SwapState.ENDED)


def _answers() -> dict[str, bool]:
    """Who was answered, and whether the place is still theirs."""
    found = db.session.scalars(select(Message).where(Message.template == "volunteers/swap_answered"))
    return {one.recipient or "": "il turno resta tuo" in (one.text or "") for one in found}


def test_when_an_accepted_one_is_not_confirmed_in_time_both_are_told(giver: Person, other: Person) -> None:
    rules(swaps_confirmed=True)
    place = placed(giver, hours=1)
    swap = accept_swap(offer_place(place, by=SYSTEM), other, by=SYSTEM)
    place.shift.starts_at = in_hours(-0.1)
    db.session.flush()
    assert (end_lost_swaps(), swap.state) == (1, SwapState.ENDED)
    assert _answers() == {"gina@alba.example": True, "olmo@alba.example": False}
    assert end_lost_swaps() == 0


def test_when_the_place_of_an_accepted_one_is_gone_who_accepted_is_told(giver: Person, other: Person) -> None:
    rules(swaps_confirmed=True)
    place = placed(giver)
    accept_swap(offer_place(place, by=SYSTEM), other, by=SYSTEM)
    remove_from_shift(place, by=SYSTEM)
    assert (end_lost_swaps(), _answers()) == (1, {"olmo@alba.example": False})


def test_nobody_is_told_of_an_offer_that_nobody_took(giver: Person) -> None:
    place = placed(giver)
    offer_place(place, by=SYSTEM)
    remove_from_shift(place, by=SYSTEM)
    assert (end_lost_swaps(), _answers()) == (1, {})


def test_the_job_leaves_what_may_still_happen(giver: Person) -> None:
    swap = offer_place(placed(giver), by=SYSTEM)
    assert (end_lost_swaps(), swap.state) == (0, SwapState.OPEN)


def test_where_the_office_confirms_nothing_passes_before(giver: Person, other: Person) -> None:
    rules(swaps_confirmed=True)
    place = placed(giver)
    swap = accept_swap(offer_place(place, by=SYSTEM), other, by=SYSTEM)
    assert (holders(place.shift), swap.state, len(mails("swap_to_confirm"))) == (["Gina"], SwapState.ACCEPTED, 1)
    confirm_swap(swap, by=SYSTEM)
    assert (holders(place.shift), mails("swap_answered")) == (["Olmo"], ["gina@alba.example", "olmo@alba.example"])


def test_what_the_office_does_not_confirm_does_not_pass(giver: Person, other: Person) -> None:
    rules(swaps_confirmed=True)
    place = placed(giver)
    swap = accept_swap(offer_place(place, by=SYSTEM), other, by=SYSTEM)
    refuse_swap(swap, by=SYSTEM)
    assert (holders(place.shift), swap.state, len(mails("swap_answered"))) == (["Gina"], SwapState.REFUSED, 2)


def test_the_office_is_not_asked_for_what_cannot_be(giver: Person, other: Person) -> None:
    rules(swaps_confirmed=True)
    swap = offer_place(placed(giver), by=SYSTEM)
    placed(other, hours=71)
    with pytest.raises(PersonTaken):
        accept_swap(swap, other, by=SYSTEM)
    assert swap.state == SwapState.OPEN


def test_only_what_was_accepted_waits_for_the_office(giver: Person) -> None:
    swap = offer_place(placed(giver), by=SYSTEM)
    with pytest.raises(SwapGone):
        confirm_swap(swap, by=SYSTEM)


def test_a_place_given_up_is_not_offered(giver: Person) -> None:
    place = placed(giver)
    leave_place(place, by=SYSTEM)
    with pytest.raises(CannotTakePlace):
        offer_place(place, by=SYSTEM)
    assert db.session.query(ShiftSwap).count() == 0
