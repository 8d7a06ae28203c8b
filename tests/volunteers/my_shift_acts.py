"""Volunteers with shifts, for the tests of their own area."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from ama_net.features.volunteers.models import Shift, ShiftSignup
from ama_net.features.volunteers.operations.signups import take_place
from ama_net.features.volunteers.settings_shifts import ShiftsSettings
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.outbox.models import Message
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.people import make_person
from tests.factories.volunteers import make_shift, make_volunteer

RULES = {"letter_required": False, "cover_required": False}


def rules(**values: Any) -> None:
    """What the association wants of shifts; nothing but the register by itself."""
    save_settings(ShiftsSettings(**{**RULES, **values}), by=None)
    db.session.flush()


def volunteer(given_name: str, **values: Any) -> Person:
    """A volunteer with an e-mail address."""
    person = make_person(given_name, **{"email": f"{given_name.lower()}@alba.example", **values})
    make_volunteer(person)
    return person


def in_hours(hours: float) -> datetime:
    """An instant from now, without fractions."""
    return (now() + timedelta(hours=hours)).replace(microsecond=0)


def placed(person: Person, shift: Shift | None = None, *, hours: float = 72) -> ShiftSignup:
    """A volunteer's place in a shift, a new one of two people unless said."""
    return take_place(shift or make_shift(in_hours(hours), maximum=2), person, by=SYSTEM)


def mails(template: str) -> list[str]:
    """To whom a mail was written, in order."""
    found = db.session.scalars(select(Message).where(Message.template == f"volunteers/{template}"))
    return sorted(message.recipient or "" for message in found)


def holders(shift: Shift) -> list[str]:
    """The first names of who is in a shift."""
    db.session.expire_all()
    return sorted(place.person.given_name for place in shift.signups if place.state == "taken")
