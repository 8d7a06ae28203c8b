"""Putting volunteers in a shift by hand, taking them out, moving them to another."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.volunteers.operations.shifts_office import assign_volunteer, move_volunteer, remove_volunteer
from ama_net.features.volunteers.queries_shifts import shift_by_id, shifts_to_move_to
from ama_net.features.volunteers.views.shifts_manage.door import DONE, REFUSED, bp, place_or_404, shift_or_404
from ama_net.features.volunteers.views.shifts_manage.page import shift_page
from ama_net.foundation.database import db
from ama_net.foundation.text import known_id
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import Person, WrongFact


@bp.post("/turni/<uuid:shift_id>/persone")
@requires(Permission.SHIFTS_EDIT)
def assign(shift_id: UUID) -> ResponseReturnValue:
    """Put a volunteer in the shift."""
    shift = shift_or_404(shift_id)
    person = db.session.get(Person, known_id(request.form.get("person")) or abort(404)) or abort(404)
    try:
        assign_volunteer(shift, person, by=signed_in_actor())
    except WrongFact as error:
        return shift_page(
            shift, refused=_("Non si può mettere %(who)s nel turno", who=person.name), why=str(error)
        ), REFUSED
    flash(_("%(who)s è nel turno.", who=person.name), "success")
    return redirect(url_for(".show", shift_id=shift_id), DONE)


@bp.post("/turni/<uuid:shift_id>/persone/<uuid:signup_id>/rimozione")
@requires(Permission.SHIFTS_EDIT)
def remove(shift_id: UUID, signup_id: UUID) -> ResponseReturnValue:
    """Take a volunteer out of the shift."""
    place = place_or_404(shift_or_404(shift_id), signup_id)
    name = place.person.name
    try:
        remove_volunteer(place, by=signed_in_actor())
    except WrongFact as error:
        flash(str(error), "error")
    else:
        flash(_("%(who)s non è più nel turno.", who=name), "success")
    return redirect(url_for(".show", shift_id=shift_id), DONE)


@bp.route("/turni/<uuid:shift_id>/persone/<uuid:signup_id>/spostamento", methods=["GET", "POST"])
@requires(Permission.SHIFTS_EDIT)
def move(shift_id: UUID, signup_id: UUID) -> ResponseReturnValue:
    """Move a volunteer to another shift of the same activity."""
    shift = shift_or_404(shift_id)
    place, refused = place_or_404(shift, signup_id), ""
    if request.method == "POST":
        to = shift_by_id(known_id(request.form.get("to")) or abort(404)) or abort(404)
        try:
            move_volunteer(place, to, by=signed_in_actor())
        except WrongFact as error:
            refused = str(error)
        else:
            flash(_("Persona spostata in questo turno."), "success")
            return redirect(url_for(".show", shift_id=to.id), DONE)
    values = {"shift": shift, "place": place, "others": shifts_to_move_to(shift), "refused": refused}
    page = render_template("volunteers/manage/shift_move.html", **values)
    return page, REFUSED if refused else 200
