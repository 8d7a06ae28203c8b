"""Is the libro soci whole: what a verification finds, in plain words, and what the system can and cannot promise."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from ama_net.features.members.operations.variations import note_variations
from ama_net.features.members.register import REGISTER
from ama_net.features.members.register_check import check_register
from ama_net.features.members.register_words import part_words
from ama_net.kernel.access import Permission, requires, signed_in_actor

bp = Blueprint("register_check_manage", __name__)


@bp.get("/soci/libro/verifica")
@requires(Permission.MEMBERS_READ)
def index() -> str:
    """What is verified; with ``?adesso=si`` the verification itself, which reads the whole book."""
    check = check_register() if request.args.get("adesso") == "si" else None
    anchored = datetime.fromisoformat(check.anchored[0]) if check and check.anchored else None
    return render_template(
        "members/manage/register_check.html",
        check=check,
        anchored=anchored,
        head=REGISTER.head(),
        part_words=part_words,
    )


@bp.post("/soci/libro/variazioni")
@requires(Permission.MEMBERS_EDIT)
def variations() -> ResponseReturnValue:
    """Let the book follow what changed of people: the night does it by itself."""
    written = note_variations(by=signed_in_actor())
    flash(
        ngettext("Scritta %(num)s variazione nel libro.", "Scritte %(num)s variazioni nel libro.", written), "success"
    )
    return redirect(url_for(".index", adesso="si"), 303)
