"""Newsletters as the office lists and finds them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import defer

from ama_net.across.newsletters.audiences import FEWEST
from ama_net.across.newsletters.media_addresses import media_path
from ama_net.across.newsletters.models import Media, Newsletter
from ama_net.across.newsletters.newsletter_words import STATES
from ama_net.foundation.database import db
from ama_net.foundation.text import known_id
from ama_net.foundation.web.listing import Column, Filter, Listing, search_words

# Beside those whose number is said, the place of a confidential one would say its own: it sorts by the number that is shown.
_SHOWN = case((Newsletter.confidential, Newsletter.recipients // FEWEST * FEWEST), else_=Newsletter.recipients)

NEWSLETTERS = Listing(
    Column("subject", _l("Oggetto"), sort=Newsletter.subject),
    Column("state", _l("Stato")),
    Column("when", _l("Quando"), value="updated_at", sort=func.coalesce(Newsletter.started_at, Newsletter.updated_at)),
    Column("recipients", _l("Destinatari"), sort=_SHOWN, numeric=True),
    filters=(Filter("state", _l("Stato"), Newsletter.state, STATES),),
    search=search_words(Newsletter.subject, Newsletter.preheader),
    order="-when",
)


def newsletters() -> Select[Newsletter]:
    """Every newsletter that is no model, without the long texts."""
    return _light().where(Newsletter.is_template.is_(False))


def models() -> list[Newsletter]:
    """The models, by subject."""
    return list(db.session.scalars(_light().where(Newsletter.is_template).order_by(Newsletter.subject, Newsletter.id)))


def last_sent() -> Newsletter | None:
    """The last that began to leave: the next one is often like it."""
    sent = newsletters().where(Newsletter.started_at.is_not(None))
    return db.session.scalars(sent.order_by(Newsletter.started_at.desc()).limit(1)).first()


def newsletter_or_404(newsletter_id: UUID) -> Newsletter:
    """A newsletter, or a model; a page that is not there."""
    return db.session.get(Newsletter, newsletter_id) or abort(404)


def _light() -> Select[Newsletter]:
    heavy = (Newsletter.blocks, Newsletter.frozen_html, Newsletter.frozen_text)
    return select(Newsletter).options(*(defer(column) for column in heavy))


@dataclass(frozen=True)
class MediaLine:
    """A picture or a file of the library, as the composer shows it."""

    id: str
    name: str
    alternative: str
    path: str
    size: int


def media_of(blocks: Iterable[dict[str, Any]]) -> dict[str, MediaLine]:
    """What blocks show of the library, by id, those in columns too; nothing of their data is read."""
    inside = [one for block in blocks for one in (block, *block.get("left", ()), *block.get("right", ()))]
    ids = {found for one in inside if (found := known_id(one.get("media_id"))) is not None}
    columns = (Media.id, Media.kind, Media.name, Media.alternative, Media.content_type, Media.size)
    rows = db.session.execute(select(*columns).where(Media.id.in_(ids))).all() if ids else ()
    return {
        str(row.id): MediaLine(
            str(row.id), row.name, row.alternative, media_path(row.id, row.kind, row.name, row.content_type), row.size
        )
        for row in rows
    }
