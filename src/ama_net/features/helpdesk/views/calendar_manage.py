"""The office's calendar: the week of everybody, the day by who listens, the week of one of them."""

from datetime import date, timedelta

from flask import Blueprint, Response, render_template, request

from ama_net.features.helpdesk import appointment_words
from ama_net.features.helpdesk.calendar_grid import Column, Grid, grid_of
from ama_net.features.helpdesk.forms_appointments import day_of
from ama_net.features.helpdesk.queries_calendar import Entry, by_day, entries_between, hours_between, people_between
from ama_net.foundation.clock import today
from ama_net.foundation.text import known_id
from ama_net.foundation.web.addresses import here
from ama_net.foundation.web.asking import keep_to_oneself
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling import hour_words

bp = Blueprint("helpdesk_calendar_manage", __name__)


@bp.context_processor
def _words() -> dict[str, object]:
    return {"said": appointment_words, "hour_words": hour_words}


@bp.after_request
def _to_oneself(response: Response) -> Response:
    return keep_to_oneself(response)


@bp.get("/sportello")
@requires(Permission.HELPDESK_READ)
def index() -> str:
    """A day or a week of the helpdesk."""
    day = day_of(request.args.get("giorno"))
    if request.args.get("vista") == "giorno":
        return _page("day", day, [day])
    monday = day - timedelta(days=day.weekday())
    return _page("week", day, [monday + timedelta(days=number) for number in range(7)])


def _page(view: str, day: date, days: list[date]) -> str:
    people = people_between(days[0], days[-1])
    chosen = next((one for one in people if one.id == known_id(request.args.get("chi"))), None)
    shown = [chosen] if chosen else people
    entries = entries_between([person.id for person in shown], days[0], days[-1])
    grid = _grid(shown, days, entries) if view == "day" or chosen else None
    if not chosen:
        entries = [entry for entry in entries if entry.appointment]
    step = timedelta(days=len(days))
    return render_template(
        "helpdesk/manage/calendar.html",
        view=view,
        day=day,
        days=days,
        people=[{"value": person.id, "label": person.name} for person in people],
        chosen=chosen,
        grid=grid if grid and grid.columns else None,
        listed=by_day(entries, days),
        names={} if chosen else {person.id: person.given_name or person.name for person in people},
        several_services=len({entry.appointment.service_id for entry in entries if entry.appointment}) > 1,
        today=today(),
        earlier=here({"giorno": days[0] - step}),
        later=here({"giorno": days[0] + step}),
        calendar_address=here({}),
        may_edit=signed_in_actor().can(Permission.HELPDESK_EDIT),
    )


def _grid(people: list[Person], days: list[date], entries: list[Entry]) -> Grid:
    """Of several people only those who may be booked or meet somebody: what else they do is nobody's business."""
    hours = hours_between([person.id for person in people], days[0], days[-1])
    there = {one.person_id for one in hours} | {entry.person_id for entry in entries if entry.appointment}
    columns = [
        Column(person.id, person.name, day)
        for day in days
        for person in people
        if person.id in there or len(people) == 1
    ]
    return grid_of(columns, entries, hours)
