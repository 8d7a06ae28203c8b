"""What is read: the pages a reader may see, in the reader's language, and the lists of the office."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, load_only

from ama_net.features.site.models import HOME, Kind, Menu, SitePage, SitePageVersion
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.directory import Listing
from ama_net.kernel.tenancy import current_tenant

English = aliased(SitePage, name="english")

Pair = tuple[SitePage, SitePage | None]
"""A page in Italian, and its translation where one can be seen."""

READ = ("kind", "language", "slug", "title", "summary", "body_html", "room", "needs", "published_on", "updated_at")
MAX_GROUPS_IN_SITEMAP = 20_000


def _on_site(page: Any) -> ColumnElement[bool]:
    due = or_(page.published_on.is_(None), page.published_on <= today())
    return and_(page.published, page.deleted_at.is_(None), due)


def _translated(*columns: Any) -> Select[Any]:
    same = and_(English.kind == SitePage.kind, English.slug == SitePage.slug, English.language == "en")
    return (
        select(*columns)
        .outerjoin(English, and_(same, English.published, English.deleted_at.is_(None)))
        .where(SitePage.language == "it", _on_site(SitePage))
    )


def _readable() -> Select[Any]:
    words = [getattr(SitePage, name) for name in READ]
    english = [getattr(English, name) for name in READ]
    return _translated(SitePage, English).options(load_only(*words), load_only(*english))


@dataclass(frozen=True)
class Line:
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
    some_news = select(SitePage.id).where(SitePage.kind == Kind.NEWS, SitePage.language == "it", _on_site(SitePage))
    statement = (
        _translated(
            SitePage.kind,
            SitePage.slug,
            func.coalesce(SitePage.menu_label, SitePage.title).label("label"),
            func.coalesce(English.menu_label, English.title).label("label_en"),
            SitePage.menu,
            SitePage.room,
        )
        .where(or_(SitePage.kind == Kind.PAGE, SitePage.id == some_news.limit(1).scalar_subquery()))
        .order_by(SitePage.menu_order.nulls_last(), SitePage.slug)
    )
    rows = db.session.execute(statement).all()
    lines = [Line(*row[1:]) for row in rows if row.kind == Kind.PAGE]
    return Outline(lines, has_news=len(lines) < len(rows))


def readable_page(kind: Kind, slug: str) -> Pair | None:
    """The page at an address, if it can be seen."""
    found = _readable().where(SitePage.kind == kind, SitePage.slug == slug)
    row = db.session.execute(found).one_or_none()
    return (row[0], row[1]) if row else None


def home_and_news(count: int) -> tuple[Pair | None, list[Pair]]:
    """The home page and the latest news, in one query."""
    latest = (
        select(SitePage.id)
        .where(SitePage.kind == Kind.NEWS, SitePage.language == "it", _on_site(SitePage))
        .order_by(*_newest_first())
        .limit(count)
    )
    wanted = or_(and_(SitePage.kind == Kind.PAGE, SitePage.slug == HOME), SitePage.id.in_(latest))
    rows = [(row[0], row[1]) for row in db.session.execute(_readable().where(wanted).order_by(*_newest_first()))]
    home = next((pair for pair in rows if pair[0].kind == Kind.PAGE), None)
    return home, [pair for pair in rows if pair is not home]


def news_page(number: int, per_page: int) -> tuple[list[Pair], int]:
    """One page of the news, newest first, and how many there are in all."""
    total = func.count().over().label("total")
    statement = _readable().add_columns(total).where(SitePage.kind == Kind.NEWS).order_by(*_newest_first())
    rows = db.session.execute(statement.limit(per_page).offset((number - 1) * per_page)).all()
    return [(row[0], row[1]) for row in rows], rows[0].total if rows else 0


def _newest_first() -> tuple[Any, ...]:
    return SitePage.published_on.desc().nulls_last(), SitePage.id.desc()


def sitemap_pages() -> Sequence[Row[Any]]:
    """Kind, slug, room, time of the last change, and whether there is an English version, of every page and news."""
    columns = (
        SitePage.kind,
        SitePage.slug,
        SitePage.room,
        SitePage.updated_at,
        English.id.is_not(None).label("english"),
    )
    return db.session.execute(_translated(*columns).order_by(SitePage.kind.desc(), SitePage.slug)).all()


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
