"""The lists of the office: pages and news, one row each, in Italian."""

from collections.abc import Sequence
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, func, or_

from ama_net.features.site.models import Kind, Menu, SitePage
from ama_net.features.site.queries import originals
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing, search_words

STATE_WORDS = {"published": _l("Sul sito"), "scheduled": _l("Dal giorno scritto"), "draft": _l("Bozza")}
MENU_WORDS: dict[str, LazyString] = {Menu.MAIN: _l("Menu principale"), Menu.FOOTER: _l("In fondo alla pagina")}


def _in_state(state: str) -> ColumnElement[bool]:
    later = SitePage.published_on > today()
    if state == "draft":
        return SitePage.published.is_(False)
    return and_(SitePage.published, later if state == "scheduled" else or_(SitePage.published_on.is_(None), ~later))


def state_of(page: SitePage) -> str:
    """``published``, ``scheduled`` or ``draft``."""
    return "scheduled" if page.is_scheduled else "published" if page.published else "draft"


def _state(page: SitePage) -> Any:
    return STATE_WORDS[state_of(page)]


_SHARED = (
    Column("title", _l("Titolo"), sort=func.f_unaccent(SitePage.title)),
    Column("path", _l("Indirizzo"), sort=SitePage.slug),
)
_LAST = (
    Column("state", _l("Stato"), value=_state),
    Column("english", _l("Inglese"), value=lambda _page: "", exported=False),
)
_STATE_FILTER = Filter("state", _l("Stato"), where=_in_state, options=STATE_WORDS)
_SEARCH = search_words(SitePage.title, SitePage.summary, SitePage.body)

PAGES = Listing(
    *_SHARED,
    Column("menu", _l("Menu"), value=lambda page: MENU_WORDS.get(page.menu or "", ""), sort=SitePage.menu),
    *_LAST,
    Column("updated_at", _l("Cambiata"), sort=SitePage.updated_at),
    filters=(_STATE_FILTER, Filter("menu", _l("Menu"), SitePage.menu, MENU_WORDS)),
    search=_SEARCH,
    order="title",
)

NEWS = Listing(
    *_SHARED,
    Column("published_on", _l("Giorno"), sort=SitePage.published_on),
    *_LAST,
    filters=(_STATE_FILTER,),
    search=_SEARCH,
    order="-published_on",
)

LISTS = {Kind.PAGE: PAGES, Kind.NEWS: NEWS}


def search_pages(kind: Kind, term: str, limit: int) -> Sequence[SitePage]:
    """The pages, or the news, that say every word of a term; the last changed first."""
    found = _SEARCH(originals(kind), term).order_by(SitePage.updated_at.desc(), SitePage.id)
    return db.session.scalars(found.limit(limit)).all()
