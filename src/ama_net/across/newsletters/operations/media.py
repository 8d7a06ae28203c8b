"""The library of pictures and files that newsletters show. Who may: ``NEWSLETTERS_EDIT``.

They are public for whoever has their address. The same picture sent twice is one. What is taken away is seen nowhere any more,
in newsletters already sent either: that is how somebody who does not want to be in a picture is answered (GDPR art. 17, 21).
Sent again it is another picture, at another address: where it was taken away it does not come back.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import defer

from ama_net.across.newsletters.models import Media, MediaKind
from ama_net.across.newsletters.pictures import MAX_BYTES, UnusablePicture, read_picture
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.web.forms import one_line
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.audit import record
from ama_net.kernel.documents.uploads import TO_GIVE_OUT, UnreadableFile, read_upload, safe_name
from ama_net.kernel.office import CannotUndo, undoable

REMOVAL = "newsletters.media_removal"
LONGEST_ALTERNATIVE = 300
FILES = {kind: ending for kind, ending in TO_GIVE_OUT.items() if not kind.startswith("image/")}
FILES_ACCEPTED = ",".join(f".{ending}" for ending in FILES.values())
FILE_KINDS = _l("PDF, testi (ODT, DOCX), tabelle (ODS, XLSX), presentazioni (ODP, PPTX) o calendari (ICS)")
"""The same words in the hints and in what is said of a file that does not serve."""


@dataclass(frozen=True)
class _Kept:
    kind: MediaKind
    name: str
    content_type: str
    body: bytes
    width: int | None = None
    height: int | None = None


def add_picture(name: str, body: bytes, *, alternative: str = "", by: Actor) -> Media:
    """Add a picture to the library, made small and plain. Flushed.

    Raises:
        UnusablePicture: it cannot be kept; the text says why.
    """
    made = read_picture(body)
    kept = _Kept(
        MediaKind.IMAGE,
        safe_name(name or "immagine", made.content_type),
        made.content_type,
        made.body,
        made.width,
        made.height,
    )
    return _add(kept, one_line(alternative)[:LONGEST_ALTERNATIVE], by)


def add_file(name: str, body: bytes, *, by: Actor) -> Media:
    """Add a file to link to: a PDF, a text, a table or slides without macros, days for a calendar. Flushed.

    Raises:
        UnusablePicture: it cannot be kept; the text says why.
    """
    if len(body) > MAX_BYTES:
        raise UnusablePicture(_("Il file è troppo grande: al massimo 10 MB."))
    try:
        read = read_upload(name, body, kinds=TO_GIVE_OUT)
    except UnreadableFile as error:
        kinds = _("Non è un file che si possa usare: servono %(kinds)s, senza macro.", kinds=FILE_KINDS)
        raise UnusablePicture(kinds if body else str(error)) from error
    if read.media_type not in FILES:
        kinds = _("Un'immagine si aggiunge tra le immagini; come file servono %(kinds)s.", kinds=FILE_KINDS)
        raise UnusablePicture(kinds)
    return _add(_Kept(MediaKind.FILE, read.name, read.media_type, body), "", by)


def describe(media: Media, alternative: str, *, by: Actor) -> None:
    """Say in words what a picture shows, for who does not see it. Blocks that already show it keep what they say."""
    words = one_line(alternative)[:LONGEST_ALTERNATIVE]
    if words != media.alternative:
        media.alternative = words
        record(by=by, verb="newsletter_media.described", subject=media)


def remove(media: Media, *, by: Actor) -> None:
    """Take away a picture or a file: from now on nobody is shown it."""
    if media.removed_at is None:
        media.removed_at = now()
        record(by=by, verb="newsletter_media.removed", subject=media)


@undoable(REMOVAL, Permission.NEWSLETTERS_EDIT)
def bring_back(payload: dict[str, Any], *, by: Actor) -> None:
    """Put back what was taken away.

    Raises:
        CannotUndo: it is not there any more, is back already, or was added again meanwhile.
    """
    media = db.session.get(Media, UUID(payload["id"]))
    if media is None or media.removed_at is None:
        raise CannotUndo
    try:
        with db.session.begin_nested():
            media.removed_at = None
    except IntegrityError as error:
        raise CannotUndo from error
    record(by=by, verb="newsletter_media.brought_back", subject=media)


def _add(kept: _Kept, alternative: str, by: Actor) -> Media:
    digest = sha256(kept.body).digest()
    known = _same(digest)
    if known is not None:
        return _again(known, alternative)
    made = Media(
        kind=kept.kind, name=kept.name, alternative=alternative, content_type=kept.content_type, width=kept.width,
        height=kept.height, size=len(kept.body), digest=digest, data=kept.body, created_by=by.account_id,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:  # the same one was sent at the same instant: a button pressed twice
        known = _same(digest)
        if known is None:
            raise
        return _again(known, alternative)
    record(by=by, verb="newsletter_media.added", subject=made)
    return made


def _same(digest: bytes) -> Media | None:
    """The one that is there, if any: what was taken away is not asked for again."""
    there = select(Media).where(Media.digest == digest, Media.removed_at.is_(None))
    return db.session.scalars(there.options(defer(Media.data))).one_or_none()


def _again(known: Media, alternative: str) -> Media:
    known.alternative = known.alternative or alternative
    return known
