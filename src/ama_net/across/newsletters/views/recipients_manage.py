"""Whom a draft is for: the second step of writing a newsletter."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from ama_net.across.newsletters import newsletter_words
from ama_net.across.newsletters.audience import Audience
from ama_net.across.newsletters.composing import seen_in
from ama_net.across.newsletters.enrolling import enrol_new
from ama_net.across.newsletters.forms_audience import AudienceForm
from ama_net.across.newsletters.models import Newsletter, NewsletterState, SavedAudience
from ama_net.across.newsletters.operations.writing import Overtaken, save_audience
from ama_net.across.newsletters.queries_newsletters import newsletter_or_404
from ama_net.across.newsletters.views.audiences_manage import COUNTS, said_of
from ama_net.foundation.database import db
from ama_net.foundation.text import known_id
from ama_net.foundation.web.limits import limiter
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import WrongFact

bp = Blueprint("recipients_manage", __name__)

DONE, REFUSED = 303, 422


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": newsletter_words}


@bp.route("/newsletter/<uuid:newsletter_id>/destinatari", methods=["GET", "POST"])
@limiter.limit(COUNTS)
@requires(Permission.NEWSLETTERS_EDIT)
def edit(newsletter_id: UUID) -> ResponseReturnValue:
    """Choose who receives it, with a count that follows the boxes."""
    newsletter = newsletter_or_404(newsletter_id)
    if newsletter.state != NewsletterState.DRAFT or newsletter.is_template:
        return redirect(url_for("newsletters_manage.show", newsletter_id=newsletter_id), DONE)
    form = AudienceForm(Audience.of(newsletter.audience))
    action = request.form.get("action", "")
    if request.method == "GET" or action == "count":
        return _page(newsletter, form, newsletter.version if request.method == "GET" else seen_in(request.form))
    if not form.validate():
        return _page(newsletter, form, seen_in(request.form)), REFUSED
    if action == "next" and form.audience().is_empty:
        return _page(newsletter, form, seen_in(request.form), nobody=True), REFUSED
    return _saved(newsletter, form, action)


@bp.post("/newsletter/<uuid:newsletter_id>/destinatari/salvati")
@requires(Permission.NEWSLETTERS_EDIT)
def take_saved(newsletter_id: UUID) -> ResponseReturnValue:
    """Take the recipients kept under a name."""
    newsletter = newsletter_or_404(newsletter_id)
    saved_id = known_id(request.form.get("saved")) or abort(404)
    kept = db.session.get(SavedAudience, saved_id) or abort(404)
    if not _save(newsletter, dict(kept.definition)):
        flash(
            _("Nel frattempo qualcun altro ha salvato questa newsletter: i destinatari sono da scegliere di nuovo."),
            "warning",
        )
    return redirect(url_for(".edit", newsletter_id=newsletter_id), DONE)


def _saved(newsletter: Newsletter, form: AudienceForm, action: str) -> ResponseReturnValue:
    if not _save(newsletter, form.audience().to_json()):
        form.form_errors.append(
            _("Nel frattempo qualcun altro ha salvato questa newsletter. Se tutto è giusto si può salvare di nuovo.")
        )
        return _page(newsletter, form, newsletter.version), REFUSED
    if action in ("next", "anyway"):
        return redirect(url_for("sending_manage.check", newsletter_id=newsletter.id), DONE)
    return _back(newsletter)


def _back(newsletter: Newsletter) -> Response:
    flash(_("Destinatari salvati."), "success")
    return redirect(url_for(".edit", newsletter_id=newsletter.id), DONE)


def _save(newsletter: Newsletter, audience: dict[str, object]) -> bool:
    """Whether it was saved: nobody else had in the meantime. Who consented today is counted from now on."""
    try:
        save_audience(newsletter, audience, seen=seen_in(request.form), by=signed_in_actor())
    except Overtaken:
        return False
    except WrongFact as error:
        flash(str(error), "warning")
    enrol_new()
    return True


def _page(newsletter: Newsletter, form: AudienceForm, version: int, *, nobody: bool = False) -> str:
    kept = db.session.scalars(select(SavedAudience).order_by(func.lower(SavedAudience.name)))
    return render_template(
        "newsletters/manage/recipients.html",
        newsletter=newsletter,
        form=form,
        version=version,
        kept=list(kept),
        nobody=nobody,
        said_count=said_of(form.audience_so_far()),
    )
