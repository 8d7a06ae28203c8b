"""The totals of a year: by activity with what they are worth, by month, by person; closing the year."""

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.volunteers.hours_rules import hours_drawn, plain_duration
from ama_net.features.volunteers.operations.hour_years import close_year
from ama_net.features.volunteers.queries_hours import (
    count_waiting,
    hours_by_activity,
    in_year,
    minutes_by_month,
    top_people,
    years_of,
)
from ama_net.features.volunteers.settings_hours import HoursSettings
from ama_net.features.volunteers.views.hours_manage.door import DONE, bp, year_asked
from ama_net.foundation.clock import today
from ama_net.foundation.money import euros
from ama_net.foundation.web.listing import csv_answer, csv_lines
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy.settings import read_settings

MOST_PEOPLE = 50
"""How many people the page shows, those with most hours first; all are in the file."""


@bp.get("/ore/totali")
@requires(Permission.VOLUNTEERS_READ)
def totals() -> str:
    """The approved hours of a year."""
    year, settings = year_asked(), read_settings(HoursSettings)
    activities = hours_by_activity(year)
    worth = [one.worth_cents for one in activities if one.worth_cents is not None]
    return render_template(
        "volunteers/manage/hours_totals.html",
        year=year,
        years=sorted({*years_of(), today().year}, reverse=True),
        activities=activities,
        minutes=sum(one.minutes for one in activities),
        worth=sum(worth) if worth else None,
        months=[hours_drawn(minutes) for minutes in minutes_by_month(year)],
        people=top_people(year, MOST_PEOPLE),
        waiting=count_waiting(in_year(year)),
        settings=settings,
        closed=year <= settings.locked_through_year,
        over=year < today().year,
    )


@bp.get("/ore/totali/<any(attivita, persone):what>.csv")
@requires(Permission.VOLUNTEERS_EXPORT)
def totals_file(what: str) -> Response:
    """The totals of a year as a file, by activity or by person, written in the audit."""
    year = year_asked()
    if what == "attivita":
        heads = [_("Attività"), _("Ore"), _("Persone"), _("Valore")]
        lines = [
            [
                one.label,
                plain_duration(one.minutes),
                one.people,
                "" if one.worth_cents is None else euros(one.worth_cents),
            ]
            for one in hours_by_activity(year)
        ]
    else:
        heads = [_("Nome"), _("Ore")]
        lines = [[person.list_name, plain_duration(minutes)] for person, minutes in top_people(year)]
    name = f"ore-{what}"
    record(by=signed_in_actor(), verb="list.exported", subject=("list", name), changes={"year": year})
    return csv_answer(csv_lines(heads, lines), f"{name}-{year}")


@bp.post("/ore/anni/<int:year>/chiusura")
@requires(Permission.VOLUNTEERS_EDIT)
def close(year: int) -> ResponseReturnValue:
    """Close a year: its hours are not written, corrected or removed any more."""
    if year not in years_of():
        abort(404)
    try:
        close_year(year, by=signed_in_actor())
    except WrongFact as error:
        flash(str(error), "warning")
    else:
        flash(_("Le ore del %(year)s sono chiuse.", year=year), "success")
    return redirect(url_for(".totals", anno=year), DONE)
