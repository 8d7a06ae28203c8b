"""What is read of the audit: the parts of an entry's facts as columns, and which of each there are."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select

from ama_net.foundation.database import db
from ama_net.kernel.audit.models import LedgerEntry
from ama_net.kernel.audit.operations import AUDIT

ACTOR = LedgerEntry.facts["actor"].astext
VERB = LedgerEntry.facts["verb"].astext
SUBJECT = LedgerEntry.facts["subject"].astext
SUBJECT_ID = LedgerEntry.facts["subject_id"].astext


@dataclass(frozen=True)
class Recorded:
    """The actors (account ids, or labels such as ``sistema``), verbs and kinds of subject that the audit speaks of."""

    actors: list[str]
    verbs: list[str]
    subjects: list[str]


def audit_entries() -> Select[LedgerEntry]:
    """The audit, newest first."""
    return select(LedgerEntry).where(LedgerEntry.ledger == AUDIT.name).order_by(LedgerEntry.number.desc())


def recorded() -> Recorded:
    """What there is to choose among: one query."""
    row = db.session.execute(
        select(
            func.array_agg(ACTOR.distinct()), func.array_agg(VERB.distinct()), func.array_agg(SUBJECT.distinct())
        ).where(LedgerEntry.ledger == AUDIT.name)
    ).one()
    actors, verbs, subjects = (sorted(value for value in values or () if value) for values in row)
    return Recorded(actors, verbs, subjects)
