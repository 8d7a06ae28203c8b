"""What is kept of the years of the accounts."""

from dataclasses import dataclass

from sqlalchemy import select

from ama_net.features.bookkeeping.first_note import moved_until, places, years_with_movements
from ama_net.features.bookkeeping.models import AccountingYear
from ama_net.features.bookkeeping.operations.years import KIND
from ama_net.features.bookkeeping.statement import YearFigures, figures_of
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.documents.models import Document
from ama_net.kernel.documents.operations import body_of
from ama_net.kernel.documents.queries import documents_about


@dataclass(frozen=True)
class YearInShort:
    """A year as the list of years shows it."""

    figures: YearFigures
    row: AccountingYear | None

    @property
    def year(self) -> int:
        """Which."""
        return self.figures.year

    @property
    def is_closed(self) -> bool:
        """Whether its figures are kept as they are."""
        return self.row is not None and self.row.closed_at is not None


def year_kept(year: int) -> AccountingYear | None:
    """What is kept of a year."""
    return db.session.scalar(select(AccountingYear).where(AccountingYear.year == year))


def all_years() -> list[YearInShort]:
    """Every year with movements, the latest first: as it was closed, or as what is written now makes it."""
    kept = {one.year: one for one in db.session.scalars(select(AccountingYear))}
    years = sorted(
        {*years_with_movements(), *(one.year for one in kept.values() if one.closed_at), today().year}, reverse=True
    )
    moved, where = moved_until(years[0]), places()
    return [YearInShort(_figures(kept.get(year)) or figures_of(year, moved, where), kept.get(year)) for year in years]


def closed_document(row: AccountingYear) -> Document | None:
    """The paper a closed year was kept with."""
    if row.closed_at is None:
        return None
    return next((one for one in documents_about(row) if one.kind == KIND), None)


def closed_paper(row: AccountingYear) -> bytes | None:
    """Its bytes."""
    document = closed_document(row)
    return body_of(document.versions[0]) if document is not None else None


def _figures(row: AccountingYear | None) -> YearFigures | None:
    return YearFigures.from_json(row.year, row.figures) if row is not None and row.figures is not None else None
