"""Messages in doubt: the server was lost when it might have taken them. Somebody looks and decides; nothing by itself."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ama_net.across.newsletters import newsletter_words
from ama_net.across.newsletters.models import Delivery, Newsletter
from ama_net.across.newsletters.operations.doubts import count_as_sent, send_again
from ama_net.across.newsletters.operations.pausing import NotNow
from ama_net.across.newsletters.queries_newsletters import newsletter_or_404
from ama_net.across.newsletters.standing import doubts_of, standing_of, total_words
from ama_net.foundation.database import db
from ama_net.foundation.text import known_id
from ama_net.kernel.access import Permission, requires, signed_in_actor

bp = Blueprint("doubts_manage", __name__)

DONE = 303
LAST_PAGE = 10_000
DECISIONS = {"arrived": count_as_sent, "again": send_again}


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": newsletter_words}


@bp.get("/newsletter/<uuid:newsletter_id>/in-dubbio")
@requires(Permission.NEWSLETTERS_SEND)
def index(newsletter_id: UUID) -> str:
    """How many, and which; of a newsletter that tells an interest only how many."""
    newsletter = newsletter_or_404(newsletter_id)
    standing = standing_of(newsletter) or abort(404)
    number = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    may_see = signed_in_actor().can(Permission.SUBSCRIBERS_READ)
    return render_template(
        "newsletters/manage/doubts.html",
        newsletter=newsletter,
        standing=standing,
        doubts=doubts_of(newsletter, number) if may_see else None,
    )


@bp.post("/newsletter/<uuid:newsletter_id>/in-dubbio")
@requires(Permission.NEWSLETTERS_SEND)
def decision(newsletter_id: UUID) -> ResponseReturnValue:
    """Take for arrived (``decision=arrived``) or send once more (``again``): one message (``delivery``), or all of them."""
    newsletter = newsletter_or_404(newsletter_id)
    decide = DECISIONS.get(request.form.get("decision", "")) or abort(400)
    try:
        settled = decide(newsletter, _meant(newsletter), by=signed_in_actor())
    except NotNow:
        flash(_("Niente da decidere: nel frattempo è cambiato, o il messaggio è stato dimenticato."), "warning")
    else:
        flash(_done_words(newsletter, settled), "success")
    return redirect(url_for("newsletters_manage.show", newsletter_id=newsletter_id), DONE)


def _done_words(newsletter: Newsletter, settled: int) -> str:
    if newsletter.confidential:
        return str(_("Fatto. I messaggi in dubbio: %(number)s.", number=total_words(settled, True)))
    return str(ngettext("Fatto per un messaggio.", "Fatto per %(num)s messaggi.", settled))


def _meant(newsletter: Newsletter) -> list[UUID] | None:
    """The one that is meant, or all of them."""
    one = request.form.get("delivery", "")
    if not one:
        return None
    delivery_id = known_id(one) or abort(404)
    found = None if newsletter.confidential else db.session.get(Delivery, delivery_id)
    if found is None or found.newsletter_id != newsletter.id:
        abort(404)
    return [found.id]
