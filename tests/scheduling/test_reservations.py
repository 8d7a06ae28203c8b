"""Reservations: nobody is in two places, whatever takes their time."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.scheduling import (
    PersonGone,
    PersonTaken,
    Reservation,
    release,
    reservations_of,
    reserve,
    span_words,
)
from ama_net.kernel.scheduling.reservations import forget_past
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.people import make_person
from tests.support.standing import Standing


def _at(hour: int, minute: int = 0, *, day: int = 3) -> datetime:
    return datetime(2027, 3, day, hour, minute, tzinfo=UTC)


def _about() -> tuple[str, UUID]:
    return "shifts", uuid4()


def test_a_person_is_taken_once(in_alba: Any) -> None:
    person = make_person()
    reserve(person.id, _at(9), _at(11), about=_about())
    with pytest.raises(PersonTaken) as refused:
        reserve(person.id, _at(10, 59), _at(12), about=_about())
    assert str(refused.value) == (
        "In quelle ore c'è già un altro impegno: mercoledì 3 marzo 2027, dalle 10:00 alle 12:00."
    )


def test_one_thing_begins_when_another_ends(in_alba: Any) -> None:
    person = make_person()
    reserve(person.id, _at(9), _at(11), about=_about())
    reserve(person.id, _at(11), _at(12), about=_about())
    assert len(reservations_of([person.id], _at(0), _at(23))) == 2


def test_another_person_is_free(in_alba: Any) -> None:
    reserve(make_person().id, _at(9), _at(11), about=_about())
    assert reserve(make_person().id, _at(9), _at(11), about=_about()).about_kind == "shifts"


def test_what_is_released_is_free(in_alba: Any) -> None:
    person, about = make_person(), _about()
    reserve(person.id, _at(9), _at(11), about=about)
    assert release(about) == 1
    assert reservations_of([person.id], _at(0), _at(23)) == []
    reserve(person.id, _at(9), _at(11), about=_about())


def test_one_person_of_many_is_released(in_alba: Any) -> None:
    one, other, about = make_person(), make_person(), _about()
    for person in (one, other):
        reserve(person.id, _at(9), _at(11), about=about)
    assert release(about, person_id=one.id) == 1
    assert [row.person_id for row in reservations_of([one.id, other.id], _at(0), _at(23))] == [other.id]


def test_what_a_row_takes_may_be_left_out(in_alba: Any) -> None:
    person, mine = make_person(), _about()
    reserve(person.id, _at(9), _at(11), about=mine)
    reserve(person.id, _at(14), _at(15), about=_about())
    found = reservations_of([person.id], _at(0), _at(23), besides=[mine])
    assert [row.during.lower for row in found] == [_at(14)]


def test_the_constraint_has_the_last_word(in_alba: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    person = make_person()
    reserve(person.id, _at(9), _at(11), about=_about())
    monkeypatch.setattr("ama_net.kernel.scheduling.reservations.reservations_of", lambda *_a, **_k: [])
    with pytest.raises(PersonTaken):
        reserve(person.id, _at(10), _at(12), about=_about())
    assert db.session.scalar(select(func.count()).select_from(Reservation)) == 1


def test_who_is_not_there_any_more_is_refused_in_words(in_alba: Any) -> None:
    with pytest.raises(PersonGone, match="unita a un'altra"):
        reserve(uuid4(), _at(9), _at(11), about=_about())


def test_a_refusal_keeps_what_was_done_before(in_alba: Any) -> None:
    with unit_of_work():
        person = make_person("Rimane", "Qui")
        reserve(person.id, _at(9), _at(11), about=_about())
        with pytest.raises(PersonTaken):
            reserve(person.id, _at(9), _at(11), about=_about())
    assert db.session.scalar(select(func.count()).select_from(Reservation)) == 1


def test_what_is_past_is_forgotten(in_alba: Any) -> None:
    person = make_person()
    reserve(person.id, datetime(2020, 1, 1, 9, tzinfo=UTC), datetime(2020, 1, 1, 10, tzinfo=UTC), about=_about())
    reserve(person.id, datetime(2100, 1, 1, 9, tzinfo=UTC), datetime(2100, 1, 1, 10, tzinfo=UTC), about=_about())
    assert forget_past() == 1
    assert db.session.scalar(select(func.count()).select_from(Reservation)) == 1


def test_an_empty_stretch_is_refused_by_the_table(in_alba: Any) -> None:
    with pytest.raises(Exception, match="during"):
        reserve(make_person().id, _at(9), _at(9), about=_about())


def test_another_association_sees_nothing(app: Flask, alba: Standing, brig: Standing) -> None:
    with app.app_context():
        with tenant_scope(alba.id), unit_of_work():
            person = make_person()
            person_id = person.id
            reserve(person_id, _at(9), _at(11), about=_about())
        with tenant_scope(brig.id), unit_of_work():
            assert reservations_of([person_id], _at(0), _at(23)) == []
            assert db.session.execute(text("SELECT count(*) FROM reservations")).scalar() == 0


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "words"),
    [
        (_at(9), _at(11), "mercoledì 3 marzo 2027, dalle 10:00 alle 12:00"),
        (_at(21), _at(23), "mercoledì 3 marzo 2027, dalle 22:00 alle 0:00"),
        (_at(21), _at(1, day=4), "mercoledì 3 marzo 2027, dalle 22:00 alle 2:00 di giovedì 4 marzo"),
        # The clocks go forward on 28 March 2027 at 2:00, and back on 31 October at 3:00.
        (_at(0, 30, day=28), _at(1, 30, day=28), "domenica 28 marzo 2027, dalle 1:30 alle 3:30"),
        (
            datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
            datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
            "domenica 31 ottobre 2027, dalle 2:30 alle 2:30",
        ),
    ],
)
def test_times_are_said_as_the_wall_clock_shows_them(
    in_alba: Any, starts_at: datetime, ends_at: datetime, words: str
) -> None:
    assert span_words(starts_at, ends_at) == words
