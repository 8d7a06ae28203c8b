"""What is read of imports and sources, and the words for their states."""

from dataclasses import dataclass
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select
from sqlalchemy.orm import defer

from ama_net.features.groups.history import FACT_WORDS
from ama_net.features.groups.importing.csv_reader import COLUMN_WORDS
from ama_net.features.groups.importing.files import Format
from ama_net.features.groups.models import (
    GroupImport,
    GroupSource,
    ImportState,
    Outcome,
    ReadingOutcome,
    SourceReading,
    SourceState,
)
from ama_net.features.groups.queries import OFFICE_STATUS_WORDS
from ama_net.foundation.database import db
from ama_net.kernel.access import Figure, Permission, current_actor
from ama_net.kernel.directory.words import STATUS_KINDS

STATE_WORDS = {
    ImportState.WAITING: _l("Da leggere"),
    ImportState.UNREADABLE: _l("Non si legge"),
    ImportState.TO_APPROVE: _l("Da approvare"),
    ImportState.APPLIED: _l("Applicata"),
    ImportState.DISCARDED: _l("Buttata via"),
}
STATE_KINDS = {
    ImportState.WAITING: "neutral",
    ImportState.UNREADABLE: "danger",
    ImportState.TO_APPROVE: "warn",
    ImportState.APPLIED: "ok",
    ImportState.DISCARDED: "neutral",
}
FORMAT_WORDS = {
    Format.CSV: _l("Foglio CSV"),
    Format.MEETING_GUIDE: _l("Meeting Guide (JSON)"),
    Format.BMLT: _l("BMLT (JSON)"),
}
READING_WORDS = {
    ReadingOutcome.CHANGED: _l("Novità"),
    ReadingOutcome.SAME: _l("Come prima"),
    ReadingOutcome.FAILED: _l("Non riuscita"),
}
READING_KINDS = {ReadingOutcome.CHANGED: "info", ReadingOutcome.SAME: "ok", ReadingOutcome.FAILED: "danger"}
FIELD_WORDS = {
    **COLUMN_WORDS,
    "contact": _l("recapito"),
    "online_url": _l("indirizzo online"),
    "types": _l("codici"),
}
"""What the columns of a remark are called."""
DIFFERENCE_WORDS = {
    **FACT_WORDS,
    "contact": _l("Recapito"),
    "newcomers": _l("Accoglie persone nuove"),
    "office_notes": _l("Note d'ufficio"),
    "online_notes": _l("Note per collegarsi"),
    "position": _l("Posizione della sede"),
    "source": _l("Fonte"),
    "step_free": _l("Gradini"),
}
"""What the fields of a difference are called."""

PLURAL_WORDS = {
    Outcome.CREATED: _l("Nuove"),
    Outcome.UPDATED: _l("Aggiornate"),
    Outcome.UNCHANGED: _l("Invariate"),
    Outcome.REFUSED: _l("Rifiutate"),
}
MISSING_WORDS = {"STATUS_WORDS_OF_GROUPS": OFFICE_STATUS_WORDS, "STATUS_KINDS_OF_GROUPS": STATUS_KINDS}
"""What the list of missing groups needs, wherever it stands."""

SHOWN = 50


@dataclass(frozen=True)
class SourceCounts:
    """How many sources do not answer, and how many lists wait for a yes."""

    silent: int
    to_approve: int


def latest_imports() -> list[GroupImport]:
    """The lists sent or read last, the newest first; what they contained is not read."""
    latest = select(GroupImport).options(defer(GroupImport.content)).order_by(GroupImport.id.desc())
    return list(db.session.scalars(latest.limit(SHOWN)))


def all_sources() -> list[GroupSource]:
    """The association's sources by name."""
    return list(db.session.scalars(select(GroupSource).order_by(GroupSource.name, GroupSource.id)))


def readings_of(source_id: UUID) -> list[SourceReading]:
    """How the last readings of a source went, the newest first."""
    readings = select(SourceReading).where(SourceReading.source_id == source_id)
    return list(db.session.scalars(readings.order_by(SourceReading.at.desc(), SourceReading.id.desc()).limit(SHOWN)))


def waiting_import(source_id: UUID) -> GroupImport | None:
    """The reading of a source that waits for a yes, if any."""
    waiting = select(GroupImport).where(GroupImport.source_id == source_id, GroupImport.state == ImportState.TO_APPROVE)
    return db.session.scalars(waiting.order_by(GroupImport.id.desc()).limit(1)).one_or_none()


def source_counts() -> SourceCounts:
    """What the office should look at."""
    down = or_(GroupSource.failing_since.is_not(None), GroupSource.state == SourceState.STOPPED)
    silent = select(func.count()).select_from(GroupSource).where(down).scalar_subquery()
    waiting = GroupImport.state == ImportState.TO_APPROVE
    to_approve = select(func.count()).select_from(GroupImport).where(waiting).scalar_subquery()
    return SourceCounts(*db.session.execute(select(silent, to_approve)).one())


def source_figures() -> list[Figure]:
    """The figures of the room, only when there is something to look at, for who may."""
    actor = current_actor()
    if actor is None or not actor.can(Permission.GROUPS_IMPORT):
        return []
    counts = source_counts()
    figures = []
    if counts.to_approve:
        url = url_for("groups_imports.index")
        figures.append(Figure(_("Elenchi da approvare"), counts.to_approve, url, attention=True))
    if counts.silent:
        figures.append(
            Figure(_("Fonti che non rispondono"), counts.silent, url_for("groups_sources.index"), attention=True)
        )
    return figures
