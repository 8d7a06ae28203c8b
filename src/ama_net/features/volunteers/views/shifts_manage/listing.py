"""The list of shifts, its export, publishing several; the shifts of one volunteer."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from sqlalchemy import select

from ama_net.features.volunteers.models import Shift, Volunteer
from ama_net.features.volunteers.operations.shifts_office import publish_and_tell
from ama_net.features.volunteers.queries_shifts import places_of_person, shifts_list, with_people
from ama_net.features.volunteers.views.shifts_manage.calendar import published_words
from ama_net.features.volunteers.views.shifts_manage.door import DONE, bp
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import export_list


@bp.get("/turni/elenco")
@requires(Permission.SHIFTS_READ)
def listed() -> str:
    """All shifts as a list."""
    page = shifts_list().page(with_people(select(Shift)), request.args)
    return render_template("volunteers/manage/shifts.html", page=page)


@bp.get("/turni/elenco.csv")
@requires(Permission.SHIFTS_EDIT)
def export() -> ResponseReturnValue:
    """The list as a file, with who comes."""
    return export_list(shifts_list(), with_people(select(Shift)), request.args, name="turni", by=signed_in_actor())


@bp.post("/turni/elenco")
@requires(Permission.SHIFTS_EDIT)
def publish_chosen() -> ResponseReturnValue:
    """Publish the chosen drafts."""
    chosen = db.session.scalars(shifts_list().chosen(select(Shift), request.form)).all()
    done = publish_and_tell(chosen, by=signed_in_actor())
    flash(published_words(done), "success")
    left = len(chosen) - done
    if left:
        flash(
            ngettext(
                "Un turno era già pubblicato, annullato o passato.",
                "%(num)s erano già pubblicati, annullati o passati.",
                left,
            ),
            "info",
        )
    return redirect(url_for(".listed"), DONE)


@bp.get("/volontari/<uuid:volunteer_id>/turni")
@requires(Permission.SHIFTS_READ)
def of_volunteer(volunteer_id: UUID) -> str:
    """The shifts of one volunteer: to come, and past."""
    volunteer = db.session.get(Volunteer, volunteer_id) or abort(404)
    places = places_of_person(volunteer.person_id)
    coming = [place for place in reversed(places) if place.shift.ends_at > now()]
    past = [place for place in places if place.shift.ends_at <= now()]
    return render_template("volunteers/manage/volunteer_shifts.html", volunteer=volunteer, coming=coming, past=past)
