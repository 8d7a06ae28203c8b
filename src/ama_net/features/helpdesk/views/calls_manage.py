"""The list of calls to make: who left only a telephone is told by voice."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.helpdesk import appointment_words
from ama_net.features.helpdesk.models import CallToMake
from ama_net.features.helpdesk.operations.calls import note_no_answer, tick_call, untick_call
from ama_net.features.helpdesk.queries_calls import CALLS, calls_just_made, calls_to_make
from ama_net.features.helpdesk.waiting_words import LEFT_WORDS
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.confiding import CALL_TIMES
from ama_net.kernel.people.identifiers import show_phone

bp = Blueprint("helpdesk_calls_manage", __name__)

DONE = 303


@bp.context_processor
def _words() -> dict[str, object]:
    return {"said": appointment_words, "left": LEFT_WORDS, "call_times": CALL_TIMES, "show_phone": show_phone}


@bp.get("/sportello/telefonate")
@requires(Permission.HELPDESK_EDIT)
def index() -> str:
    """Who is to be called, and what there is to say; what was just ticked."""
    page = CALLS.page(calls_to_make(), request.args)
    return render_template("helpdesk/manage/calls.html", page=page, made=calls_just_made())


@bp.post("/sportello/telefonate/<uuid:call_id>/fatta")
@requires(Permission.HELPDESK_EDIT)
def tick(call_id: UUID) -> ResponseReturnValue:
    """It was made."""
    tick_call(_call_or_404(call_id), by=signed_in_actor())
    flash(_("Telefonata segnata come fatta."), "success")
    return redirect(url_for(".index"), DONE)


@bp.post("/sportello/telefonate/<uuid:call_id>/ripresa")
@requires(Permission.HELPDESK_EDIT)
def untick(call_id: UUID) -> ResponseReturnValue:
    """It was ticked by mistake."""
    untick_call(_call_or_404(call_id), by=signed_in_actor())
    flash(_("La telefonata è di nuovo fra quelle da fare."), "success")
    return redirect(url_for(".index"), DONE)


@bp.post("/sportello/telefonate/<uuid:call_id>/senza-risposta")
@requires(Permission.HELPDESK_EDIT)
def no_answer(call_id: UUID) -> ResponseReturnValue:
    """Nobody answered; it stays to be made."""
    note_no_answer(_call_or_404(call_id), by=signed_in_actor())
    flash(_("Tentativo segnato: la telefonata resta da fare."), "success")
    return redirect(url_for(".index"), DONE)


def _call_or_404(call_id: UUID) -> CallToMake:
    return db.session.get(CallToMake, call_id) or abort(404)
