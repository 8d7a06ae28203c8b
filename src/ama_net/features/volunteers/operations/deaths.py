"""A death that the register says is written in the person's row too, unless somebody said it before; and taken back from there."""

from datetime import date

from ama_net.features.volunteers.models import ServiceEnd, Volunteer
from ama_net.foundation.database import db
from ama_net.kernel.people import Person


def death_of(volunteer: Volunteer) -> date | None:
    """The day of the death that a line says, if it does."""
    return volunteer.ended_on if volunteer.end_reason == ServiceEnd.DEATH else None


def say_death(volunteer: Volunteer, *, before: date | None = None) -> None:
    """Bring the person's row to what a line says now; ``before`` is the death it said until now.

    The person's card and the book of members say deaths too: what they said is neither replaced nor taken back.
    """
    after = death_of(volunteer)
    if after == before:
        return
    person = _read_anew(volunteer)
    if volunteer.wrote_death and person.deceased_on == before:
        person.deceased_on = None
    volunteer.wrote_death = after is not None and person.deceased_on is None
    if volunteer.wrote_death:
        person.deceased_on = after


def _read_anew(volunteer: Volunteer) -> Person:
    db.session.flush()
    db.session.refresh(volunteer.person, ["deceased_on"])
    return volunteer.person
