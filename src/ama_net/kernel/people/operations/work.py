"""Writing down who works for the association for money. What the law says of it is the business of who reads it."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people.models import Person
from ama_net.kernel.people.models_work import PaidWork, WorkKind
from ama_net.kernel.people.rules import WrongFact


@dataclass(frozen=True)
class WorkFacts:
    """How somebody is paid and for which days; ``last_day`` None: still."""

    kind: WorkKind
    first_day: date
    last_day: date | None = None

    @property
    def ended_on(self) -> date | None:
        """The first day that is not paid any more."""
        return self.last_day + timedelta(days=1) if self.last_day else None


def start_paid_work(person: Person, facts: WorkFacts, *, by: Actor) -> PaidWork:
    """Write down that somebody is paid by the association. Flushed. Who may: the office with VOLUNTEERS_EDIT.

    Raises:
        WrongFact: the last day is before the first, or they are paid already on one of these days.
    """
    _check(person, facts)
    work = PaidWork(person_id=person.id, kind=facts.kind, started_on=facts.first_day, ended_on=facts.ended_on)
    work.created_by = by.account_id
    db.session.add(work)
    db.session.flush()
    record(by=by, verb="paid_work.started", subject=person, changes={"work": facts.kind})
    return work


def change_paid_work(work: PaidWork, facts: WorkFacts, *, by: Actor) -> None:
    """Correct how and when somebody is paid, or say when it ends. Who may, and what is refused: as when it starts."""
    _check(work.person, facts, except_for=work)
    work.kind, work.started_on, work.ended_on = facts.kind, facts.first_day, facts.ended_on
    db.session.flush()
    record(by=by, verb="paid_work.changed", subject=work.person)


def remove_paid_work(work: PaidWork, *, by: Actor) -> None:
    """Take away what was written by mistake. Who may: as when it starts."""
    record(by=by, verb="paid_work.removed", subject=work.person)
    db.session.delete(work)
    db.session.flush()


def _check(person: Person, facts: WorkFacts, except_for: PaidWork | None = None) -> None:
    if facts.last_day is not None and facts.last_day < facts.first_day:
        raise WrongFact("last_day", _l("L'ultimo giorno viene prima del primo."))
    # One at a time: two at once would both find nothing in the way.
    db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
    begins_before = PaidWork.started_on < facts.ended_on if facts.ended_on else PaidWork.id.is_not(None)
    other = select(PaidWork.id).where(
        PaidWork.person_id == person.id,
        begins_before,
        or_(PaidWork.ended_on.is_(None), PaidWork.ended_on > facts.first_day),
    )
    if except_for is not None:
        other = other.where(PaidWork.id != except_for.id)
    if db.session.scalar(other.limit(1)) is not None:
        raise WrongFact("first_day", _l("In questi giorni risulta già un lavoro retribuito di questa persona."))
