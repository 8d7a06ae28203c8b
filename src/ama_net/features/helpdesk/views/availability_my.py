"""One's own hours (``/my/sportello/orari``): when who listens may be booked, the days they are not there, the weeks to come."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from ama_net.features.helpdesk import availability_words
from ama_net.features.helpdesk.queries_availability import (
    appointments_outside,
    days_away,
    exceptions_of,
    open_days,
    rules_of,
)
from ama_net.features.helpdesk.queries_services import services_served
from ama_net.features.helpdesk.rules import listens
from ama_net.features.helpdesk.settings_availability import usual_closures
from ama_net.features.helpdesk.views import availability_acts as acts
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import signed_in_actor
from ama_net.kernel.people import Person

bp = Blueprint("availability_my", __name__)

WEEKS = timedelta(weeks=4)


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": availability_words}


@bp.get("/sportello/orari")
def index() -> str:
    """One's hours and the days that are not as usual."""
    person = _own_person()
    rules, exceptions = rules_of([person.id]), exceptions_of(person.id)
    days = open_days([person.id], today(), today() + WEEKS)
    return render_template(
        "helpdesk/my/availability.html",
        rules=rules,
        exceptions=exceptions,
        feasts=usual_closures().on_holidays,
        serves=bool(services_served(person.id)),
        days=days,
        away=days_away(days, rules, exceptions),
        outside=appointments_outside([person.id]),
    )


@bp.route("/sportello/orari/settimana", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    """Add hours."""
    return acts.write_hours(_door(), None)


@bp.route("/sportello/orari/settimana/<uuid:rule_id>", methods=["GET", "POST"])
def change(rule_id: UUID) -> ResponseReturnValue:
    """Change some hours."""
    rule = acts.hours_or_404(rule_id)
    return acts.write_hours(_door(rule.person_id), rule)


@bp.post("/sportello/orari/settimana/<uuid:rule_id>/cancellazione")
def remove(rule_id: UUID) -> ResponseReturnValue:
    """Take some hours away."""
    rule = acts.hours_or_404(rule_id)
    return acts.take_hours_away(_door(rule.person_id), rule)


@bp.route("/sportello/orari/assenza", methods=["GET", "POST"])
def away() -> ResponseReturnValue:
    """Write days in which one is not there."""
    return acts.write_days_off(_door())


@bp.route("/sportello/orari/ore-in-piu", methods=["GET", "POST"])
def extra() -> ResponseReturnValue:
    """Write a day in which one is there more than usual."""
    return acts.write_extra_hours(_door())


@bp.post("/sportello/orari/giorni/<uuid:row_id>/cancellazione")
def restore(row_id: UUID) -> ResponseReturnValue:
    """Make some days as usual again."""
    row = acts.days_or_404(row_id)
    return acts.take_days_away(_door(row.person_id or abort(404)), row)


def _door(of: UUID | None = None) -> acts.HoursDoor:
    """One's own; what is somebody else's is not there."""
    person = _own_person()
    if of not in (None, person.id):
        abort(404)
    return acts.HoursDoor("layouts/personal.html", url_for("availability_my.index"), person)


def _own_person() -> Person:
    actor = signed_in_actor()
    return (db.session.get(Person, actor.person_id) if listens(actor) else None) or abort(404)
