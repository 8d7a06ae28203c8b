"""What can be true of a shift, and who may come to it."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l

from ama_net.features.volunteers.models import Shift
from ama_net.features.volunteers.queries_hours import who_serves
from ama_net.features.volunteers.queries_insurance import uncovered_among
from ama_net.features.volunteers.queries_letters import has_accepted_letter, letter_in_force
from ama_net.features.volunteers.settings_shifts import ShiftsSettings
from ama_net.features.volunteers.shift_refusals import LetterNotAccepted, NotAVolunteer, NotCovered
from ama_net.foundation.clock import day_of, now
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
        NotCovered: the association asks for insurance, and it does not cover the person whole on each day of the shift.
    """
    if not who_serves([person_id], days_of(shift)[0]):
        raise NotAVolunteer
    if letter_is_missing(person_id):
        raise LetterNotAccepted
    if read_settings(ShiftsSettings).cover_required and uncovered_among([person_id], days_of(shift)):
        raise NotCovered


def barring_warnings() -> frozenset[str]:
    """Which of the ``WARNING_WORDS`` keep somebody from coming, as the association decided."""
    settings = read_settings(ShiftsSettings)
    asked = {"letter": settings.letter_required, "cover": settings.cover_required}
    return frozenset(name for name, needed in asked.items() if needed)


def kept_away(person_ids: Collection[UUID], plan: ShiftPlan) -> set[UUID]:
    """Which of some people the association would not let come at new times: as ``check_may_come``, but for the letter."""
    days = days_of(plan)
    away = set(person_ids) - who_serves(person_ids, days[0])
    return away | uncovered_among(person_ids, days) if read_settings(ShiftsSettings).cover_required else away


def days_of(shift: Shift | ShiftPlan) -> tuple[date, ...]:
    """The Italian days of a shift: two when it lasts past midnight."""
    last = shift.ends_at.astimezone(UTC) - timedelta(microseconds=1)
    return tuple(dict.fromkeys(day_of(moment) for moment in (shift.starts_at, last)))


def letter_is_missing(person_id: UUID) -> bool:
    """Whether the association asks for the confidentiality letter, has one, and the person has not accepted it."""
    if not read_settings(ShiftsSettings).letter_required or letter_in_force() is None:
        return False
    return not has_accepted_letter(person_id)
