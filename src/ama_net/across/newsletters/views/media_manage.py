"""The library of pictures and files, in the office: look, add, say what they show, take away."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import HTTPException

from ama_net.across.newsletters.forms_media import AttachmentForm, DescriptionForm, PictureForm
from ama_net.across.newsletters.media_addresses import media_path
from ama_net.across.newsletters.media_library import media_of, shelf, uses_of
from ama_net.across.newsletters.models import Media, MediaKind
from ama_net.across.newsletters.operations.media import FILES_ACCEPTED, REMOVAL, describe, remove
from ama_net.across.newsletters.rendering.words import size_words
from ama_net.across.newsletters.views.larger_files import TOO_LARGE, take_larger_files
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.office import offer_undo

bp = Blueprint("media_manage", __name__)

DONE, REFUSED = 303, 422
LAST_PAGE = 10_000
ONE = "/newsletter/immagini/<uuid:media_id>"


def _too_large(_error: HTTPException) -> ResponseReturnValue:
    files = request.args.get("tipo") == "file"
    form = AttachmentForm(formdata=None) if files else PictureForm(formdata=None)
    form.file.errors = [TOO_LARGE]
    return _page(form, files=files), REFUSED


take_larger_files(bp, "index", _too_large)


@bp.context_processor
def _said() -> dict[str, object]:
    return {"media_address": _address, "size_words": size_words}


@bp.route("/newsletter/immagini", methods=["GET", "POST"])
@requires(Permission.NEWSLETTERS_EDIT)
def index() -> ResponseReturnValue:
    """The pictures (``?tipo=file``: the files), and the form that adds one."""
    files = request.args.get("tipo") == "file"
    form = AttachmentForm() if files else PictureForm()
    if form.is_submitted():
        added = form.add(by=signed_in_actor())
        if added is not None:
            flash(_("Aggiunto «%(name)s».", name=added.name), "success")
            return redirect(_here(files=files), DONE)
        return _page(form, files=files), REFUSED
    return _page(form, files=files)


@bp.post(f"{ONE}/descrizione")
@requires(Permission.NEWSLETTERS_EDIT)
def description(media_id: UUID) -> ResponseReturnValue:
    """Say what a picture shows."""
    media, form = _found(media_id), DescriptionForm()
    if not form.validate():
        flash(_("La descrizione è troppo lunga: al massimo 300 caratteri."), "warning")
        return redirect(_here(files=False), DONE)
    describe(media, form.alternative.data or "", by=signed_in_actor())
    flash(_("Descrizione salvata."), "success")
    return redirect(f"{_here(files=False)}#m{media.id}", DONE)


@bp.post(f"{ONE}/rimozione")
@requires(Permission.NEWSLETTERS_EDIT)
def removal(media_id: UUID) -> ResponseReturnValue:
    """Take a picture or a file away, also from what was sent; for an hour it can come back."""
    media = _found(media_id)
    uses = uses_of([media.id]).get(media.id, 0)
    remove(media, by=signed_in_actor())
    words = (
        ngettext("%(num)s newsletter non lo mostra più.", "%(num)s newsletter non lo mostrano più.", uses)
        if uses
        else ""
    )
    text = " ".join(part for part in (_("Tolto «%(name)s».", name=media.name), words) if part)
    offer_undo(REMOVAL, {"id": str(media.id)}, text, by=signed_in_actor())
    return redirect(_here(files=media.kind == MediaKind.FILE), DONE)


def _page(form: PictureForm | AttachmentForm, *, files: bool) -> str:
    number = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    term = request.args.get("q", "").replace("\x00", "").strip()[:100]
    found = shelf(MediaKind.FILE if files else MediaKind.IMAGE, number=number, term=term)
    values: dict[str, Any] = {
        "form": form,
        "files": files,
        "accepted": FILES_ACCEPTED,
        "shelf": found,
        "uses": uses_of(one.id for one in found.rows),
        "term": term,
    }
    return render_template("newsletters/manage/media.html", **values)


def _here(*, files: bool) -> str:
    return url_for(".index", tipo="file") if files else url_for(".index")


def _found(media_id: UUID) -> Media:
    return media_of(media_id) or abort(404)


def _address(media: Media) -> str:
    return f"{request.script_root}{media_path(media.id, media.kind, media.name, media.content_type)}"
