"""Is the registro dei volontari whole: what a verification finds, in plain words, and what the system can and cannot promise."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from ama_net.features.volunteers.closings_check import check_closings
from ama_net.features.volunteers.operations.register_variations import note_variations
from ama_net.features.volunteers.register import REGISTER
from ama_net.features.volunteers.register_words import part_words
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.registers import check

bp = Blueprint("volunteers_register_check", __name__)


@bp.get("/volontari/registro/verifica")
@requires(Permission.VOLUNTEERS_READ)
def index() -> str:
    """What is verified; with ``?adesso=si`` the verification itself, which reads the whole register and every closing."""
    now = request.args.get("adesso") == "si"
    found = check(REGISTER) if now else None
    anchored = datetime.fromisoformat(found.anchored[0]) if found and found.anchored else None
    return render_template(
        "volunteers/manage/register_check.html",
        check=found,
        closings=check_closings() if now else [],
        anchored=anchored,
        part_words=part_words,
    )


@bp.post("/volontari/registro/variazioni")
@requires(Permission.VOLUNTEERS_EDIT)
def variations() -> ResponseReturnValue:
    """Let the register follow what changed of people: the night does it by itself."""
    written = note_variations(by=signed_in_actor())
    flash(
        ngettext("Scritta %(num)s variazione nel registro.", "Scritte %(num)s variazioni nel registro.", written),
        "success",
    )
    return redirect(url_for(".index", adesso="si"), 303)
