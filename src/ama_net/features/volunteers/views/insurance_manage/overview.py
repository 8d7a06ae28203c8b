"""The insurance of volunteers in one look, and who of them is not covered."""

from datetime import date, datetime

from flask import render_template, request
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from ama_net.features.volunteers.insurance_overview import overview
from ama_net.features.volunteers.models import Volunteer
from ama_net.features.volunteers.queries_insurance import uncovered_on, uncovered_signups
from ama_net.features.volunteers.views.insurance_manage.door import bp
from ama_net.features.volunteers.volunteer_words import ONE_SECTION_WORDS
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Listing
from ama_net.kernel.access import Permission, requires

MOST_SHIFTS = 200
UNCOVERED = Listing(
    Column("name", _l("Nome"), value="person.list_name", sort=Volunteer.sort_name),
    Column("section", _l("Sezione"), value=lambda row: ONE_SECTION_WORDS[row.section]),
    Column("started_on", _l("Dal"), sort=Volunteer.started_on),
    order="name",
)


@bp.get("/volontari/assicurazione")
@requires(Permission.VOLUNTEERS_READ)
def index() -> str:
    """The policies, whom they cover, what is wrong and what is to be done."""
    return render_template("volunteers/manage/insurance.html", found=overview(today()))


@bp.get("/volontari/assicurazione/scoperti")
@requires(Permission.VOLUNTEERS_READ)
def uncovered() -> str:
    """The volunteers of a day (today) who are not covered for all that the law wants; and their shifts to come."""
    day = _asked_day()
    statement = uncovered_on(day).options(joinedload(Volunteer.person))
    shifts = list(db.session.scalars(uncovered_signups().limit(MOST_SHIFTS)))
    page = UNCOVERED.page(statement.order_by(None), request.args)
    return render_template("volunteers/manage/insurance_uncovered.html", page=page, day=day, signups=shifts)


def _asked_day() -> date:
    try:
        return datetime.strptime(request.args.get("giorno", ""), "%Y-%m-%d").date()  # noqa: DTZ007 - a day
    except ValueError:
        return today()
