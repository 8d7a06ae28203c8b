"""The office's newsletters: the list and the models, one begun, one looked at, copied, deleted, put in the archive."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.across.newsletters import newsletter_words
from ama_net.across.newsletters.models.newsletters import ENDED
from ama_net.across.newsletters.operations.approving import may_approve, needs_approval
from ama_net.across.newsletters.operations.archiving import set_archived
from ama_net.across.newsletters.operations.writing import (
    DELETION,
    create_newsletter,
    delete_newsletter,
    must_be_draft,
)
from ama_net.across.newsletters.queries_newsletters import (
    NEWSLETTERS,
    last_sent,
    models,
    newsletter_or_404,
    newsletters,
)
from ama_net.across.newsletters.standing import moment_shown, recipients_words, standing_of
from ama_net.across.newsletters.starters import STARTERS, starter
from ama_net.foundation.text import known_id
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.accounts.queries import names_of_accounts
from ama_net.kernel.office import offer_undo
from ama_net.kernel.people import WrongFact

bp = Blueprint("newsletters_manage", __name__)

DONE = 303


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": newsletter_words, "recipients_of": recipients_words, "moment_shown": moment_shown}


@bp.get("/newsletter")
@requires(Permission.NEWSLETTERS_READ)
def index() -> str:
    """Every newsletter, those touched last first."""
    return render_template("newsletters/manage/index.html", page=NEWSLETTERS.page(newsletters(), request.args))


@bp.get("/newsletter/modelli")
@requires(Permission.NEWSLETTERS_READ)
def templates() -> str:
    """The models that newsletters begin from."""
    return render_template("newsletters/manage/models.html", models=models())


@bp.get("/newsletter/nuova")
@requires(Permission.NEWSLETTERS_EDIT)
def new() -> str:
    """What to begin from."""
    return render_template("newsletters/manage/new.html", models=models(), last=last_sent())


@bp.post("/newsletter/nuova")
@requires(Permission.NEWSLETTERS_EDIT)
def begin() -> ResponseReturnValue:
    """Begin one: from a starter, from a model, or like another."""
    name = request.form.get("from", "")
    if name in STARTERS:
        made = create_newsletter(by=signed_in_actor(), words=starter(name))
    else:
        newsletter_id = known_id(name) or abort(404)
        made = create_newsletter(by=signed_in_actor(), like=newsletter_or_404(newsletter_id))
    return redirect(url_for("editor_manage.edit", newsletter_id=made.id), DONE)


@bp.get("/newsletter/<uuid:newsletter_id>")
@requires(Permission.NEWSLETTERS_READ)
def show(newsletter_id: UUID) -> str:
    """One newsletter: where it is, how it went, what it says."""
    newsletter = newsletter_or_404(newsletter_id)
    people = (newsletter.created_by, newsletter.submitted_by, newsletter.approved_by)
    return render_template(
        "newsletters/manage/show.html",
        newsletter=newsletter,
        standing=standing_of(newsletter),
        names=names_of_accounts(people),
        needs_approval=needs_approval(),
        may_approve=may_approve(newsletter, signed_in_actor()),
    )


@bp.post("/newsletter/<uuid:newsletter_id>/copia")
@requires(Permission.NEWSLETTERS_EDIT)
def copy(newsletter_id: UUID) -> ResponseReturnValue:
    """Begin another like it: a newsletter, or (``model``) a model."""
    as_model = bool(request.form.get("model"))
    made = create_newsletter(by=signed_in_actor(), like=newsletter_or_404(newsletter_id), is_template=as_model)
    if as_model:
        flash(_("È fra i modelli: da lì se ne comincia un'altra."), "success")
        return redirect(url_for(".templates"), DONE)
    flash(_("Questa è la copia: l'altra resta com'è."), "success")
    return redirect(url_for("editor_manage.edit", newsletter_id=made.id), DONE)


@bp.post("/newsletter/<uuid:newsletter_id>/eliminazione")
@requires(Permission.NEWSLETTERS_EDIT)
def delete(newsletter_id: UUID) -> ResponseReturnValue:
    """Delete a draft or a model, with a way back."""
    newsletter = newsletter_or_404(newsletter_id)
    back = ".templates" if newsletter.is_template else ".index"
    by = signed_in_actor()
    try:
        must_be_draft(newsletter)
        kept = delete_newsletter(newsletter, by=by)
    except WrongFact as error:
        flash(str(error), "warning")
        return redirect(url_for(".show", newsletter_id=newsletter_id), DONE)
    offer_undo(DELETION, {"id": str(newsletter_id)}, _("Eliminata."), by=by, confided=kept)
    return redirect(url_for(back), DONE)


@bp.post("/newsletter/<uuid:newsletter_id>/archivio")
@requires(Permission.NEWSLETTERS_EDIT)
def archive(newsletter_id: UUID) -> ResponseReturnValue:
    """Let the site show it among those that went out, or no more (``shown=0``)."""
    newsletter = newsletter_or_404(newsletter_id)
    shown = request.form.get("shown") != "0"
    if newsletter.state not in ENDED:
        abort(404)
    set_archived(newsletter, shown, by=signed_in_actor())
    flash(_("Si legge nell'archivio del sito.") if shown else _("Non è più nell'archivio del sito."), "success")
    return redirect(url_for(".show", newsletter_id=newsletter_id), DONE)
