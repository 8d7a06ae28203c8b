"""The lists of the office: documents, and what an organ decided."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, extract, select

from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing, search_words
from ama_net.kernel.documents.models import Document, Resolution
from ama_net.kernel.documents.words import KINDS, ORGANS, VISIBILITY_SHORT


def _state(value: str) -> ColumnElement[bool]:
    return {
        "withdrawn": Document.withdrawn_at.is_not(None),
        "filed": Document.book_number.is_not(None),
        "person": Document.person_id.is_not(None),
    }[value]


def _years() -> list[tuple[Any, Any]]:
    years = db.session.scalars(select(extract("year", Document.dated_on)).distinct())
    return [(int(year), str(int(year))) for year in sorted(years, reverse=True)]


DOCUMENTS = Listing(
    Column("title", _l("Titolo"), sort=Document.title),
    Column("kind", _l("Tipo"), value=lambda row: str(KINDS.get(row.kind, row.kind)), sort=Document.kind),
    Column("dated_on", _l("Data"), sort=Document.dated_on),
    Column("visibility", _l("Chi lo legge"), value=lambda row: str(VISIBILITY_SHORT[row.visibility])),
    Column("organ", _l("Libro"), value=lambda row: str(ORGANS[row.organ]) if row.organ else "", shown=False),
    filters=(
        Filter("kind", _l("Tipo"), Document.kind, KINDS, counted=False),
        Filter("visibility", _l("Chi lo legge"), Document.visibility, VISIBILITY_SHORT, counted=False),
        Filter(
            "year",
            _l("Anno"),
            where=lambda year: extract("year", Document.dated_on) == year,
            options=_years,
            counted=False,
        ),
        Filter(
            "state",
            _l("Quali"),
            where=_state,
            options={
                "filed": _l("Nei libri sociali"),
                "person": _l("Che riguardano una persona"),
                "withdrawn": _l("Ritirati"),
            },
            counted=False,
        ),
    ),
    search=search_words(Document.title),
    order="-dated_on",
)


def _resolution_years() -> list[tuple[Any, Any]]:
    years = db.session.scalars(select(Resolution.year).distinct())
    return [(year, str(year)) for year in sorted(years, reverse=True)]


RESOLUTIONS = Listing(
    Column("number", _l("Numero"), value="number_words", sort=Resolution.number),
    Column("adopted_on", _l("Del"), sort=Resolution.adopted_on),
    Column("subject", _l("Oggetto")),
    filters=(Filter("year", _l("Anno"), Resolution.year, _resolution_years, counted=False),),
    search=search_words(Resolution.subject, Resolution.text),
    order="-adopted_on",
)
