"""The calendar of deadlines of the association, and the marks of what was done."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.members.forms_deadlines import MarkForm
from ama_net.features.members.operations.deadlines import meet_deadline, reopen_deadline
from ama_net.features.members.queries_deadlines import (
    calendar,
    control_body_needed,
    is_deadline,
    marked_by,
)
from ama_net.foundation.clock import today
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.accounts.queries import names_of_accounts
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import current_tenant

bp = Blueprint("deadlines_manage", __name__)

DONE = 303


@bp.get("/soci/scadenze")
@requires(Permission.MEMBERS_READ)
def index() -> str:
    """What is late, near, ahead, done; each with its article."""
    found = calendar()
    return render_template(
        "members/manage/deadlines.html",
        calendar=found,
        control_body=control_body_needed(),
        legal_form=current_tenant().identity.legal_form,
        names=names_of_accounts(marked_by(found.done)),
        today=today(),
    )


@bp.post("/soci/scadenze/adempimenti")
@requires(Permission.MEMBERS_EDIT)
def meet() -> ResponseReturnValue:
    """Mark a deadline as met."""
    key, due_on, done_on = _asked()
    try:
        meet_deadline(key, due_on, done_on=done_on, by=signed_in_actor())
    except WrongFact as error:
        flash(str(error), "warning")
    else:
        flash(_("Segnata come fatta."), "success")
    return redirect(url_for(".index"), DONE)


@bp.post("/soci/scadenze/riaperture")
@requires(Permission.MEMBERS_EDIT)
def reopen() -> ResponseReturnValue:
    """Take the mark back."""
    key, due_on, _done_on = _asked()
    reopen_deadline(key, due_on, by=signed_in_actor())
    flash(_("Rimessa tra quelle da fare."), "success")
    return redirect(url_for(".index"), DONE)


def _asked() -> tuple[str, date, date]:
    """Which deadline, the day it is due, the day it was met; only what the calendar has."""
    form = MarkForm()
    key, due_on = form.key.data or "", form.due_on.data
    if not form.validate() or due_on is None or not is_deadline(key, due_on):
        abort(404)
    return key, due_on, form.done_on.data or today()
