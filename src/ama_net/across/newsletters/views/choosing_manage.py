"""Choosing what goes into a block: a picture or a file of the library (or a new one), something of the site."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import defer
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from ama_net.across.newsletters import newsletter_words
from ama_net.across.newsletters.blocks import PickedBlock, PickedSource
from ama_net.across.newsletters.composing import seen_in
from ama_net.across.newsletters.media_addresses import media_path
from ama_net.across.newsletters.models import Media, MediaKind, Newsletter, NewsletterState
from ama_net.across.newsletters.operations.blocks import put_block
from ama_net.across.newsletters.operations.media import (
    FILE_KINDS,
    FILES_ACCEPTED,
    LONGEST_ALTERNATIVE,
    add_file,
    add_picture,
)
from ama_net.across.newsletters.operations.writing import Overtaken
from ama_net.across.newsletters.picking import NothingToPick, choices, pick
from ama_net.across.newsletters.pictures import UnusablePicture, read_picture
from ama_net.across.newsletters.queries_newsletters import newsletter_or_404
from ama_net.across.newsletters.views.larger_files import TOO_LARGE, take_larger_files
from ama_net.foundation.database import db
from ama_net.foundation.text import known_id
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import WrongFact

bp = Blueprint("choosing_manage", __name__)

DONE, REFUSED = 303, 422
KINDS = {"immagine": MediaKind.IMAGE, "file": MediaKind.FILE}
MOST_SHOWN = 60


def _too_large(error: HTTPException) -> ResponseReturnValue:
    values = request.view_args or {}
    newsletter, what = db.session.get(Newsletter, values["newsletter_id"]), values["what"]
    if newsletter is None or newsletter.state != NewsletterState.DRAFT:
        return error
    return _media_page(newsletter, what, why=str(TOO_LARGE)), REFUSED


take_larger_files(bp, "media", _too_large)


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": newsletter_words, "media_path": media_path}


@bp.route("/newsletter/<uuid:newsletter_id>/<any(immagine, file):what>", methods=["GET", "POST"])
@requires(Permission.NEWSLETTERS_EDIT)
def media(newsletter_id: UUID, what: str) -> ResponseReturnValue:
    """Choose a picture (or a file) of the library, or send a new one."""
    newsletter = _draft_or_404(newsletter_id)
    if request.method == "GET":
        return _media_page(newsletter, what)
    sent, words = request.files.get("file"), request.form.get("alternative", "").strip()[:LONGEST_ALTERNATIVE]
    unsaid = what == "immagine" and not words
    if sent is None or not sent.filename:
        return _take_known(newsletter, what, words=words, unsaid=unsaid)
    if unsaid:
        return _media_page(newsletter, what, why=_to_choose_again(sent), unsaid=True), REFUSED
    try:
        made = _added(what, sent, words)
    except UnusablePicture as error:
        return _media_page(newsletter, what, why=str(error), words=words), REFUSED
    return _put(newsletter, _media_block(made))


@bp.get("/newsletter/<uuid:newsletter_id>/dal-sito")
@requires(Permission.NEWSLETTERS_EDIT)
def site(newsletter_id: UUID) -> str:
    """Choose something that the public reads on the site."""
    newsletter = _draft_or_404(newsletter_id)
    kind = _kind(request.args.get("kind", PickedSource.GROUP))
    term = request.args.get("q", "").strip()[:100]
    return render_template(
        "newsletters/manage/choose_site.html",
        newsletter=newsletter,
        kind=kind,
        term=term,
        found=choices(kind, term),
        where=_where(),
    )


@bp.post("/newsletter/<uuid:newsletter_id>/dal-sito")
@requires(Permission.NEWSLETTERS_EDIT)
def take_from_site(newsletter_id: UUID) -> ResponseReturnValue:
    """Put it into the newsletter, as it is today."""
    newsletter = _draft_or_404(newsletter_id)
    kind, row_id = _kind(request.form.get("kind", "")), known_id(request.form.get("row_id")) or abort(404)
    try:
        block: PickedBlock = pick(kind, row_id, newsletter.language)
    except NothingToPick:
        flash(_("Non è più sul sito."), "warning")
        return redirect(url_for(".site", newsletter_id=newsletter_id, kind=kind, **_where()), DONE)
    return _put(newsletter, block.model_dump(mode="json"))


def _to_choose_again(sent: FileStorage) -> str:
    """What is said beside a picture that was sent without its words: no browser keeps it."""
    try:
        read_picture(sent.read())
    except UnusablePicture as error:
        return str(error)
    return str(_("L'immagine va bene: sceglila di nuovo."))


def _take_known(newsletter: Newsletter, what: str, *, words: str, unsaid: bool) -> ResponseReturnValue:
    media_id = known_id(request.form.get("media_id"))
    found = db.session.get(Media, media_id) if media_id is not None else None
    if found is None or found.removed_at is not None or found.kind != KINDS[what]:
        if media_id is not None:
            return _media_page(newsletter, what, why=_("Non c'è più: scegline un'altra.")), REFUSED
        why = _("Scegli l'immagine.") if what == "immagine" else _("Scegli il file.")
        return _media_page(newsletter, what, why=why, words=words, unsaid=unsaid), REFUSED
    return _put(newsletter, _media_block(found))


def _added(what: str, sent: FileStorage, words: str) -> Media:
    name, body, by = sent.filename or "", sent.read(), signed_in_actor()
    if KINDS[what] == MediaKind.FILE:
        return add_file(name, body, by=by)
    return add_picture(name, body, alternative=words, by=by)


def _media_block(found: Media) -> dict[str, object]:
    if found.kind == MediaKind.IMAGE:
        return {"kind": "image", "media_id": str(found.id), "alternative": found.alternative}
    return {"kind": "attachment", "media_id": str(found.id), "text": found.name.rpartition(".")[0] or found.name}


def _put(newsletter: Newsletter, block: dict[str, object]) -> Response:
    here = url_for("editor_manage.edit", newsletter_id=newsletter.id)
    where = _where()
    try:
        key = put_block(
            newsletter,
            block,
            after=where.get("dopo", ""),
            change=where.get("cambia", ""),
            seen=seen_in(request.form),
            by=signed_in_actor(),
        )
    except Overtaken:
        flash(
            _("Nel frattempo qualcun altro ha salvato la newsletter: questa parte è da aggiungere di nuovo."), "warning"
        )
        return redirect(here, DONE)
    except WrongFact as error:
        flash(str(error), "warning")
        return redirect(here, DONE)
    return redirect(f"{here}#parte-{key}", DONE)


def _media_page(newsletter: Newsletter, what: str, *, why: str = "", words: str = "", unsaid: bool = False) -> str:
    kept = select(Media).options(defer(Media.data)).where(Media.kind == KINDS[what], Media.removed_at.is_(None))
    found = db.session.scalars(kept.order_by(Media.created_at.desc(), Media.id).limit(MOST_SHOWN)).all()
    return render_template(
        "newsletters/manage/choose_media.html",
        newsletter=newsletter,
        what=what,
        found=found,
        why=why,
        words=words,
        unsaid=unsaid,
        accepted=FILES_ACCEPTED,
        kinds=FILE_KINDS,
        where=_where(),
    )


def _where() -> dict[str, Any]:
    """After which block, or in place of which: a key, carried in the address."""
    return {name: value[:12] for name in ("dopo", "cambia") if (value := request.args.get(name, ""))}


def _kind(text: str) -> str:
    return text if text in newsletter_words.SOURCES else abort(404)


def _draft_or_404(newsletter_id: UUID) -> Newsletter:
    newsletter = newsletter_or_404(newsletter_id)
    return newsletter if newsletter.state == NewsletterState.DRAFT else abort(404)
