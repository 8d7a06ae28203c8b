"""After a shift: who came, and their hours."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ama_net.features.volunteers.models import Shift
from ama_net.features.volunteers.operations.shift_attendance import Noted, note_attendance
from ama_net.features.volunteers.queries_shifts import who_comes
from ama_net.features.volunteers.views.shifts_manage.door import DONE, REFUSED, bp, shift_or_404
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import WrongFact

LONGEST_MINUTES = 24 * 60


@bp.route("/turni/<uuid:shift_id>/presenze", methods=["GET", "POST"])
@requires(Permission.SHIFTS_EDIT)
def attendance(shift_id: UUID) -> ResponseReturnValue:
    """Note who came and for how long; hours follow."""
    shift = shift_or_404(shift_id)
    errors: dict[UUID | None, str] = {}
    if request.method == "POST":
        minutes, errors = _typed(shift)
        if not errors:
            try:
                done = note_attendance(shift, minutes, by=signed_in_actor())
            except WrongFact as error:
                errors = {None: str(error)}
            else:
                _say(done)
                return redirect(url_for(".show", shift_id=shift_id), DONE)
    page = render_template(
        "volunteers/manage/shift_attendance.html", shift=shift, coming=who_comes(shift), errors=errors
    )
    return page, REFUSED if errors else 200


def _typed(shift: Shift) -> tuple[dict[UUID, int], dict[UUID | None, str]]:
    """By place, the minutes of who came; and what was typed wrong."""
    minutes: dict[UUID, int] = {}
    errors: dict[UUID | None, str] = {}
    for place in who_comes(shift):
        if not request.form.get(f"came-{place.id}"):
            continue
        typed = _minutes(request.form.get(f"hours-{place.id}", ""), request.form.get(f"minutes-{place.id}", ""))
        if typed is None:
            errors[place.id] = str(_("Scrivere ore e minuti, da un minuto a 24 ore."))
        else:
            minutes[place.id] = typed
    return minutes, errors


def _minutes(hours: str, minutes: str) -> int | None:
    parts = [part.strip() or "0" for part in (hours, minutes)]
    if not all(part.isdecimal() and len(part) <= 3 for part in parts):  # three digits
        return None
    total = int(parts[0]) * 60 + int(parts[1])
    return total if 0 < total <= LONGEST_MINUTES else None


def _say(done: Noted) -> None:
    flash(ngettext("Presenze segnate: una persona.", "Presenze segnate: %(num)s persone.", done.came), "success")
    for person, why in done.without_hours:
        flash(_("Ore di %(who)s non scritte: %(why)s", who=person.name, why=why), "error")
