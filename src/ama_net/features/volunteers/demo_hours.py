"""The invented hours of the demonstration: last year's and this year's, some still to approve, one sent back."""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from ama_net.features.volunteers.models import Activity, HourEntry, Volunteer
from ama_net.features.volunteers.operations.hours import log_hours, refuse_hours
from ama_net.features.volunteers.operations.hours_many import log_for_many
from ama_net.features.volunteers.queries import volunteers_on
from ama_net.features.volunteers.queries_hours import open_activities
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.people import Person

BY_TURNS = 4
"""Volunteers take part in the first activities by turns."""

RECENT = ((2, 120), (3, 90), (5, 150), (6, 60), (9, 180))
"""Hours still to approve: how many days ago, how many minutes."""


def seed_demo_hours(_folder: Path) -> None:
    """Write the hours of the volunteers of the association in scope. Harmless to repeat."""
    if db.session.scalars(select(HourEntry.id).where(HourEntry.shift_id.is_(None)).limit(1)).first() is not None:
        return
    ordered = select(Volunteer.person_id).order_by(Volunteer.number)
    people, activities = list(dict.fromkeys(db.session.scalars(ordered))), open_activities()[:BY_TURNS]
    if not people or not activities:
        return
    for month, day in enumerate(_days()):
        for turn, activity in enumerate(activities):
            log_for_many(
                _at_turn(people, turn + month), activity, on=day, minutes=90 + 30 * ((month + turn) % 4), by=SYSTEM
            )
    _recent(activities)


def _days() -> list[date]:
    """A day of each month from January of last year to the last month that is over."""
    now = today()
    days = [date(year, month, 8 + month) for year in (now.year - 1, now.year) for month in range(1, 13)]
    return [day for day in days if day < now.replace(day=1)]


def _at_turn(people: list[UUID], turn: int) -> list[UUID]:
    return people[turn % BY_TURNS :: BY_TURNS]


def _recent(activities: list[Activity]) -> None:
    """Of who can sign in, first: their own area has something to show."""
    signs_in = select(Account.id).where(Account.person_id == Volunteer.person_id).exists()
    serving = volunteers_on(today() - timedelta(days=10)).order_by(signs_in.desc(), Volunteer.number).limit(len(RECENT))
    for place, volunteer in enumerate(db.session.scalars(serving)):
        days, minutes = RECENT[place]
        entry = log_hours(
            db.session.get_one(Person, volunteer.person_id),
            activities[place % len(activities)],
            on=today() - timedelta(days=days),
            minutes=minutes,
            note="Esempio inventato",
            by=SYSTEM,
        )
        if place == 0:
            before = log_hours(entry.person, activities[-1], on=today() - timedelta(days=10), minutes=60, by=SYSTEM)
            refuse_hours(before, why="Quel giorno lo sportello era chiuso: forse era il giorno dopo?", by=SYSTEM)
