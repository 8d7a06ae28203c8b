"""What can be true of a stretch of service; each refusal says what to mend (``WrongFact``)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.features.volunteers.models import ServiceEnd, Volunteer
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.people import WrongFact
from ama_net.kernel.registers import among, overlap

OLDEST_START_YEAR = 1950

CORRECTABLE = frozenset({"started_on", "ended_on", "end_reason"})
"""The columns a correction may touch. Number and person are never among them; the section is moved, or was a mistake."""


def check_start(volunteer: Volunteer) -> None:
    """The day the service began.

    Raises:
        WrongFact: a day to come, or of another century.
    """
    if volunteer.started_on > today():
        raise WrongFact("on", _l("La data di inizio è nel futuro: si scrive il giorno in cui comincia davvero."))
    if volunteer.started_on.year < OLDEST_START_YEAR:
        raise WrongFact("on", _l("Questa data è troppo lontana: ricontrolla l'anno."))


def check_end(volunteer: Volunteer, *, on: date, reason: ServiceEnd | str) -> None:
    """The day the service is over, and why; a day to come is possible within a year.

    Raises:
        WrongFact: before the start, too far ahead, a death or a mistake in the future.
    """
    if on < volunteer.started_on:
        raise WrongFact("on", _l("La cessazione non può venire prima dell'inizio."))
    if reason == ServiceEnd.MISTAKE and on != volunteer.started_on:
        raise WrongFact("on", _l("Un'iscrizione per errore finisce lo stesso giorno in cui comincia."))
    if reason == ServiceEnd.DEATH and on > today():
        raise WrongFact("on", _l("Questa data è nel futuro."))
    if on > date(today().year + 1, 12, 31):
        raise WrongFact("on", _l("Questa data è troppo lontana nel futuro."))


def check_service(volunteer: Volunteer) -> None:
    """All the days of a stretch of service together.

    Raises:
        WrongFact: as for a start and an end; an end day without its reason or the other way round.
    """
    check_start(volunteer)
    if (volunteer.ended_on is None) != (volunteer.end_reason is None):
        raise WrongFact("end_reason", _l("Data e motivo della cessazione vanno insieme."))
    if volunteer.ended_on is not None and volunteer.end_reason is not None:
        check_end(volunteer, on=volunteer.ended_on, reason=volunteer.end_reason)


def refuse_doubles(volunteers: Sequence[Volunteer], *, field: str = "rows[{place}].person") -> None:
    """One stretch of service at a time for each person, against the register and among these. The register must be held.

    Raises:
        WrongFact: the first that would be in the register twice on the same days.
    """
    lives: dict[UUID, list[Volunteer]] = {}
    kept = select(Volunteer).where(among(Volunteer.person_id, {one.person_id for one in volunteers}))
    with db.session.no_autoflush:
        known = [one for one in db.session.scalars(kept) if one not in volunteers]
    for one in [*known, *volunteers]:
        lives.setdefault(one.person_id, []).append(one)
    for place, one in enumerate(volunteers):
        if any(other is not one and _both(one, other) for other in lives[one.person_id]):
            raise WrongFact(field.format(place=place), _l("È già nel registro dei volontari in quel periodo."))


def earlier_numbers(person_id: UUID) -> list[int]:
    """The lines a person had before, the latest first."""
    found = select(Volunteer.number).where(Volunteer.person_id == person_id).order_by(Volunteer.number.desc())
    return list(db.session.scalars(found))


def _both(one: Volunteer, other: Volunteer) -> bool:
    return overlap(one.started_on, one.ended_on, other.started_on, other.ended_on)
