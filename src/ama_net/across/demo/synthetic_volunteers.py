"""As many volunteers and entries of hours as one likes, to measure: people, register, cover, letters, hours, shifts.

The register is written by its own operation, so its chain can be verified; the rest goes in in bulk, since what is
measured is reading.
"""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import Range
from uuid_utils.compat import uuid7

from ama_net.across.demo.synthetic_people import PersonMaker, Row, insert_rows
from ama_net.features.volunteers.models import (
    Activity,
    ConfidentialityLetter,
    HourEntry,
    HoursState,
    InsurancePolicy,
    LetterAcceptance,
    LetterWay,
    Section,
    ServiceEnd,
    Shift,
    ShiftSignup,
    ShiftState,
    SignupState,
)
from ama_net.features.volunteers.operations.volunteers import NewVolunteer, enter_volunteers
from ama_net.foundation.clock import ROME, now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.scheduling import Reservation

PART, BATCH = 500, 5000
YEARS_OF_HOURS = 4
SHIFTS, PEOPLE_OF_A_SHIFT = 150, 4
FIRST_DAY, LONGEST_AGO = date(2012, 1, 9), 300
"""Nobody began before that day; who stopped did so within so many days."""

Service = tuple[UUID, date, date]
"""A person, and their first and last day."""


def add_volunteers(count: int, hours: int, slug: str, province: str, chance: random.Random) -> int:
    """Add so many volunteers and entries of hours to the association in scope.

    One in ten has stopped, one in eight is occasional (and not covered by the policy), one in seven has not accepted the
    letter, one entry in forty waits for the office.
    """
    if not count:
        return 0
    db.session.execute(text("SET LOCAL plan_cache_mode = force_generic_plan"))
    people = PersonMaker(slug, province, chance, box="volontario", first_phone=8_000_000)
    services: list[Service] = []
    for start in range(0, count, PART):
        part = [(uuid7(), number) for number in range(start + 1, min(count, start + PART) + 1)]
        insert_rows(row for person, number in part for row in people.rows(person, number))
        entered = enter_volunteers([_service(person, number) for person, number in part], by=SYSTEM)
        services += [(one.person_id, one.started_on, one.last_day or today()) for one in entered]
        db.session.flush()
        db.session.expunge_all()
    activities = list(db.session.scalars(select(Activity.id).order_by(Activity.position)))
    insert_rows(_papers([person for person, *_days in services]))
    insert_rows(_shifts([person for person, _first, last in services if last == today()], activities))
    for start in range(0, hours, BATCH):
        insert_rows(_hours(services, activities, min(BATCH, hours - start), chance))
    return count


def _service(person: UUID, number: int) -> NewVolunteer:
    since = FIRST_DAY + timedelta(days=number * 37 % ((today() - FIRST_DAY).days - LONGEST_AGO))
    stopped = today() - timedelta(days=number % LONGEST_AGO) if number % 10 == 0 else None
    reason = ServiceEnd.STOPPED if stopped else None
    section = Section.REGULAR if number % 8 else Section.OCCASIONAL
    return NewVolunteer(person, since, section, number, stopped, reason)


def _papers(people: list[UUID]) -> Iterator[Row]:
    """A policy for one section, a letter, and who accepted it."""
    year, letter = today().year, uuid7()
    policy = {"number": "PROVA-1", "insurer_name": "Assicurazioni inventate", "section": Section.REGULAR}
    yield InsurancePolicy, {"id": uuid7(), "first_on": date(year, 1, 1), "last_on": date(year, 12, 31), **policy}
    yield ConfidentialityLetter, {"id": letter, "number": 1, "in_force_from": FIRST_DAY, "body": "Lettera di prova"}
    for place, person in enumerate(people):
        if place % 7:
            paper = {"letter_id": letter, "way": LetterWay.PAPER, "text_digest": "0" * 64}
            yield LetterAcceptance, {"id": uuid7(), "person_id": person, **paper}


def _shifts(people: list[UUID], activities: list[UUID]) -> Iterator[Row]:
    """Shifts to come, each with a few of who is a volunteer; nobody in two."""
    for place in range(min(SHIFTS, len(people) // PEOPLE_OF_A_SHIFT)):
        shift, day = uuid7(), today() + timedelta(days=1 + place % 28)
        begins = datetime.combine(day, time(9 + place % 9), tzinfo=ROME)
        facts = {
            "activity_id": activities[place % len(activities)],
            "title": "Turno di prova",
            "place": "Sede di prova",
        }
        times = {"starts_at": begins, "ends_at": begins + timedelta(hours=3), "state": ShiftState.PUBLISHED}
        yield Shift, {"id": shift, "maximum": PEOPLE_OF_A_SHIFT, **facts, **times}
        for person in people[place * PEOPLE_OF_A_SHIFT :][:PEOPLE_OF_A_SHIFT]:
            yield from _place(shift, person, Range(begins, begins + timedelta(hours=3)))


def _place(shift: UUID, person: UUID, during: Range[datetime]) -> Iterator[Row]:
    taken, reservation = uuid7(), uuid7()
    about = {"about_kind": ShiftSignup.__tablename__, "about_id": taken}
    yield Reservation, {"id": reservation, "person_id": person, "during": during, **about}
    place: dict[str, Any] = {"shift_id": shift, "person_id": person, "reservation_id": reservation}
    yield ShiftSignup, {"id": taken, **place, "state": SignupState.TAKEN}


def _hours(services: list[Service], activities: list[UUID], count: int, chance: random.Random) -> Iterator[Row]:
    """Entries over the last years, within the service of each."""
    moment, earliest = now(), date(today().year - YEARS_OF_HOURS + 1, 1, 1)
    for _one in range(count):
        person, first, last = chance.choice(services)
        since = min(max(first, earliest), last)
        day = since + timedelta(days=chance.randrange((last - since).days + 1))
        waits = chance.randrange(40) == 0 and day.year == today().year
        state = {"state": HoursState.LOGGED if waits else HoursState.APPROVED, "decided_at": None if waits else moment}
        given = {"activity_id": chance.choice(activities), "on_day": day, "minutes": chance.randrange(30, 300, 15)}
        yield HourEntry, {"id": uuid7(), "person_id": person, **given, **state}
