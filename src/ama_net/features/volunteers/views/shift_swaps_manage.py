"""The swaps of shifts in the office (``/manage/turni/scambi``): what is offered, what waits to be confirmed."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.volunteers import my_shift_words as said
from ama_net.features.volunteers.models import ShiftSwap
from ama_net.features.volunteers.operations.swaps import confirm_swap, refuse_swap
from ama_net.features.volunteers.queries_swaps import open_offers, with_shifts
from ama_net.features.volunteers.settings_shifts import ShiftsSettings
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("shift_swaps_manage", __name__)

DONE = 303


@bp.get("/turni/scambi")
@requires(Permission.SHIFTS_READ)
def index() -> str:
    """The open offers, the nearest shift first."""
    return render_template(
        "volunteers/manage/shift_swaps.html",
        swaps=with_shifts(open_offers()),
        said=said,
        confirmed=read_settings(ShiftsSettings).swaps_confirmed,
        can_edit=signed_in_actor().can(Permission.SHIFTS_EDIT),
    )


@bp.post("/turni/scambi/<uuid:swap_id>/conferma")
@requires(Permission.SHIFTS_EDIT)
def confirm(swap_id: UUID) -> ResponseReturnValue:
    """Let a swap happen."""
    try:
        confirm_swap(_swap(swap_id), by=signed_in_actor())
        flash(_("Scambio confermato: le persone sono state avvisate."), "success")
    except WrongFact as refused:
        flash(str(refused), "error")
    return redirect(url_for(".index"), DONE)


@bp.post("/turni/scambi/<uuid:swap_id>/rifiuto")
@requires(Permission.SHIFTS_EDIT)
def refuse(swap_id: UUID) -> ResponseReturnValue:
    """Say that a swap does not happen."""
    try:
        refuse_swap(_swap(swap_id), by=signed_in_actor())
        flash(_("Scambio non confermato: le persone sono state avvisate."), "success")
    except WrongFact as refused:
        flash(str(refused), "error")
    return redirect(url_for(".index"), DONE)


def _swap(swap_id: UUID) -> ShiftSwap:
    return db.session.get(ShiftSwap, swap_id) or abort(404)
