"""The activities of volunteers (``/manage/volontari/attivita``): their names, their order, which may be chosen."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.volunteers.forms_activities import ActivityForm
from ama_net.features.volunteers.models import Activity
from ama_net.features.volunteers.operations.activities import (
    is_used,
    move_activity,
    remove_activity,
    save_activity,
    used_activities,
)
from ama_net.features.volunteers.queries_hours import all_activities
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame

bp = Blueprint("activities_manage", __name__)

DONE, REFUSED = 303, 422


@bp.get("/volontari/attivita")
@requires(Permission.VOLUNTEERS_READ)
def index() -> str:
    """The activities in their order."""
    return render_template("volunteers/manage/activities.html", activities=all_activities(), used=used_activities())


@bp.route("/volontari/attivita/nuova", methods=["GET", "POST"])
@requires(Permission.VOLUNTEERS_EDIT)
def new() -> ResponseReturnValue:
    """Add an activity."""
    return _edit(None)


@bp.route("/volontari/attivita/<uuid:activity_id>", methods=["GET", "POST"])
@requires(Permission.VOLUNTEERS_EDIT)
def edit(activity_id: UUID) -> ResponseReturnValue:
    """Change an activity."""
    return _edit(_activity(activity_id))


@bp.post("/volontari/attivita/<uuid:activity_id>/posto")
@requires(Permission.VOLUNTEERS_EDIT)
def move(activity_id: UUID) -> ResponseReturnValue:
    """Move an activity up or down."""
    move_activity(_activity(activity_id), up=request.form.get("way") != "down", by=signed_in_actor())
    return redirect(url_for(".index"), DONE)


@bp.post("/volontari/attivita/<uuid:activity_id>/cancellazione")
@requires(Permission.VOLUNTEERS_EDIT)
def remove(activity_id: UUID) -> ResponseReturnValue:
    """Delete an activity that nothing names."""
    try:
        remove_activity(_activity(activity_id), by=signed_in_actor())
    except WrongFact as error:
        flash(str(error), "warning")
    else:
        flash(_("Attività tolta."), "success")
    return redirect(url_for(".index"), DONE)


def _edit(activity: Activity | None) -> ResponseReturnValue:
    begin = (
        {"label": activity.label, "value": activity.hourly_value_cents, "is_open": activity.is_open} if activity else {}
    )
    form = ActivityForm(data=begin)
    if form.validate_on_submit():
        try:
            save_activity(
                activity,
                label=form.label.data or "",
                hourly_value_cents=form.value.data,
                is_open=form.is_open.data,
                by=signed_in_actor(),
            )
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Attività salvata."), "success")
            return redirect(url_for(".index"), DONE)
    used = activity is not None and is_used(activity)
    page = render_template("volunteers/manage/activity.html", activity=activity, form=form, used=used)
    return page, REFUSED if form.errors else 200


def _activity(activity_id: UUID) -> Activity:
    return db.session.get(Activity, activity_id) or abort(404)
