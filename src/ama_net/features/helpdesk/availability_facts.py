"""Hours and days that are not as usual, as they are given; which cannot be."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l

from ama_net.features.helpdesk.models import AvailabilityException, AvailabilityRule, Mode
from ama_net.foundation.clock import today
from ama_net.kernel.people import WrongFact
from ama_net.kernel.scheduling.availability import end_minute_of, minute_of

MOST_WEEKS = 12
LONGEST_STRETCH = timedelta(days=366)
EVERY_WAY = tuple(Mode)


@dataclass(frozen=True)
class RuleFacts:
    """Hours that come back, as ``AvailabilityRule`` has them."""

    weekday: int
    starts: time
    ends: time
    first_day: date
    last_day: date | None = None
    every_weeks: int = 1
    service_id: UUID | None = None
    modes: tuple[Mode, ...] = EVERY_WAY


@dataclass(frozen=True)
class ExceptionFacts:
    """Days that are not as usual, as ``AvailabilityException`` has them; without hours, the whole day."""

    first_day: date
    last_day: date
    is_open: bool = False
    starts: time | None = None
    ends: time | None = None
    modes: tuple[Mode, ...] = EVERY_WAY


def check_rule_facts(facts: RuleFacts, served: set[UUID], others: list[AvailabilityRule]) -> None:
    """Whether somebody who serves some services can have these hours beside their others.

    Raises:
        WrongFact: a fact cannot be, or they are there in those hours already.
    """
    if end_minute_of(facts.ends) <= minute_of(facts.starts):
        raise WrongFact("ends", _l("Le ore finiscono prima di cominciare."))
    if facts.last_day is not None and facts.last_day < facts.first_day:
        raise WrongFact("last_day", _l("Finisce prima di cominciare."))
    if not 1 <= facts.every_weeks <= MOST_WEEKS:
        raise WrongFact("every_weeks", _l("Serve un numero fra 1 e 12."))
    if not facts.modes:
        raise WrongFact("modes", _l("Serve almeno un modo di incontrarsi."))
    if facts.service_id is not None and facts.service_id not in served:
        raise WrongFact("service_id", _l("Chi ascolta non è in questo servizio."))
    if any(_is_there_already(facts, other) for other in others):
        raise WrongFact("starts", _l("In queste ore c'è già: si cambia quell'orario."))


def check_exception_facts(facts: ExceptionFacts, *, of_somebody: bool) -> None:
    """Whether days can be so.

    Raises:
        WrongFact: a fact cannot be.
    """
    if facts.last_day < facts.first_day:
        raise WrongFact("last_day", _l("Finisce prima di cominciare."))
    if facts.last_day < today():
        raise WrongFact("last_day", _l("Sono giorni già passati."))
    if facts.last_day - facts.first_day > LONGEST_STRETCH:
        raise WrongFact("last_day", _l("Sono troppi giorni: al massimo un anno."))
    if (facts.starts is None) != (facts.ends is None):
        raise WrongFact("ends" if facts.ends is None else "starts", _l("Servono tutte e due le ore, o nessuna."))
    if facts.starts is not None and facts.ends is not None and end_minute_of(facts.ends) <= minute_of(facts.starts):
        raise WrongFact("ends", _l("Le ore finiscono prima di cominciare."))
    if facts.is_open and of_somebody and facts.starts is None:
        raise WrongFact("starts", _l("Dire in quali ore."))
    if not facts.modes:
        raise WrongFact("modes", _l("Serve almeno un modo di incontrarsi."))


def says_the_same(facts: ExceptionFacts, one: AvailabilityException) -> bool:
    """Whether a row is already what somebody writes."""
    return (one.first_day, one.last_day, one.is_open, one.starts, one.ends, one.modes) == (
        facts.first_day,
        facts.last_day,
        facts.is_open,
        facts.starts,
        facts.ends,
        facts.modes,
    )


def _is_there_already(facts: RuleFacts, other: AvailabilityRule) -> bool:
    """Overlapping hours of the same weekday, service and way: the same time would be offered twice, half an hour apart."""
    same = facts.weekday == other.weekday and facts.service_id == other.service_id
    overlap = minute_of(facts.starts) < end_minute_of(other.ends) and minute_of(other.starts) < end_minute_of(
        facts.ends
    )
    ends, other_ends = facts.last_day or date.max, other.last_day or date.max
    together = facts.first_day <= other_ends and other.first_day <= ends
    turns = facts.every_weeks > 1 and other.every_weeks > 1
    return same and overlap and together and not turns and bool(set(facts.modes) & set(other.modes))
