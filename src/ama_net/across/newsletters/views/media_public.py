"""The pictures and files of newsletters, for whoever has their address: mailboxes fetch them without saying who reads."""

from uuid import UUID

from flask import Blueprint, Response, abort, request
from sqlalchemy import select

from ama_net.across.newsletters.media_addresses import ENDINGS
from ama_net.across.newsletters.models import Media, MediaKind
from ama_net.foundation.database import db

bp = Blueprint("media_public", __name__)

A_MONTH = "public, max-age=2592000, immutable"
"""Long, since what is at an address never changes; not for ever, since it can be taken away."""
ALONE = "default-src 'none'; sandbox"
"""Nobody's page: no script, no origin, whatever a browser takes it for."""


@bp.get("/newsletter/immagini/<uuid:media_id>.<any(jpg, png, gif, webp):ending>")
def image(media_id: UUID, ending: str) -> Response:
    """A picture."""
    media = _found(media_id, MediaKind.IMAGE)
    if ENDINGS.get(media.content_type) != ending:
        abort(404)
    return _answer(media)


@bp.get("/newsletter/file/<uuid:media_id>/<name>")
def file(media_id: UUID, name: str) -> Response:
    """A file to save; the name in the address is for who reads it, and must be its own."""
    media = _found(media_id, MediaKind.FILE)
    if media.name != name:
        abort(404)
    answer = _answer(media)
    answer.headers.set("Content-Disposition", "attachment", filename=media.name)
    return answer


def _found(media_id: UUID, kind: MediaKind) -> Media:
    there = select(Media).where(Media.id == media_id, Media.kind == kind, Media.removed_at.is_(None))
    return db.session.scalars(there).one_or_none() or abort(404)


def _answer(media: Media) -> Response:
    answer = Response(media.data, mimetype=media.content_type)
    answer.set_etag(media.digest.hex())
    answer.headers["Cache-Control"] = A_MONTH
    answer.headers["Content-Security-Policy"] = ALONE
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.make_conditional(request)
    return answer
