"""Two at once over the same offer, on real connections: one place has one holder, and nobody waits for ever."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Event
from time import sleep
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from ama_net.features.volunteers.models import Shift, ShiftSignup, ShiftSwap, SwapState
from ama_net.features.volunteers.operations.shifts import cancel_shift
from ama_net.features.volunteers.operations.signups import leave_place, remove_from_shift
from ama_net.features.volunteers.operations.swaps import accept_swap, end_lost_swaps, offer_place, withdraw_swap
from ama_net.features.volunteers.shift_mails import mail_about
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.people.operations.merging import merge_people
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.people import make_person
from tests.support.standing import Standing
from tests.volunteers.my_shift_acts import holders, placed, rules, volunteer

Work = Callable[[], object]


@contextmanager
def _desk(app: Flask, standing: Standing) -> Iterator[None]:
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        yield


def _at_once(app: Flask, alba: Standing, *works: Work) -> list[str]:
    """What became of each of several works begun together: ``done``, or the name of the refusal."""
    gate = Barrier(len(works))

    def run(work: Work) -> str:
        gate.wait(20)
        try:
            with _desk(app, alba):
                work()
        except WrongFact as refused:
            return type(refused).__name__
        return "done"

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def _swap(swap_id: UUID) -> ShiftSwap:
    return db.session.get_one(ShiftSwap, swap_id)


def _accept(swap_id: UUID, person_id: UUID) -> Work:
    return lambda: accept_swap(_swap(swap_id), db.session.get_one(Person, person_id), by=SYSTEM)


@pytest.fixture
def offered(app: Flask, alba: Standing) -> tuple[UUID, UUID]:
    """An offer to everybody, and its shift."""
    with _desk(app, alba):
        rules(leave_hours=0)
        place = placed(volunteer("Gina"))
        return offer_place(place, by=SYSTEM).id, place.shift_id


def _holders(app: Flask, alba: Standing, shift_id: UUID) -> list[str]:
    with _desk(app, alba):
        return holders(db.session.get_one(Shift, shift_id))


def test_of_eight_who_accept_one_gets_the_place(app: Flask, alba: Standing, offered: tuple[UUID, UUID]) -> None:
    swap_id, shift_id = offered
    with _desk(app, alba):
        people = [volunteer(f"Prova{number}").id for number in range(8)]
    results = _at_once(app, alba, *[_accept(swap_id, one) for one in people])
    assert sorted(results) == ["SwapGone"] * 7 + ["done"]
    assert len(_holders(app, alba, shift_id)) == 1


def test_accepted_while_the_giver_leaves(app: Flask, alba: Standing, offered: tuple[UUID, UUID]) -> None:
    swap_id, shift_id = offered
    with _desk(app, alba):
        taker = volunteer("Olmo").id
        place_id = _swap(swap_id).signup_id
    results = _at_once(
        app, alba, _accept(swap_id, taker), lambda: leave_place(db.session.get_one(ShiftSignup, place_id), by=SYSTEM)
    )
    assert (results, _holders(app, alba, shift_id)) in [
        (["done", "NotInShift"], ["Olmo"]),
        (["NotInShift", "done"], []),
    ]


def test_accepted_while_it_is_taken_back(app: Flask, alba: Standing, offered: tuple[UUID, UUID]) -> None:
    swap_id, shift_id = offered
    with _desk(app, alba):
        taker = volunteer("Olmo").id
    results = _at_once(app, alba, _accept(swap_id, taker), lambda: withdraw_swap(_swap(swap_id), by=SYSTEM))
    assert (results, _holders(app, alba, shift_id)) in [
        (["done", "SwapGone"], ["Olmo"]),
        (["SwapGone", "done"], ["Gina"]),
    ]


def test_accepted_while_the_shift_is_called_off(app: Flask, alba: Standing, offered: tuple[UUID, UUID]) -> None:
    swap_id, shift_id = offered
    with _desk(app, alba):
        taker = volunteer("Olmo").id
    works = _accept(swap_id, taker), lambda: cancel_shift(db.session.get_one(Shift, shift_id), why="neve", by=SYSTEM)
    accepted, cancelled = _at_once(app, alba, *works)
    assert (accepted in ("done", "ShiftOver"), cancelled) == (True, "done")


def test_two_exchanges_across_each_other_never_wait_for_ever(app: Flask, alba: Standing) -> None:
    with _desk(app, alba):
        rules()
        gina, olmo = volunteer("Gina"), volunteer("Olmo")
        one, other = placed(gina, hours=72), placed(olmo, hours=96)
        first = offer_place(one, to=olmo, in_return=other, by=SYSTEM).id
        second = offer_place(other, to=gina, in_return=one, by=SYSTEM).id
        ids, shifts = (gina.id, olmo.id), (one.shift_id, other.shift_id)
    results = _at_once(app, alba, _accept(first, ids[1]), _accept(second, ids[0]))
    assert sorted(results) == ["NotInShift", "done"]
    assert [_holders(app, alba, shift_id) for shift_id in shifts] == [["Olmo"], ["Gina"]]


def test_offered_twice_at_once_it_is_offered_once(app: Flask, alba: Standing) -> None:
    with _desk(app, alba):
        rules()
        place_id = placed(volunteer("Gina")).id
    offers = [lambda: offer_place(db.session.get_one(ShiftSignup, place_id), by=SYSTEM)] * 4
    assert sorted(_at_once(app, alba, *offers)) == ["SwapTwice"] * 3 + ["done"]


def test_ending_an_accepted_offer_while_who_accepted_is_made_one_with_another(
    app: Flask, alba: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _desk(app, alba):
        rules(swaps_confirmed=True)
        other, double, place = volunteer("Olmo"), make_person("Olmo"), placed(volunteer("Gina"))
        swap = accept_swap(offer_place(place, by=SYSTEM), other, by=SYSTEM)
        remove_from_shift(place, by=SYSTEM)
        swap_id, kept, lost = swap.id, double.id, other.id
    settled = Event()

    def slowly(*args: Any, **values: Any) -> object:
        settled.set()
        sleep(1.5)  # the merge is waiting by then
        return mail_about(*args, **values)

    def merge() -> None:
        settled.wait(10)
        merge_people(kept, lost, from_lost=set(), by=SYSTEM)

    monkeypatch.setattr(f"{end_lost_swaps.__module__}.mail_about", slowly)
    assert _at_once(app, alba, end_lost_swaps, merge) == ["done", "done"]
    with _desk(app, alba):
        assert (_swap(swap_id).taken_by_id, _swap(swap_id).state) == (kept, SwapState.ENDED)
