"""Audiences kept under a name, and how many an audience is while it is being chosen."""

from dataclasses import dataclass, field
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select

from ama_net.across.newsletters.audience import Audience
from ama_net.across.newsletters.audiences import faults_of, is_confidential, words_of
from ama_net.across.newsletters.forms_audience import AudienceForm, SavedAudienceForm
from ama_net.across.newsletters.lately import count_lately, sample_lately
from ama_net.across.newsletters.models import SavedAudience
from ama_net.across.newsletters.operations.audiences import REMOVAL, keep_audience, remove_audience
from ama_net.foundation.database import db
from ama_net.foundation.web.limits import limiter
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.office import offer_undo
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame

bp = Blueprint("audiences_manage", __name__)

DONE, REFUSED = 303, 422
COUNTS = "60 per minute"
"""Each may read every subscriber."""


@dataclass(frozen=True)
class AudienceCount:
    """What a page says of an audience that is being chosen."""

    words: str = ""
    confidential: bool = False
    sample: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def said_of(audience: Audience) -> AudienceCount | None:
    """How many, and some masked addresses for who may read subscribers; None when nothing was chosen."""
    if audience.is_empty:
        return None
    if faults := faults_of(audience):
        return AudienceCount(faults=faults)
    sees = signed_in_actor().can(Permission.SUBSCRIBERS_READ)
    sample = sample_lately(audience) if sees else []
    return AudienceCount(count_lately(audience).words, is_confidential(audience), sample)


@bp.get("/newsletter/destinatari")
@requires(Permission.NEWSLETTERS_READ)
def index() -> str:
    """The audiences kept under a name, in words."""
    kept = list(db.session.scalars(select(SavedAudience).order_by(func.lower(SavedAudience.name))))
    words = {one.id: words_of(Audience.of(one.definition)) for one in kept}
    return render_template("newsletters/manage/audiences.html", audiences=kept, words=words)


@bp.post("/newsletter/destinatari/conto")
@limiter.limit(COUNTS)
@requires(Permission.NEWSLETTERS_EDIT)
def count() -> str:
    """How many the boxes ticked so far are: a fragment; nothing is saved."""
    form = AudienceForm()
    form.validate()
    wrong = not form.faults and any(errors for name, errors in form.errors.items() if name)
    audience = Audience() if wrong else form.audience()
    return render_template("newsletters/manage/audience_count.html", said_count=said_of(audience))


@bp.route("/newsletter/destinatari/nuovi", methods=["GET", "POST"])
@limiter.limit(COUNTS)
@requires(Permission.NEWSLETTERS_EDIT)
def new() -> ResponseReturnValue:
    """Keep an audience under a name."""
    return _page(SavedAudienceForm(), None)


@bp.route("/newsletter/destinatari/<uuid:audience_id>", methods=["GET", "POST"])
@limiter.limit(COUNTS)
@requires(Permission.NEWSLETTERS_EDIT)
def edit(audience_id: UUID) -> ResponseReturnValue:
    """Change one."""
    kept = _kept_or_404(audience_id)
    form = SavedAudienceForm(Audience.of(kept.definition))
    if request.method == "GET":
        form.name.data = kept.name
    return _page(form, kept)


@bp.post("/newsletter/destinatari/<uuid:audience_id>/cancellazione")
@requires(Permission.NEWSLETTERS_EDIT)
def remove(audience_id: UUID) -> ResponseReturnValue:
    """Throw one away."""
    payload = remove_audience(_kept_or_404(audience_id), by=signed_in_actor())
    offer_undo(REMOVAL, payload, _("Scelta di destinatari tolta."), by=signed_in_actor())
    return redirect(url_for(".index"), DONE)


def _page(form: SavedAudienceForm, kept: SavedAudience | None) -> ResponseReturnValue:
    counting = request.form.get("action") == "count"
    if form.validate_on_submit() and not counting:
        try:
            keep_audience(form.name.data or "", form.audience(), by=signed_in_actor(), kept=kept)
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Salvato."), "success")
            return redirect(url_for(".index"), DONE)
    page = render_template(
        "newsletters/manage/audience.html", form=form, kept=kept, said_count=said_of(form.audience_so_far())
    )
    return page, REFUSED if form.errors and not counting else 200


def _kept_or_404(audience_id: UUID) -> SavedAudience:
    return db.session.get(SavedAudience, audience_id) or abort(404)
