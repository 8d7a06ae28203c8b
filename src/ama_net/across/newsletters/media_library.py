"""The library as it is looked through: without the bytes, which only who shows a picture reads."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import defer

from ama_net.across.newsletters.models import Media, MediaKind, Newsletter
from ama_net.across.newsletters.paging import Page, page_of
from ama_net.foundation.database import db

PER_PAGE = 24


def shelf(kind: MediaKind, *, number: int = 1, term: str = "") -> Page[Media]:
    """One page of the pictures, or of the files, the newest first; found by name or by what they show."""
    there = select(Media).where(Media.kind == kind, Media.removed_at.is_(None)).options(defer(Media.data))
    if term:
        there = there.where(
            Media.name.icontains(term, autoescape=True) | Media.alternative.icontains(term, autoescape=True)
        )
    return page_of(there.order_by(Media.created_at.desc(), Media.id.desc()), number, PER_PAGE)


def media_of(media_id: UUID) -> Media | None:
    """One that is in the library, without its bytes."""
    found = select(Media).where(Media.id == media_id, Media.removed_at.is_(None)).options(defer(Media.data))
    return db.session.scalars(found).one_or_none()


def uses_of(media_ids: Iterable[UUID]) -> dict[UUID, int]:
    """In how many newsletters each is, sent or not; those in none are left out. One question."""
    shown = cast(Newsletter.blocks, Text).contains(cast(Media.id, Text))
    counted = select(Media.id, func.count().label("uses")).join(Newsletter, shown).where(Media.id.in_(list(media_ids)))
    return {row.id: row.uses for row in db.session.execute(counted.group_by(Media.id))}
