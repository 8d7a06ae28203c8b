"""What was sent and can be read on the site: the archive, one newsletter by its address, one by the link in the mail."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from ama_net.across.newsletters.models import Newsletter
from ama_net.across.newsletters.paging import Page, page_of
from ama_net.foundation.database import db

PER_PAGE = 20
MOST_IN_FEED = 30
MOST_IN_SITEMAP = 2000


def archived(number: int = 1) -> Page[Newsletter]:
    """One page of what is in the archive, the newest first."""
    return page_of(_newest(_in_archive()), number, PER_PAGE)


def latest(count: int = MOST_IN_FEED) -> Sequence[Newsletter]:
    """The newest of the archive."""
    return db.session.scalars(_newest(_in_archive()).limit(count)).all()


def archived_at_address(slug: str) -> Newsletter | None:
    """The newsletter of the archive at an address."""
    return db.session.scalars(_in_archive().where(Newsletter.slug == slug)).one_or_none()


def begun(newsletter_id: UUID) -> Newsletter | None:
    """One that began to leave, in the archive or not: whoever has it in the mailbox may read it in the browser."""
    started = select(Newsletter).where(Newsletter.id == newsletter_id, Newsletter.started_at.is_not(None))
    return db.session.scalars(started.where(Newsletter.is_template.is_(False))).one_or_none()


def not_begun(newsletter_id: UUID) -> bool:
    """Whether it is one that has not left yet: whoever reads a trial of it has its address."""
    waiting = select(Newsletter.id).where(Newsletter.id == newsletter_id, Newsletter.started_at.is_(None))
    return db.session.scalar(waiting) is not None


def around(newsletter: Newsletter) -> tuple[Newsletter | None, Newsletter | None]:
    """The one of the archive before, and the one after, in time."""
    before = _newest(_in_archive().where(Newsletter.started_at < newsletter.started_at)).limit(1)
    after = _in_archive().where(Newsletter.started_at > newsletter.started_at).order_by(Newsletter.started_at).limit(1)
    return db.session.scalars(before).one_or_none(), db.session.scalars(after).one_or_none()


def addresses() -> list[tuple[str, str, datetime]]:
    """The slug, the language and the time of each, for the site's map."""
    wanted = _newest(select(Newsletter).where(*_SHOWN)).limit(MOST_IN_SITEMAP)
    found = wanted.with_only_columns(Newsletter.slug, Newsletter.language, Newsletter.started_at)
    return [(slug, language, begun_at) for slug, language, begun_at in db.session.execute(found) if slug and begun_at]


_SHOWN = (
    Newsletter.archived_at.is_not(None),
    Newsletter.started_at.is_not(None),
    Newsletter.slug.is_not(None),
    Newsletter.is_template.is_(False),
)


def _in_archive() -> Select[Newsletter]:
    return select(Newsletter).where(*_SHOWN)


def _newest(found: Select[Any]) -> Select[Any]:
    return found.order_by(Newsletter.started_at.desc(), Newsletter.id.desc())
