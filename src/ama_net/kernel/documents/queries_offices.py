"""Reading offices: who has one, who had, what expires, what is still to be told to the RUNTS."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Select, case, exists, select
from sqlalchemy.orm import joinedload

from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.documents.models import OfficeKind, OfficeTerm
from ama_net.kernel.documents.models_offices import OfficeMark, OfficeStep
from ama_net.kernel.people import Person

RUNTS_DAYS = 30
"""Within how many days a change of office is told to the RUNTS (D.Lgs. 117/2017 art. 48 c. 3)."""

LOOK_BACK_DAYS = 365
"""Older changes are history: whoever copies the past into the system is not asked to tell it again."""


@dataclass(frozen=True)
class Change:
    """A beginning or an end that the RUNTS does not know yet."""

    term: OfficeTerm
    step: OfficeStep
    on: date

    @property
    def due(self) -> date:
        """Until when it is to be told."""
        return self.on + timedelta(days=RUNTS_DAYS)


def current_terms() -> list[OfficeTerm]:
    """Every office somebody has, president first."""
    order = case({kind.value: place for place, kind in enumerate(OfficeKind)}, value=OfficeTerm.kind)
    wanted = _terms().where(OfficeTerm.ended_on.is_(None)).join(Person, Person.id == OfficeTerm.person_id)
    return list(db.session.scalars(wanted.order_by(order, Person.sort_name)))


def past_terms(limit: int = 200) -> list[OfficeTerm]:
    """The offices that are over, the latest first."""
    wanted = _terms().where(OfficeTerm.ended_on.is_not(None))
    return list(db.session.scalars(wanted.order_by(OfficeTerm.ended_on.desc(), OfficeTerm.id).limit(limit)))


def term_by_id(term_id: UUID) -> OfficeTerm | None:
    """One office."""
    return db.session.scalar(_terms().where(OfficeTerm.id == term_id))


def expiring(within_days: int) -> list[OfficeTerm]:
    """Offices somebody has that expire within some days, or have expired already."""
    return [term for term in current_terms() if term.expires_on and term.expires_on <= _in(within_days)]


def to_warn_of(step: OfficeStep, within_days: int) -> list[OfficeTerm]:
    """Offices that expire within some days, of which this warning (or a later one) was not given."""
    given = [OfficeStep.LAST_WARNING] if step is OfficeStep.LAST_WARNING else [step, OfficeStep.LAST_WARNING]
    warned = exists().where(OfficeMark.term_id == OfficeTerm.id, OfficeMark.step.in_(given))
    due = OfficeTerm.expires_on <= _in(within_days)
    return list(db.session.scalars(_terms().where(OfficeTerm.ended_on.is_(None), due, ~warned)))


def untold_changes() -> list[Change]:
    """Beginnings and ends of the last year that were not noted as told to the RUNTS, the oldest first."""
    since = today() - timedelta(days=LOOK_BACK_DAYS)
    lately = (OfficeTerm.started_on >= since) | (OfficeTerm.ended_on >= since)
    terms = list(db.session.scalars(_terms().where(lately)))
    told = _marks(term.id for term in terms)
    changes = [Change(term, OfficeStep.START_TOLD, term.started_on) for term in terms if term.started_on >= since]
    changes += [Change(term, OfficeStep.END_TOLD, term.ended_on) for term in terms if term.ended_on is not None]
    untold = [one for one in changes if (one.term.id, one.step) not in told and one.on >= since]
    return sorted(untold, key=lambda one: (one.on, str(one.term.id)))


def accounts_of(terms: Iterable[OfficeTerm]) -> dict[UUID, Account]:
    """The accounts of who has the offices, by person."""
    ids = {term.person_id for term in terms}
    rows = select(Account).where(Account.person_id.in_(ids)).order_by(Account.created_at.desc())
    return {account.person_id: account for account in db.session.scalars(rows) if account.person_id} if ids else {}


def _terms() -> Select[OfficeTerm]:
    people = joinedload(OfficeTerm.person).selectinload(Person.contacts)
    return select(OfficeTerm).options(people, joinedload(OfficeTerm.resolution))


def _marks(ids: Iterable[UUID]) -> set[tuple[UUID, str]]:
    rows = db.session.execute(select(OfficeMark.term_id, OfficeMark.step).where(OfficeMark.term_id.in_(list(ids))))
    return {(row.term_id, OfficeStep(row.step)) for row in rows}


def _in(days: int) -> date:
    return today() + timedelta(days=days)
