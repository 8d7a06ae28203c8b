"""The composer: one form with every block, its preview beside it; what two people write at once is kept, both."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ama_net.across.newsletters import newsletter_words
from ama_net.across.newsletters.composing import (
    CHOSEN_ELSEWHERE,
    WRITTEN_HERE,
    Composition,
    empty_block,
    keyed,
    seen_in,
    words_from,
)
from ama_net.across.newsletters.forms_newsletters import ComposeForm
from ama_net.across.newsletters.models import Newsletter, NewsletterState
from ama_net.across.newsletters.operations.blocks import BLOCK_REMOVAL
from ama_net.across.newsletters.operations.writing import (
    Overtaken,
    Words,
    checked,
    copy_of_words,
    save,
    save_keeping_theirs,
    words_in,
)
from ama_net.across.newsletters.previewing import as_read, in_a_frame, unsaved
from ama_net.across.newsletters.queries_newsletters import media_of, newsletter_or_404
from ama_net.across.newsletters.rendering.addresses import whole
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.accounts.queries import names_of_accounts
from ama_net.kernel.office import offer_undo
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame

bp = Blueprint("editor_manage", __name__)

DONE, REFUSED = 303, 422


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": newsletter_words, "leads": whole}


@bp.route("/newsletter/<uuid:newsletter_id>/testo", methods=["GET", "POST"])
@requires(Permission.NEWSLETTERS_EDIT)
def edit(newsletter_id: UUID) -> ResponseReturnValue:
    """Write a draft. Every button saves what was typed, then does what it says."""
    newsletter = newsletter_or_404(newsletter_id)
    if newsletter.state != NewsletterState.DRAFT:
        return redirect(url_for("newsletters_manage.show", newsletter_id=newsletter_id), DONE)
    if request.method == "GET":
        words = words_in(newsletter)
        return _page(newsletter, words, _form(words, newsletter.version))
    return _posted(newsletter)


@bp.route("/newsletter/<uuid:newsletter_id>/anteprima", methods=["GET", "POST"])
@requires(Permission.NEWSLETTERS_READ)
def preview(newsletter_id: UUID) -> ResponseReturnValue:
    """How it will be read, for a frame: as it is saved, or (POST) as it is being written, saving nothing."""
    newsletter = newsletter_or_404(newsletter_id)
    name = "" if request.args.get("senza_nome") else "Maria"
    if request.method == "GET":
        return in_a_frame(as_read(newsletter, name=name).html)
    try:
        words = checked(words_from(request.form))
    except WrongFact as error:
        return in_a_frame(render_template("newsletters/manage/no_preview.html", why=error)), REFUSED
    return in_a_frame(as_read(unsaved(newsletter_id, words), name=name).html)


def _posted(newsletter: Newsletter) -> ResponseReturnValue:
    words, action = words_from(request.form), request.form.get("action", "save")
    form = _form(words, seen_in(request.form))
    if not form.validate():
        return _page(newsletter, words, form)
    try:
        if action == "copy":
            return _saved_as_copy(newsletter, words)
        if action == "mine":
            return _saved_over(newsletter, words)
        return _saved(newsletter, words, action)
    except Overtaken as overtaken:
        return _conflict(overtaken.newsletter, words, form)
    except WrongFact as error:
        blame(form, error)
        return _page(newsletter, words, form)


def _saved(newsletter: Newsletter, words: Words, action: str) -> Response:
    """Do to the blocks what the button says, save, and go where it leads."""
    verb, _colon, rest = action.partition(":")
    composition = Composition(words.blocks)
    key, taken = rest, None
    if verb in ("up", "down"):
        key = composition.move(rest, -1 if verb == "up" else 1)
    elif verb == "remove":
        taken = composition.remove(rest)
    elif verb == "add" and rest.partition(":")[0] in WRITTEN_HERE:
        kind, _colon, where = rest.partition(":")
        key = composition.add(empty_block(kind), where)
    save(newsletter, words, seen=seen_in(request.form), by=signed_in_actor())
    if taken is not None:
        payload = {"id": str(newsletter.id), "key": rest}
        offer_undo(BLOCK_REMOVAL, payload, _("Parte tolta."), by=signed_in_actor(), confided={"block": taken})
    return _onwards(newsletter, verb, rest, composition.landing(verb, key))


def _onwards(newsletter: Newsletter, verb: str, rest: str, landing: str) -> Response:
    kind, _colon, where = rest.partition(":")
    if verb in ("add", "change") and kind in CHOSEN_ELSEWHERE:
        return redirect(_choosing(newsletter, kind, where, "cambia" if verb == "change" else "dopo"), DONE)
    if verb == "next":
        here = "newsletters_manage.show" if newsletter.is_template else "recipients_manage.edit"
        return redirect(url_for(here, newsletter_id=newsletter.id), DONE)
    if verb == "save":
        flash(_("Salvata."), "success")
    return redirect(url_for(".edit", newsletter_id=newsletter.id, _anchor=landing or None), DONE)


def _choosing(newsletter: Newsletter, kind: str, where: str, how: str) -> str:
    values: dict[str, Any] = {how: where or None}
    if kind == "picked":
        return url_for("choosing_manage.site", newsletter_id=newsletter.id, **values)
    what = "file" if kind == "attachment" else "immagine"
    return url_for("choosing_manage.media", newsletter_id=newsletter.id, what=what, **values)


def _saved_as_copy(newsletter: Newsletter, words: Words) -> Response:
    copy = copy_of_words(newsletter, words, by=signed_in_actor())
    flash(_("Il testo è in questa copia. L'altro è rimasto com'era."), "success")
    return redirect(url_for(".edit", newsletter_id=copy.id), DONE)


def _saved_over(newsletter: Newsletter, words: Words) -> Response:
    theirs = request.form.get("theirs", type=int, default=0)
    save_keeping_theirs(newsletter, words, seen=theirs, by=signed_in_actor())
    flash(_("Salvato questo testo. L'altro è in una copia, fra le bozze."), "success")
    return redirect(url_for(".edit", newsletter_id=newsletter.id), DONE)


def _form(words: Words, version: int) -> ComposeForm:
    lines = {"subject": words.subject, "preheader": words.preheader, "language": words.language}
    return ComposeForm(data={**lines, "version": version})


def _conflict(newsletter: Newsletter, words: Words, form: ComposeForm) -> ResponseReturnValue:
    who = names_of_accounts([newsletter.updated_by]) if newsletter.updated_by else {}
    return _page(newsletter, words, form, theirs=newsletter, who=next(iter(who.values()), ""))


def _page(newsletter: Newsletter, words: Words, form: ComposeForm, **more: object) -> ResponseReturnValue:
    shown = render_template(
        "newsletters/manage/edit.html",
        newsletter=newsletter,
        form=form,
        blocks=keyed(words.blocks),
        media=media_of(words.blocks),
        first_time=newsletter.version == 1,
        **more,
    )
    return shown, REFUSED if form.errors or more else 200
