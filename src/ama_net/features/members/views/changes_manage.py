"""What members ask from their own area: to change their data, to leave. The office answers here."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.members.forms_area import ChangeForm, RefusalForm
from ama_net.features.members.models import DataChangeRequest, ExitRequest
from ama_net.features.members.operations.area_changes import (
    Settled,
    apply_change,
    changes_of,
    known_facts,
    refuse_change,
)
from ama_net.features.members.operations.area_exits import CannotLeave, confirm_exit
from ama_net.features.members.queries_area import changes_to_settle, exits_to_confirm
from ama_net.features.members.stored_words import typed_words
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import WrongFact

bp = Blueprint("members_changes_manage", __name__)

DONE, REFUSED = 303, 422


@bp.get("/soci/modifiche")
@requires(Permission.MEMBERS_EDIT)
def index() -> str:
    """What waits for an answer."""
    return _page()


@bp.post("/soci/modifiche/<uuid:asked_id>/approvazione")
@requires(Permission.MEMBERS_EDIT)
def approval(asked_id: UUID) -> ResponseReturnValue:
    """Do what was asked."""
    try:
        apply_change(_asked(asked_id), by=signed_in_actor())
    except Settled:
        flash(_("Nel frattempo qualcuno ha già risposto."), "warning")
    except WrongFact as error:
        db.session.rollback()
        flash(_("Non si può fare così: %(why)s", why=str(error)), "warning")
    else:
        flash(_("Dati cambiati; chi l'ha chiesto è avvisato."), "success")
    return redirect(url_for(".index"), DONE)


@bp.post("/soci/modifiche/<uuid:asked_id>/rifiuto")
@requires(Permission.MEMBERS_EDIT)
def refusal(asked_id: UUID) -> ResponseReturnValue:
    """Say why not."""
    asked, form = _asked(asked_id), RefusalForm()
    if not form.validate():
        return _page(refused=asked_id, form=form), REFUSED
    try:
        refuse_change(asked, form.answer.data or "", by=signed_in_actor())
    except Settled:
        flash(_("Nel frattempo qualcuno ha già risposto."), "warning")
    else:
        flash(_("Risposta mandata a chi l'ha chiesto."), "success")
    return redirect(url_for(".index"), DONE)


@bp.post("/soci/uscite/<uuid:exit_id>/conferma")
@requires(Permission.MEMBERS_EDIT)
def confirmation(exit_id: UUID) -> ResponseReturnValue:
    """Write a withdrawal in the register."""
    asked = db.session.get(ExitRequest, exit_id) or abort(404)
    try:
        confirm_exit(asked, by=signed_in_actor())
    except CannotLeave:
        flash(_("Nel frattempo il recesso è stato ritirato o confermato."), "warning")
    except WrongFact as error:
        db.session.rollback()
        flash(_("Non si può fare così: %(why)s", why=str(error)), "warning")
    else:
        flash(_("Il recesso è nel libro soci; chi esce riceve la conferma."), "success")
    return redirect(url_for(".index"), DONE)


def _asked(asked_id: UUID) -> DataChangeRequest:
    return db.session.get(DataChangeRequest, asked_id) or abort(404)


def _page(refused: UUID | None = None, form: RefusalForm | None = None) -> str:
    rows: list[dict[str, Any]] = []
    labels = {field.name: field.label.text for field in ChangeForm(formdata=None)}
    for asked in changes_to_settle():
        known = known_facts(asked.person)
        lines = [
            (labels[name], typed_words(name, known[name]), typed_words(name, pair[1]))
            for name, pair in changes_of(asked).items()
        ]
        rows.append({"asked": asked, "lines": lines})
    return render_template(
        "members/manage/changes.html",
        rows=rows,
        exits=exits_to_confirm(),
        refused=refused,
        form=form or RefusalForm(formdata=None),
        blank=RefusalForm(formdata=None),
    )
