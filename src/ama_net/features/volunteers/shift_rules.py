"""What can be true of a shift, and who may come to it."""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l

from ama_net.features.volunteers.models import Shift, Volunteer
from ama_net.features.volunteers.queries import service_of
from ama_net.features.volunteers.queries_insurance import uncovered_on
from ama_net.features.volunteers.queries_letters import has_accepted_letter, letter_in_force
from ama_net.features.volunteers.settings_shifts import ShiftsSettings
from ama_net.features.volunteers.shift_refusals import LetterNotAccepted, NotAVolunteer, NotCovered
from ama_net.foundation.clock import ROME, now
from ama_net.foundation.database import db
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy.settings import read_settings

LONGEST = timedelta(hours=24)
MOST_PLACES = 200
LONGEST_TITLE, LONGEST_PLACE, LONGEST_NOTES = 120, 200, 2000


@dataclass(frozen=True)
class ShiftPlan:
    """What a shift is. Instants are aware; ``place`` is words, for what has no venue."""

    activity_id: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    venue_id: UUID | None = None
    place: str = ""
    notes: str = ""
    minimum: int = 1
    maximum: int = 1


def check_plan(plan: ShiftPlan) -> None:
    """What a shift may be.

    Raises:
        WrongFact: it ends before it begins, lasts more than a day, is over, or its numbers make no sense.
    """
    lasts = plan.ends_at.astimezone(UTC) - plan.starts_at.astimezone(
        UTC
    )  # in one zone Python reckons with the wall clock
    if lasts <= timedelta(0):
        raise WrongFact("ends", _l("La fine viene dopo l'inizio."))
    if lasts > LONGEST:
        raise WrongFact("ends", _l("Un turno dura al massimo un giorno: per più giorni si fa una serie."))
    if plan.ends_at <= now():
        raise WrongFact("day", _l("Questo giorno è già passato."))
    if not plan.title.strip() or len(plan.title) > LONGEST_TITLE:
        raise WrongFact("title", _l("Serve un titolo, al massimo di 120 caratteri."))
    if not 1 <= plan.minimum <= plan.maximum:
        raise WrongFact(
            "maximum", _l("Il massimo non può essere meno del minimo, e servono almeno una persona e un posto.")
        )
    if plan.maximum > MOST_PLACES:
        raise WrongFact("maximum", _l("Al massimo 200 posti per turno."))


def plan_of(shift: Shift) -> ShiftPlan:
    """What a shift is now, as a plan."""
    return ShiftPlan(**{one.name: getattr(shift, one.name) for one in fields(ShiftPlan)})


def check_may_come(person_id: UUID, shift: Shift) -> None:
    """Whether the association lets a person take places on that day.

    Raises:
        NotAVolunteer: the person is not in the register that day.
        LetterNotAccepted: the association has a confidentiality letter, asks for it, and it is not accepted.
        NotCovered: the association asks for insurance, and it does not cover the person whole that day.
    """
    day, settings = shift.starts_at.astimezone(ROME).date(), read_settings(ShiftsSettings)
    if service_of(person_id, day) is None:
        raise NotAVolunteer
    if letter_is_missing(person_id):
        raise LetterNotAccepted
    if settings.cover_required and is_uncovered(person_id, day):
        raise NotCovered


def letter_is_missing(person_id: UUID) -> bool:
    """Whether the association asks for the confidentiality letter, has one, and the person has not accepted it."""
    if not read_settings(ShiftsSettings).letter_required or letter_in_force() is None:
        return False
    return not has_accepted_letter(person_id)


def is_uncovered(person_id: UUID, day: date) -> bool:
    """Whether one at least of the risks of art. 18 c. 1 of D.Lgs. 117/2017 is not insured for a volunteer of that day."""
    return db.session.scalar(uncovered_on(day).where(Volunteer.person_id == person_id).limit(1)) is not None
