"""The office's page of the brochure: make an edition, look at the ones made, take one off the site."""

from calendar import monthrange
from datetime import date
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from uuid_utils.compat import uuid7
from wtforms import DateField, Field
from wtforms.validators import InputRequired, ValidationError

from ama_net.features.groups.brochure_tasks import make_brochure
from ama_net.features.groups.models import BrochureKind
from ama_net.features.groups.operations.brochures import UNDO_KIND, withdraw_edition
from ama_net.features.groups.queries_brochures import (
    PAPER_WORDS,
    editions,
    how_many_confirmed,
    how_many_waiting,
    paper_by_id,
)
from ama_net.features.groups.settings import GroupsSettings
from ama_net.features.groups.views.papers import paper_answer
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.jobs import enqueue
from ama_net.foundation.web.forms import WebForm
from ama_net.foundation.web.pages import date_words
from ama_net.kernel.access import Actor, Permission, requires, signed_in_actor
from ama_net.kernel.office import offer_undo, progress_url, start_progress
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("brochures_manage", __name__)


class EditionForm(WebForm):
    """Until when an edition holds."""

    valid_until = DateField(
        _l("Valido fino al"),
        [InputRequired(_l("Scrivi fino a quando vale."))],
        description=_l("Si legge sulla copertina: chi lo trova dopo sa che deve ricontrollare."),
    )

    def validate_valid_until(self, field: Field) -> None:
        """It holds for some days at least, and not for ever."""
        if field.data and not today() < field.data <= _months_from_now(24):
            raise ValidationError(_("Scegli un giorno fra domani e due anni da oggi."))


@bp.route("/gruppi/opuscolo", methods=["GET", "POST"])
@requires(Permission.GROUPS_READ)
def index() -> ResponseReturnValue:
    """What can be printed now, and the editions made before."""
    actor, confirmed = signed_in_actor(), how_many_confirmed()
    form = EditionForm(data={"valid_until": _months_from_now(read_settings(GroupsSettings).brochure_months)})
    if form.is_submitted() and not (actor.can(Permission.GROUPS_EDIT) and confirmed):
        abort(404)
    if form.validate_on_submit():
        return redirect(_begin(form.valid_until.data, actor), 303)
    page = render_template(
        "groups/manage/brochures.html",
        form=form,
        confirmed=confirmed,
        waiting=how_many_waiting(),
        editions=editions(withdrawn=True),
        PAPER_WORDS=PAPER_WORDS,
    )
    return page, 422 if form.errors else 200


@bp.get("/gruppi/opuscolo/<uuid:paper_id>.pdf")
@requires(Permission.GROUPS_READ)
def paper(paper_id: UUID) -> ResponseReturnValue:
    """One paper, also of an edition taken off the site."""
    return paper_answer(paper_by_id(paper_id) or abort(404))


@bp.post("/gruppi/opuscolo/<uuid:edition_id>/ritiro")
@requires(Permission.GROUPS_EDIT)
def withdraw(edition_id: UUID) -> ResponseReturnValue:
    """Take an edition off the site."""
    payload = withdraw_edition(edition_id, by=signed_in_actor())
    if not payload:
        abort(404)
    offer_undo(UNDO_KIND, payload, _("Edizione tolta dal sito."), by=signed_in_actor())
    return redirect(url_for(".index"), 303)


def _begin(valid_until: date, actor: Actor) -> str:
    """Have the worker make it; returns the page that shows how far it is."""
    title = _("Opuscolo valido fino a %(day)s", day=date_words(valid_until))
    progress = start_progress(title, len(BrochureKind), kind="groups.brochure", by=actor)
    db.session.flush()
    enqueue(
        make_brochure,
        str(uuid7()),
        valid_until.isoformat(),
        str(actor.account_id),
        str(progress.id),
        url_for(".index"),
    )
    return progress_url(progress.id)


def _months_from_now(months: int) -> date:
    day = today()
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
