"""Hours and days off, as they are written: which cannot be, what stays booked, what is forgotten."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.helpdesk.availability_facts import ExceptionFacts, RuleFacts
from ama_net.features.helpdesk.availability_tasks import forget_hours
from ama_net.features.helpdesk.models import AvailabilityException, AvailabilityRule, Mode
from ama_net.features.helpdesk.operations.availability import (
    add_exception,
    add_hours,
    change_hours,
    forget_old_hours,
    remove_exception,
    remove_hours,
)
from ama_net.features.helpdesk.queries_availability import (
    appointments_outside,
    exceptions_of,
    open_days,
    rules_of,
    who_serves,
)
from ama_net.features.helpdesk.slots import free_slots
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.scheduling.availability import DAY as WHOLE_DAY
from tests.factories.helpdesk import make_appointment, make_operator, make_pathway, make_service, make_visitor
from tests.factories.people import make_person
from tests.helpdesk.open_hours import at, make_exception, make_rule, wednesday
from tests.support.hands import at_once, desk
from tests.support.queries import count_queries
from tests.support.standing import Standing

HOURS = RuleFacts(weekday=2, starts=time(15), ends=time(18), first_day=date(2026, 1, 7))


def _days_off() -> ExceptionFacts:
    return ExceptionFacts(first_day=wednesday(), last_day=wednesday())


def _listener(**values: Any) -> Person:
    person = make_person()
    make_operator(make_service(**values), person)
    return person


def _audit() -> list[tuple[str, dict[str, Any]]]:
    entries = db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.number)).all()
    return [
        (entry.facts["verb"], entry.facts.get("changes", {}))
        for entry in entries
        if entry.facts["verb"].startswith("helpdesk_")
    ]


def test_hours_are_offered_once_they_are_written(in_alba: Standing) -> None:
    person, service = make_person(), make_service()
    make_operator(service, person)
    add_hours(person, HOURS, by=SYSTEM)
    assert [slot.starts_at for slot in free_slots(service, wednesday(), wednesday())] == [at(15), at(16), at(17)]


def test_changed_hours_are_offered_as_they_are_now(in_alba: Standing) -> None:
    person, service = make_person(), make_service()
    make_operator(service, person)
    rule = add_hours(person, HOURS, by=SYSTEM)
    changed = change_hours(rule, replace(HOURS, starts=time(16), modes=(Mode.ONLINE,)), by=SYSTEM)
    found = [(slot.starts_at, slot.modes) for slot in free_slots(service, wednesday(), wednesday())]
    assert (changed, found) == (
        ["starts", "in_person", "phone"],
        [(at(16), (Mode.ONLINE,)), (at(17), (Mode.ONLINE,))],
    )


def test_hours_taken_away_are_offered_no_more(in_alba: Standing) -> None:
    person = _listener()
    remove_hours(add_hours(person, HOURS, by=SYSTEM), by=SYSTEM)
    assert rules_of([person.id]) == []


def test_the_audit_says_which_facts_changed_and_nothing_else(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        person = _listener()
        rule = add_hours(person, HOURS, by=SYSTEM)
        change_hours(rule, replace(HOURS, weekday=3), by=SYSTEM)
        change_hours(rule, replace(HOURS, weekday=3), by=SYSTEM)
        remove_hours(rule, by=SYSTEM)
        remove_exception(add_exception(person, _days_off(), by=SYSTEM), by=SYSTEM)
        add_exception(None, _days_off(), by=SYSTEM)
    with desk(app, alba):
        assert _audit() == [
            ("helpdesk_hours.added", {}),
            ("helpdesk_hours.changed", {"fields": ["weekday"]}),
            ("helpdesk_hours.removed", {}),
            ("helpdesk_day.added", {}),
            ("helpdesk_day.removed", {}),
            ("helpdesk_closure.added", {}),
        ]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends": time(15)}, "ends"),
        ({"last_day": date(2026, 1, 6)}, "last_day"),
        ({"every_weeks": 0}, "every_weeks"),
        ({"every_weeks": 13}, "every_weeks"),
        ({"modes": ()}, "modes"),
    ],
)
def test_hours_that_cannot_be_are_refused(in_alba: Standing, wrong: dict[str, Any], field: str) -> None:
    person = _listener()
    with pytest.raises(WrongFact) as refused:
        add_hours(person, replace(HOURS, **wrong), by=SYSTEM)
    assert (refused.value.field, rules_of([person.id])) == (field, [])


def test_hours_are_for_a_service_that_one_serves(in_alba: Standing) -> None:
    with pytest.raises(WrongFact) as refused:
        add_hours(_listener(), replace(HOURS, service_id=make_service().id), by=SYSTEM)
    assert refused.value.field == "service_id"


def test_who_serves_nothing_has_no_hours(in_alba: Standing) -> None:
    with pytest.raises(WrongFact) as refused:
        add_hours(make_person(), HOURS, by=SYSTEM)
    assert refused.value.field == "person"


@pytest.mark.parametrize(
    ("other", "refused"),
    [
        ({"starts": time(17), "ends": time(19)}, True),
        ({"starts": time(18), "ends": time(19)}, False),
        ({"weekday": 3}, False),
        ({"starts": time(17), "ends": time(19), "first_day": date(2027, 1, 1)}, True),
        ({"every_weeks": 2}, True),
    ],
)
def test_the_same_hours_are_not_written_twice(in_alba: Standing, other: dict[str, Any], refused: bool) -> None:
    person = _listener()
    add_hours(person, HOURS, by=SYSTEM)
    before = nullcontext() if not refused else pytest.raises(WrongFact)
    with before:
        add_hours(person, replace(HOURS, **other), by=SYSTEM)
    assert len(rules_of([person.id])) == (1 if refused else 2)


def test_hours_in_turn_may_overlap(in_alba: Standing) -> None:
    person = _listener()
    add_hours(person, replace(HOURS, every_weeks=2), by=SYSTEM)
    add_hours(person, replace(HOURS, every_weeks=2, first_day=date(2026, 1, 14)), by=SYSTEM)
    assert len(rules_of([person.id])) == 2


def test_hours_are_changed_without_standing_in_their_own_way(in_alba: Standing) -> None:
    rule = add_hours(_listener(), HOURS, by=SYSTEM)
    assert change_hours(rule, replace(HOURS, ends=time(19)), by=SYSTEM) == ["ends"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (lambda: {"last_day": wednesday() - timedelta(days=1)}, "last_day"),
        (lambda: {"first_day": today() - timedelta(days=2), "last_day": today() - timedelta(days=1)}, "last_day"),
        (lambda: {"last_day": wednesday() + timedelta(days=367)}, "last_day"),
        (lambda: {"starts": time(9)}, "ends"),
        (lambda: {"ends": time(9)}, "starts"),
        (lambda: {"starts": time(9), "ends": time(9)}, "ends"),
        (lambda: {"is_open": True}, "starts"),
        (lambda: {"is_open": True, "starts": time(9), "ends": time(10), "modes": ()}, "modes"),
    ],
)
def test_days_that_cannot_be_are_refused(in_alba: Standing, wrong: Callable[[], dict[str, Any]], field: str) -> None:
    person = _listener()
    with pytest.raises(WrongFact) as refused:
        add_exception(person, replace(_days_off(), **wrong()), by=SYSTEM)
    assert (refused.value.field, exceptions_of(person.id)) == (field, [])


def test_the_same_days_are_not_written_twice(in_alba: Standing) -> None:
    person = _listener()
    add_exception(person, _days_off(), by=SYSTEM)
    with pytest.raises(WrongFact):
        add_exception(person, _days_off(), by=SYSTEM)
    add_exception(None, _days_off(), by=SYSTEM)
    assert (len(exceptions_of(person.id)), len(exceptions_of(None))) == (1, 1)


def test_sending_the_same_days_at_once_writes_them_once(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        person_id = _listener().id

    def write(number: int) -> str:
        person = db.session.get_one(Person, person_id) if number % 2 else None
        return "written" if add_exception(person, _days_off(), by=SYSTEM) else ""

    said = at_once(app, alba, write, hands=6)
    with desk(app, alba):
        rows = db.session.scalar(select(func.count()).select_from(AvailabilityException))
    assert (sorted(said), rows) == (["first_day"] * 4 + ["written"] * 2, 2)


def test_what_is_booked_stays_and_is_said_to_be_outside(in_alba: Standing) -> None:
    service, person = make_service(), make_person()
    make_operator(service, person)
    make_rule(person)
    inside, outside = make_appointment(service, person, at(15)), make_appointment(service, person, at(17))
    assert appointments_outside([person.id]) == []
    make_exception(person, starts=time(17), ends=time(18))
    assert (appointments_outside([person.id]), appointments_outside()) == ([outside], [outside])
    make_exception(None)
    assert appointments_outside() == [inside, outside]


def test_a_way_of_meeting_that_is_not_given_any_more_is_outside(in_alba: Standing) -> None:
    service, person = make_service(), make_person()
    make_operator(service, person)
    rule = make_rule(person)
    appointment = make_appointment(service, person, at(15), mode=Mode.IN_PERSON)
    rule.in_person = False
    db.session.flush()
    assert appointments_outside() == [appointment]


def test_a_meeting_of_a_pathway_is_outside_on_a_day_off_only(in_alba: Standing) -> None:
    service, person, visitor = make_service(), make_person(), make_visitor()
    make_operator(service, person)
    pathway = make_pathway(service, person, visitor)
    meeting = make_appointment(service, person, at(20), visitor, pathway_id=pathway.id)
    assert appointments_outside() == []
    make_exception(person)
    assert appointments_outside() == [meeting]


def test_the_days_to_come_are_shown_with_who_may_be_booked(in_alba: Standing) -> None:
    person = _listener()
    make_rule(person)
    make_exception(None, first_day=wednesday() + timedelta(days=1), last_day=wednesday() + timedelta(days=1))
    first, second = open_days([person.id], wednesday(), wednesday() + timedelta(days=1))
    assert [(span.person_id, span.starts, span.ends, span.modes) for span in first.spans] == [
        (person.id, 15 * 60, 18 * 60, tuple(Mode))
    ]
    assert (first.is_shut, second.is_shut, second.shut, second.spans) == (False, True, ((0, WHOLE_DAY),), ())


def test_who_serves_no_more_is_not_listed(in_alba: Standing) -> None:
    service, gone = make_service(), make_person()
    make_operator(service, gone, last_day=today() - timedelta(days=1))
    there = make_person()
    make_operator(service, there)
    assert who_serves() == {there: [service]}


def test_old_hours_and_days_are_forgotten(in_alba: Standing) -> None:
    person = _listener()
    old, recent = today() - timedelta(days=31), today() - timedelta(days=30)
    for last in (old, recent):
        make_rule(person, last_day=last)
        make_exception(person, first_day=last, last_day=last)
    still = make_rule(person)
    assert (forget_old_hours(), forget_old_hours()) == (2, 0)
    kept = set(db.session.scalars(select(AvailabilityRule.last_day)))
    assert kept == {recent, still.last_day}


def test_the_night_forgets_them(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        make_exception(None, first_day=today() - timedelta(days=60), last_day=today() - timedelta(days=60))
    with app.app_context():
        forget_hours()
    with desk(app, alba):
        assert db.session.scalar(select(func.count()).select_from(AvailabilityException)) == 0


def test_as_many_queries_for_one_as_for_many(in_alba: Standing) -> None:
    people = [_listener() for _ in range(4)]
    for person in people:
        make_rule(person)
        make_exception(person)
    open_days([people[0].id], wednesday(), wednesday())  # who the association is, is known from here on
    counts = []
    for some in (people[:1], people):
        with count_queries() as queries:
            open_days([person.id for person in some], wednesday(), wednesday() + timedelta(days=7))
        counts.append(len(queries))
    assert counts == [3, 3]
