"""Who is paid by the association, and on which days."""

from datetime import date

import pytest

from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people import WorkKind, WrongFact, paid_people_on, paid_work_of
from ama_net.kernel.people.operations.work import WorkFacts, change_paid_work, remove_paid_work, start_paid_work
from tests.factories.insurance import make_paid_work
from tests.factories.people import make_person

STARTED, ENDED = date(2026, 2, 1), date(2026, 6, 1)


@pytest.mark.parametrize(
    ("day", "paid"),
    [(date(2026, 1, 31), False), (STARTED, True), (date(2026, 5, 31), True), (ENDED, False)],
)
def test_paid_work_holds_its_days(in_alba: object, day: date, paid: bool) -> None:
    work = make_paid_work(make_person(), started_on=STARTED, ended_on=ENDED)
    assert paid_work_of(work.person_id, day) is (work if paid else None)
    assert list(db.session.scalars(paid_people_on(day))) == ([work] if paid else [])


def test_who_is_not_paid_has_no_paid_work(in_alba: object) -> None:
    make_paid_work(started_on=STARTED)
    assert paid_work_of(make_person().id, STARTED) is None


def _facts(first: date, last: date | None = None, kind: WorkKind = WorkKind.EMPLOYEE) -> WorkFacts:
    return WorkFacts(kind, first, last)


def test_starting_paid_work_keeps_its_days(in_alba: object) -> None:
    person = make_person()
    work = start_paid_work(person, _facts(STARTED, date(2026, 5, 31)), by=SYSTEM)
    assert (work.person_id, work.started_on, work.ended_on, work.last_day) == (
        person.id,
        STARTED,
        ENDED,
        date(2026, 5, 31),
    )


def test_the_last_day_cannot_come_before_the_first(in_alba: object) -> None:
    with pytest.raises(WrongFact, match="ultimo giorno"):
        start_paid_work(make_person(), _facts(STARTED, date(2026, 1, 31)), by=SYSTEM)


@pytest.mark.parametrize(("first", "refused"), [(date(2026, 5, 31), True), (ENDED, False)])
def test_nobody_is_paid_twice_for_the_same_day(in_alba: object, first: date, refused: bool) -> None:
    person = make_person()
    make_paid_work(person, started_on=STARTED, ended_on=ENDED)
    if refused:
        with pytest.raises(WrongFact, match="risulta già"):
            start_paid_work(person, _facts(first), by=SYSTEM)
    else:
        assert start_paid_work(person, _facts(first), by=SYSTEM).started_on == first


def test_correcting_paid_work_does_not_find_itself_in_the_way(in_alba: object) -> None:
    work = make_paid_work(started_on=STARTED)
    change_paid_work(work, _facts(STARTED, date(2026, 5, 31), WorkKind.SELF_EMPLOYED), by=SYSTEM)
    assert (work.kind, work.ended_on) == ("self_employed", ENDED)


def test_what_was_written_by_mistake_is_taken_away(in_alba: object) -> None:
    work = make_paid_work(started_on=STARTED)
    person_id = work.person_id
    remove_paid_work(work, by=SYSTEM)
    assert paid_work_of(person_id, STARTED) is None
