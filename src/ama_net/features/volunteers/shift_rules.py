"""What can be true of a shift, and who may come to it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.features.volunteers.models import Shift, Volunteer
from ama_net.features.volunteers.shift_refusals import NotAVolunteer
from ama_net.foundation.clock import ROME, now
from ama_net.foundation.database import db
from ama_net.kernel.people import WrongFact

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
    if plan.ends_at <= plan.starts_at:
        raise WrongFact("ends", _l("La fine viene dopo l'inizio."))
    if plan.ends_at - plan.starts_at > LONGEST:
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


def check_may_come(person_id: UUID, shift: Shift) -> None:
    """Whether the association lets a person take places on that day.

    Raises:
        NotAVolunteer: the person is not in the register that day.
        LetterNotAccepted: the association asks for the confidentiality letter, which is not accepted.
        NotCovered: the association asks for insurance, and there is none that day.
    """
    day = shift.starts_at.astimezone(ROME).date()
    lines = db.session.scalars(select(Volunteer).where(Volunteer.person_id == person_id))
    if not any(line.is_active_on(day) for line in lines):
        raise NotAVolunteer
