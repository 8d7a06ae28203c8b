"""The closings of the register and the printings on loose sheets, and where the next of each begins."""

from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from ama_net.features.volunteers.models import ClosingFile, RegisterClosing, SheetPrinting
from ama_net.features.volunteers.register import REGISTER
from ama_net.foundation.clock import day_of, today
from ama_net.foundation.database import db
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.documents import Document, DocumentVersion
from ama_net.kernel.registers.paper import head_on

M = TypeVar("M", RegisterClosing, SheetPrinting)

ONE_YEAR = timedelta(days=366)


def all_closings(*, bodies: bool = False) -> list[RegisterClosing]:
    """Every closing with its files, the latest first; with the bytes of all of them, when they are to be compared."""
    return list(db.session.scalars(_closings(bodies=bodies).order_by(RegisterClosing.entry.desc())))


def last_closing() -> RegisterClosing | None:
    """The latest closing."""
    return db.session.scalars(select(RegisterClosing).order_by(RegisterClosing.entry.desc()).limit(1)).first()


def closing_by_id(closing_id: Any) -> RegisterClosing | None:
    """A closing with its files."""
    return db.session.scalars(_closings().where(RegisterClosing.id == closing_id)).one_or_none()


def all_printings() -> list[SheetPrinting]:
    """Every printing on loose sheets, the latest first."""
    found = select(SheetPrinting).options(joinedload(SheetPrinting.document).selectinload(Document.versions))
    return list(db.session.scalars(found.order_by(SheetPrinting.printed_at.desc())))


def next_sheet() -> tuple[int, int]:
    """The first entry not printed yet, and the page that follows those used: a sheet printed again changes neither."""
    furthest = select(func.max(SheetPrinting.last_entry), func.max(SheetPrinting.last_page))
    entry, page = db.session.execute(furthest).one()
    return (entry or 0) + 1, (page or 0) + 1


def made_by_form(model: type[M], form_key: UUID | None) -> M | None:
    """The closing or the printing that a form already made, when it was sent before. The register must be held."""
    if form_key is None:
        return None
    return db.session.scalars(select(model).where(model.form_key == form_key)).one_or_none()


def day_to_close() -> date:
    """The day a closing is proposed for: 31 December of last year, while it waits for its closing; otherwise today."""
    last, year_end = last_closing(), date(today().year - 1, 12, 31)
    waits = last is None or last.day < year_end
    return year_end if waits and head_on(REGISTER, year_end) is not None else today()


def is_late() -> bool:
    """Whether lines written wait for a closing, and a year has passed (codice civile art. 2215-bis c. 3).

    The year is of the first entry that no closing holds: mostly that of the last closing itself. A closing of a day long
    gone leaves waiting what was written after that day.
    """
    last = last_closing()
    waiting = select(func.min(LedgerEntry.at), func.count(LedgerEntry.line)).where(
        REGISTER.is_entry(), LedgerEntry.number > (last.last_entry if last else 0)
    )
    since, lines = db.session.execute(waiting).one()
    return lines > 0 and day_of(since) + ONE_YEAR < today()


def _closings(*, bodies: bool = False) -> Select[RegisterClosing]:
    files = selectinload(RegisterClosing.files).joinedload(ClosingFile.document).selectinload(Document.versions)
    paper = joinedload(RegisterClosing.document).selectinload(Document.versions)
    if bodies:
        files, paper = (one.undefer(DocumentVersion.body_sealed) for one in (files, paper))
    return select(RegisterClosing).options(files, paper)
