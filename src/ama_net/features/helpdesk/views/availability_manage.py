"""When everybody may be booked (``/manage/sportello/orari``): a week at a glance, each one's hours, the closures of all."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.helpdesk import availability_words
from ama_net.features.helpdesk.forms_appointments import day_of
from ama_net.features.helpdesk.forms_availability import ClosureForm
from ama_net.features.helpdesk.operations.availability import add_exception
from ama_net.features.helpdesk.queries_availability import (
    appointments_outside,
    days_away,
    exceptions_by_person,
    exceptions_of,
    open_days,
    rules_of,
    who_serves,
)
from ama_net.features.helpdesk.settings_availability import next_closures, usual_closures
from ama_net.features.helpdesk.views import availability_acts as acts
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.web.addresses import here
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import Person

bp = Blueprint("availability_manage", __name__)

WEEKS = timedelta(weeks=4)


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": availability_words}


@bp.get("/sportello/orari")
@requires(Permission.HELPDESK_SETUP)
def index() -> str:
    """A week of everybody, who has which hours, when all is closed."""
    day = day_of(request.args.get("giorno"))
    monday, people = day - timedelta(days=day.weekday()), who_serves()
    ids = [person.id for person in people]
    rules = rules_of(ids)
    return render_template(
        "helpdesk/manage/availability.html",
        people=people,
        names={person.id: person.short_name for person in people},
        rules={one: [rule for rule in rules if rule.person_id == one] for one in ids},
        days_off=exceptions_by_person(ids),
        days=open_days(ids, monday, monday + timedelta(days=6)),
        earlier=here({"giorno": monday - timedelta(days=7)}),
        later=here({"giorno": monday + timedelta(days=7)}),
        outside=appointments_outside(),
        closures=exceptions_of(None),
        feasts=next_closures(usual_closures()),
    )


@bp.get("/sportello/orari/persone/<uuid:person_id>")
@requires(Permission.HELPDESK_SETUP)
def show(person_id: UUID) -> str:
    """The hours of who listens."""
    people = who_serves()
    person = next((one for one in people if one.id == person_id), None) or abort(404)
    rules, exceptions = rules_of([person.id]), exceptions_of(person.id)
    days = open_days([person.id], today(), today() + WEEKS)
    return render_template(
        "helpdesk/manage/availability_person.html",
        person=person,
        services=people[person],
        rules=rules,
        exceptions=exceptions,
        days=days,
        away=days_away(days, rules, exceptions),
        outside=appointments_outside([person.id]),
    )


@bp.route("/sportello/orari/persone/<uuid:person_id>/settimana", methods=["GET", "POST"])
@requires(Permission.HELPDESK_SETUP)
def add(person_id: UUID) -> ResponseReturnValue:
    """Add hours of somebody."""
    return acts.write_hours(_door(person_id), None)


@bp.route("/sportello/orari/settimana/<uuid:rule_id>", methods=["GET", "POST"])
@requires(Permission.HELPDESK_SETUP)
def change(rule_id: UUID) -> ResponseReturnValue:
    """Change some hours."""
    rule = acts.hours_or_404(rule_id)
    return acts.write_hours(_door(rule.person_id), rule)


@bp.post("/sportello/orari/settimana/<uuid:rule_id>/cancellazione")
@requires(Permission.HELPDESK_SETUP)
def remove(rule_id: UUID) -> ResponseReturnValue:
    """Take some hours away."""
    rule = acts.hours_or_404(rule_id)
    return acts.take_hours_away(_door(rule.person_id), rule)


@bp.route("/sportello/orari/persone/<uuid:person_id>/assenza", methods=["GET", "POST"])
@requires(Permission.HELPDESK_SETUP)
def away(person_id: UUID) -> ResponseReturnValue:
    """Write days in which somebody is not there."""
    return acts.write_days_off(_door(person_id))


@bp.route("/sportello/orari/persone/<uuid:person_id>/ore-in-piu", methods=["GET", "POST"])
@requires(Permission.HELPDESK_SETUP)
def extra(person_id: UUID) -> ResponseReturnValue:
    """Write a day in which somebody is there more than usual."""
    return acts.write_extra_hours(_door(person_id))


@bp.route("/sportello/orari/chiusura", methods=["GET", "POST"])
@requires(Permission.HELPDESK_SETUP)
def close() -> ResponseReturnValue:
    """Write days in which the whole helpdesk is closed, or open though it usually is not."""
    form = ClosureForm()
    return _door(None).write(
        form, _("Chiusura o apertura dello sportello"), lambda: add_exception(None, form.facts(), by=signed_in_actor())
    )


@bp.post("/sportello/orari/giorni/<uuid:row_id>/cancellazione")
@requires(Permission.HELPDESK_SETUP)
def restore(row_id: UUID) -> ResponseReturnValue:
    """Make some days as usual again, of somebody or of all."""
    row = acts.days_or_404(row_id)
    return acts.take_days_away(_door(row.person_id), row)


def _door(person_id: UUID | None) -> acts.HoursDoor:
    if person_id is None:
        return acts.HoursDoor("layouts/office.html", url_for(".index"))
    person = db.session.get(Person, person_id) or abort(404)
    return acts.HoursDoor("layouts/office.html", url_for(".show", person_id=person.id), person)
