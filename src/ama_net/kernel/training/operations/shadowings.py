"""Going beside a facilitator: beginning, correcting, ending. Who may: the office (TRAININGS_EDIT)."""

from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l

from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.training.models import Shadowing
from ama_net.kernel.training.operations.paths import settle_paths

MOST_MEETINGS = 999
LONGEST_NOTE = 300


@dataclass(frozen=True)
class ShadowingFacts:
    """What is said of it: ``ended_on`` is the last day, None while it goes on."""

    with_person: Person
    started_on: date
    ended_on: date | None = None
    meetings: int = 0
    note: str = ""


def begin_shadowing(person: Person, facts: ShadowingFacts, *, by: Actor) -> Shadowing:
    """Write down that somebody goes beside a facilitator.

    Raises:
        WrongFact: with themselves, or in days that cannot be.
    """
    _check(person, facts)
    row = Shadowing(person_id=person.id, **_columns(facts))
    db.session.add(row)
    db.session.flush()
    record(by=by, verb="shadowing.begun", subject=person, changes={})
    settle_paths([person.id], by=by)
    return row


def change_shadowing(row: Shadowing, facts: ShadowingFacts, *, by: Actor) -> None:
    """Correct it, count one more meeting, end it.

    Raises:
        WrongFact: with themselves, or in days that cannot be.
    """
    _check(row.person, facts)
    values = _columns(facts)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        record(by=by, verb="shadowing.changed", subject=row.person, changes={})
        settle_paths([row.person_id], by=by)


def remove_shadowing(row: Shadowing, *, by: Actor) -> None:
    """It was written by mistake."""
    person = row.person
    db.session.delete(row)
    db.session.flush()
    record(by=by, verb="shadowing.removed", subject=person, changes={})
    settle_paths([person.id], by=by)


def _columns(facts: ShadowingFacts) -> dict[str, object]:
    values = vars(facts).copy()
    return {"with_person_id": values.pop("with_person").id, **values}


def _check(person: Person, facts: ShadowingFacts) -> None:
    if facts.with_person.id == person.id:
        raise WrongFact("with_person_id", _l("È la stessa persona."))
    if facts.started_on > today():
        raise WrongFact("started_on", _l("È un giorno che deve ancora venire."))
    if facts.ended_on is not None and facts.ended_on < facts.started_on:
        raise WrongFact("ended_on", _l("La fine viene dopo l'inizio."))
    if not 0 <= facts.meetings <= MOST_MEETINGS:
        raise WrongFact("meetings", _l("Serve un numero fra 0 e 999."))
