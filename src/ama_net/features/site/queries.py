"""What is read: the pages a reader may see, in the reader's language, and the lists of the office."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Date, Row, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.orm import aliased

from ama_net.features.site.models import HOME, Kind, Menu, SitePage, SitePageVersion
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.directory import Listing
from ama_net.kernel.tenancy import current_tenant

English = aliased(SitePage, name="english")

MAX_GROUPS_IN_SITEMAP = 20_000

# What a reader sees is asked at every request: these statements are built once, and told the day when they run.

_DUE = or_(SitePage.published_on.is_(None), SitePage.published_on <= bindparam("today", type_=Date))
_ON_SITE = and_(SitePage.language == "it", SitePage.published, SitePage.deleted_at.is_(None), _DUE)
_IN_ENGLISH = and_(
    English.kind == SitePage.kind,
    English.slug == SitePage.slug,
    English.language == "en",
    English.published,
    English.deleted_at.is_(None),
)
_HAS_ENGLISH = English.id.is_not(None)
_NEWEST_FIRST = (SitePage.published_on.desc().nulls_last(), SitePage.id.desc())
_NEWS_IDS = select(SitePage.id).where(SitePage.kind == Kind.NEWS, _ON_SITE).order_by(*_NEWEST_FIRST)


def _on_site(*columns: Any) -> Select[Any]:
    return select(*columns).select_from(SitePage).outerjoin(English, _IN_ENGLISH).where(_ON_SITE)


def _words(*, english: bool) -> list[Any]:
    """The columns of a page's words: English where there are, and ``language`` says which they are."""
    names = ("language", "title", "summary", "body_html", "needs")
    if not english:
        return [getattr(SitePage, name) for name in names]
    return [case((_HAS_ENGLISH, getattr(English, name)), else_=getattr(SitePage, name)).label(name) for name in names]


_PLACE = (SitePage.kind, SitePage.slug, SitePage.room, SitePage.published_on)
_HAS = _HAS_ENGLISH.label("has_english")


def _readable(*, english: bool) -> Select[Any]:
    return _on_site(*_PLACE, *_words(english=english), _HAS)


_AT_ADDRESS = and_(SitePage.kind == bindparam("kind"), SitePage.slug == bindparam("slug"))

_READABLE = {english: _readable(english=english) for english in (False, True)}
_PAGE = {english: readable.where(_AT_ADDRESS) for english, readable in _READABLE.items()}
_LINE = (
    SitePage.slug,
    func.coalesce(SitePage.menu_label, SitePage.title).label("label"),
    func.coalesce(English.menu_label, English.title).label("label_en"),
    SitePage.menu,
    SitePage.room,
)


class _Said:
    """A statement asked at every page, put into words once: building it took as long as having it answered."""

    def __init__(self, statement: Select[Any]) -> None:
        compiled = statement.compile(dialect=psycopg.dialect())  # type: ignore[no-untyped-call]
        self._words, self._constants = str(compiled), dict(compiled.params)

    def ask(self, **values: object) -> Sequence[Row[Any]]:
        """Its rows; every value it is told is given."""
        return db.session.connection().exec_driver_sql(self._words, {**self._constants, **values}).all()


_OUTLINE = _Said(
    _on_site(SitePage.kind, *_LINE)
    .where(or_(SitePage.kind == Kind.PAGE, SitePage.id == _NEWS_IDS.limit(1).scalar_subquery()))
    .order_by(SitePage.menu_order.nulls_last(), SitePage.slug)
)


def _front(*, english: bool) -> Select[Any]:
    """Every page, as the menus need it, and the latest news; the words of the home and of the news alone."""
    is_shown = or_(SitePage.kind == Kind.NEWS, SitePage.slug == HOME)
    shown = [case((is_shown, column)).label(column.name) for column in _words(english=english)]
    statement = _on_site(SitePage.kind, *_LINE, SitePage.published_on, *shown, _HAS)
    latest = SitePage.id.in_(_NEWS_IDS.limit(bindparam("count")))
    return statement.where(or_(SitePage.kind == Kind.PAGE, latest)).order_by(
        SitePage.menu_order.nulls_last(), case((SitePage.kind == Kind.PAGE, SitePage.slug)), *_NEWEST_FIRST
    )


_FRONT = {english: _Said(_front(english=english)) for english in (False, True)}


class Line(NamedTuple):
    """A page as the menus need it."""

    slug: str
    label: str
    label_en: str | None
    menu: str | None
    room: str | None


@dataclass(frozen=True)
class Outline:
    """Every page of the site that can be seen, in the order of the menus, and whether there is any news."""

    lines: list[Line]
    has_news: bool


def outline() -> Outline:
    """The site at a glance: one light query, whose rows are the pages and, if there is one, a piece of news."""
    return _outlined(_OUTLINE.ask(today=today()))


def _outlined(rows: Sequence[Row[Any]]) -> Outline:
    lines = [Line._make(row[1:6]) for row in rows if row.kind == Kind.PAGE]
    return Outline(lines, has_news=len(lines) < len(rows))


def readable_page(kind: Kind, slug: str, *, english: bool) -> Row[Any] | None:
    """The page at an address, if it can be seen."""
    return db.session.execute(_PAGE[english], {"kind": kind, "slug": slug, "today": today()}).one_or_none()


@dataclass(frozen=True)
class Front:
    """What the first screen is made of."""

    home: Row[Any] | None
    news: list[Row[Any]]
    outline: Outline


def front(count: int, *, english: bool) -> Front:
    """The home page, the latest news and the site at a glance, in one query."""
    rows = _FRONT[english].ask(count=count, today=today())
    home = next((row for row in rows if row.kind == Kind.PAGE and row.slug == HOME), None)
    return Front(home, [row for row in rows if row.kind == Kind.NEWS], _outlined(rows))


def news_page(number: int, per_page: int, *, english: bool) -> tuple[Sequence[Row[Any]], int]:
    """One page of the news, newest first, and how many there are in all."""
    statement = (
        _READABLE[english]
        .add_columns(func.count().over().label("total"))
        .where(SitePage.kind == Kind.NEWS)
        .order_by(*_NEWEST_FIRST)
        .limit(per_page)
        .offset((number - 1) * per_page)
    )
    rows = db.session.execute(statement, {"today": today()}).all()
    return rows, rows[0].total if rows else 0


def sitemap_pages() -> Sequence[Row[Any]]:
    """Kind, slug, room, time of the last change, and whether there is an English version, of every page and news."""
    statement = _on_site(
        SitePage.kind, SitePage.slug, SitePage.room, SitePage.updated_at, _HAS_ENGLISH.label("english")
    ).order_by(SitePage.kind.desc(), SitePage.slug)
    return db.session.execute(statement, {"today": today()}).all()


def sitemap_groups() -> Sequence[Row[str, datetime]]:
    """Slug and time of the last change of the association's published groups."""
    return db.session.execute(
        select(Listing.slug, Listing.updated_at)
        .where(Listing.tenant_id == current_tenant().id)
        .order_by(Listing.sort_name)
        .limit(MAX_GROUPS_IN_SITEMAP)
    ).all()


# --- the office ------------------------------------------------------------------------------------------------------


def originals(kind: Kind) -> Select[SitePage]:
    """The pages, or the news, as the office lists them: one row each, in Italian."""
    return select(SitePage).where(SitePage.kind == kind, SitePage.language == "it", SitePage.deleted_at.is_(None))


def page_of(page_id: UUID) -> SitePage | None:
    """A page that was not deleted, in either language."""
    return db.session.scalar(select(SitePage).where(SitePage.id == page_id, SitePage.deleted_at.is_(None)))


def sibling_of(page: SitePage) -> SitePage | None:
    """The same page in the other language."""
    return db.session.scalar(
        select(SitePage).where(
            SitePage.kind == page.kind,
            SitePage.slug == page.slug,
            SitePage.language != page.language,
            SitePage.deleted_at.is_(None),
        )
    )


def translations_of(pages: Collection[SitePage]) -> dict[str, SitePage]:
    """The English rows of some pages of one kind, by slug: one query, however many."""
    if not pages:
        return {}
    kind, slugs = next(iter(pages)).kind, [page.slug for page in pages]
    rows = db.session.scalars(
        select(SitePage).where(
            SitePage.kind == kind, SitePage.slug.in_(slugs), SitePage.language == "en", SitePage.deleted_at.is_(None)
        )
    )
    return {row.slug: row for row in rows}


def versions_of(page: SitePage) -> Sequence[SitePageVersion]:
    """The earlier words of a page, newest first."""
    return db.session.scalars(
        select(SitePageVersion)
        .where(SitePageVersion.page_id == page.id)
        .order_by(SitePageVersion.saved_at.desc(), SitePageVersion.id.desc())
    ).all()


def in_menu(menu: Menu) -> Sequence[SitePage]:
    """The pages of a menu, drafts too, in its order."""
    return db.session.scalars(
        originals(Kind.PAGE).where(SitePage.menu == menu).order_by(SitePage.menu_order.nulls_last(), SitePage.slug)
    ).all()


def last_place_in(menu: Menu) -> int:
    """The place of the last page of a menu; 0 when it is empty."""
    last = select(func.max(SitePage.menu_order)).where(SitePage.menu == menu, SitePage.deleted_at.is_(None))
    return db.session.scalar(last) or 0


def version_of(page: SitePage, version_id: UUID) -> SitePageVersion | None:
    """One of a page's earlier versions."""
    found = select(SitePageVersion).where(SitePageVersion.id == version_id, SitePageVersion.page_id == page.id)
    return db.session.scalar(found)


def counts() -> dict[tuple[str, bool], int]:
    """How many pages and news there are, by kind and whether they are published."""
    statement = (
        select(SitePage.kind, SitePage.published, func.count())
        .where(SitePage.language == "it", SitePage.deleted_at.is_(None))
        .group_by(SitePage.kind, SitePage.published)
    )
    return {(kind, published): count for kind, published, count in db.session.execute(statement)}
