"""The invented shifts of the demonstration: a rota of the helpdesk, a stall with six places, one short of people, some past."""

from contextlib import suppress
from datetime import date, time, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from ama_net.features.volunteers.models import Activity, Shift, ShiftState, Volunteer
from ama_net.features.volunteers.operations.shift_attendance import note_attendance
from ama_net.features.volunteers.operations.shift_series import plan_series
from ama_net.features.volunteers.operations.shifts import plan_shift, publish_shifts
from ama_net.features.volunteers.operations.signups import take_place
from ama_net.features.volunteers.shift_rules import ShiftPlan
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.scheduling import rule_of, span

PLACE = "Sede dell'associazione"
NOTES = "Le chiavi sono nella cassetta all'ingresso. Si comincia con dieci minuti di saluti."
WEEKS_AHEAD, WEEKS_BEHIND = 8, 3
FEWEST = 4
"""With fewer volunteers there is nothing to show."""


def seed_demo_shifts(_folder: Path) -> None:
    """Write shifts in the association in scope, where it has volunteers. Harmless to repeat."""
    people = _people()
    if len(people) < FEWEST or db.session.scalar(select(Shift.id).limit(1)) is not None:
        return
    activities = {one.key: one.id for one in db.session.scalars(select(Activity))}
    if {"helpdesk", "events", "secretariat"} <= set(activities):
        _rota(activities["helpdesk"], people)
        _past(activities["helpdesk"], people)
        _stall(activities["events"], people)
        _short(activities["secretariat"], people)


def _people() -> list[Person]:
    serving = select(Person).join(Volunteer, Volunteer.person_id == Person.id)
    long_enough = serving.where(Volunteer.ended_on.is_(None), Volunteer.started_on <= today() - timedelta(days=40))
    return list(db.session.scalars(long_enough.order_by(Person.given_name != "Fiordiligi", Volunteer.number)))


def _rota(activity_id: UUID, people: list[Person]) -> None:
    """Every Wednesday of the coming weeks, two people; who comes goes round. The last ones are still drafts."""
    first = _next(2)
    plan = _plan(activity_id, "Sportello del mercoledì", first, time(17), time(19), minimum=2, maximum=3)
    rule = rule_of("weekly", 3) or ""
    made = plan_series(plan, rule, first + timedelta(weeks=WEEKS_AHEAD - 1), by=SYSTEM)
    publish_shifts(made[:-2], by=SYSTEM)
    for number, shift in enumerate(made[:4]):
        for person in (people[number % len(people)], people[(number + 1) % len(people)]):
            _take(shift, person)


def _past(activity_id: UUID, people: list[Person]) -> None:
    """Written as it would have been then: shifts are planned only ahead."""
    for weeks in range(1, WEEKS_BEHIND + 1):
        day = _next(2) - timedelta(weeks=weeks + 1)
        starts_at, ends_at = span(day, time(17), time(19))
        facts = {"title": "Sportello del mercoledì", "place": PLACE, "minimum": 2, "maximum": 3}
        shift = Shift(
            activity_id=activity_id, starts_at=starts_at, ends_at=ends_at, state=ShiftState.PUBLISHED, **facts
        )
        db.session.add(shift)
        db.session.flush()
        places = [place for place in (_take(shift, person) for person in people[weeks : weeks + 2]) if place]
        if weeks > 1:  # of the last one the office has still to say who came
            note_attendance(shift, dict.fromkeys(places[:1], 120), by=SYSTEM)


def _stall(activity_id: UUID, people: list[Person]) -> None:
    day = _next(5) + timedelta(weeks=2)
    plan = _plan(activity_id, "Banchetto in piazza", day, time(9), time(13), minimum=4, maximum=6)
    shift = plan_shift(plan, by=SYSTEM)
    publish_shifts([shift], by=SYSTEM)
    for person in people[1:4]:
        _take(shift, person)


def _short(activity_id: UUID, people: list[Person]) -> None:
    day = today() + timedelta(days=2)
    plan = _plan(activity_id, "Telefonate della segreteria", day, time(10), time(12, 30), minimum=2, maximum=2)
    shift = plan_shift(plan, by=SYSTEM)
    publish_shifts([shift], by=SYSTEM)
    _take(shift, people[2])


def _plan(  # what a shift is
    activity_id: UUID, title: str, day: date, first: time, last: time, *, minimum: int, maximum: int
) -> ShiftPlan:
    starts_at, ends_at = span(day, first, last)
    return ShiftPlan(activity_id, title, starts_at, ends_at, None, PLACE, NOTES, minimum, maximum)


def _take(shift: Shift, person: Person) -> UUID | None:
    with suppress(WrongFact):  # somebody is elsewhere, or has still to accept the letter
        return take_place(shift, person, by=SYSTEM).id
    return None


def _next(weekday: int) -> date:
    """The next day with that number (0 Monday), not today."""
    ahead = (weekday - today().weekday() - 1) % 7 + 1
    return today() + timedelta(days=ahead)
