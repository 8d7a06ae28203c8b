"""Publishing pages, taking them off the site, deleting them; and the way back from each, for an hour."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import aliased

from ama_net.features.site.models import Kind, SitePage
from ama_net.features.site.queries import sibling_of
from ama_net.features.site.rules import may_be_taken_away
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.audit import record
from ama_net.kernel.office import CannotUndo, undoable

KEEP_DELETED = timedelta(days=30)
"""How long a deleted page's row stays; the next deletion after that removes it, versions included."""

PUBLICATION, DELETION = "site.publication", "site.deletion"


def set_published(pages: Sequence[SitePage], published: bool, *, by: Actor) -> list[SitePage]:
    """Publish pages or take them off the site; those that changed are returned. Fixed pages are never taken off.

    News published without a day get today's. Who may: the office with SITE_EDIT.
    """
    changed = [page for page in pages if page.published != published and (published or may_be_taken_away(page))]
    for page in changed:
        page.published = published
        if published and page.kind == Kind.NEWS and page.published_on is None:
            page.published_on = today()
        record(by=by, verb="page.published" if published else "page.unpublished", subject=page)
    return changed


def delete_pages(pages: Sequence[SitePage], *, by: Actor) -> list[SitePage]:
    """Delete pages with their translations; the rows that went are returned. Fixed pages stay.

    They can be brought back until their rows are removed for good. Who may: the office with SITE_EDIT.
    """
    db.session.execute(
        delete(SitePage).where(SitePage.deleted_at < now() - KEEP_DELETED).execution_options(synchronize_session=False)
    )
    gone: list[SitePage] = []
    for page in filter(may_be_taken_away, pages):
        translation = sibling_of(page) if page.is_original else None
        gone += [page, translation] if translation else [page]
    for page in gone:
        page.deleted_at = now()
        record(by=by, verb="page.deleted", subject=page)
    return gone


@undoable(PUBLICATION, Permission.SITE_EDIT)
def publish_again(payload: dict[str, Any], *, by: Actor) -> None:
    """Undo a publication, or its opposite: the pages that are still as the action left them go back.

    Raises:
        CannotUndo: every page was changed again in the meantime.
    """
    left = bool(payload["published"])
    pages = [page for page in _rows(payload) if page.deleted_at is None and page.published == left]
    if not set_published(pages, not left, by=by):
        raise CannotUndo(_("Nel frattempo le pagine sono cambiate."))


@undoable(DELETION, Permission.SITE_EDIT)
def bring_back(payload: dict[str, Any], *, by: Actor) -> None:
    """Undo a deletion.

    Raises:
        CannotUndo: the rows are gone, or another page has taken an address in the meantime.
    """
    pages = [page for page in _rows(payload) if page.deleted_at is not None]
    if not pages:
        raise CannotUndo(_("Le pagine non ci sono più."))
    if _addresses_taken(pages):
        raise CannotUndo(_("Nel frattempo un'altra pagina ha preso lo stesso indirizzo."))
    for page in pages:
        page.deleted_at = None
        record(by=by, verb="page.brought_back", subject=page)


def _rows(payload: dict[str, Any]) -> Sequence[SitePage]:
    ids = [UUID(text) for text in payload["pages"]]
    return db.session.scalars(select(SitePage).where(SitePage.id.in_(ids))).all()


def _addresses_taken(pages: Sequence[SitePage]) -> bool:
    other = aliased(SitePage)
    same = (other.kind == SitePage.kind, other.slug == SitePage.slug, other.language == SitePage.language)
    taken = (
        select(other.id)
        .join(SitePage, SitePage.id.in_([page.id for page in pages]))
        .where(*same, other.deleted_at.is_(None))
        .limit(1)
    )
    return db.session.execute(taken).first() is not None
