"""The checks with the article of law, and whom each of them finds."""

from flask import Blueprint, abort, render_template, request
from flask_babel import lazy_gettext as _l

from ama_net.features.volunteers.check_rows import Row, volunteers_found
from ama_net.features.volunteers.checks import RULES, checks, thresholds, titles_not_found
from ama_net.features.volunteers.models import Volunteer
from ama_net.features.volunteers.volunteer_words import ONE_SECTION_WORDS
from ama_net.foundation.web.listing import Column, Listing
from ama_net.kernel.access import Permission, requires

bp = Blueprint("volunteer_checks", __name__)

FOUND = Listing(
    Column("name", _l("Nome"), value="person.list_name", sort=Volunteer.sort_name),
    Column("section", _l("Sezione"), value=lambda row: ONE_SECTION_WORDS[row.section]),
    Column("started_on", _l("Dal"), sort=Volunteer.started_on),
    order="name",
)


@bp.get("/volontari/controlli")
@requires(Permission.VOLUNTEERS_READ)
def index() -> str:
    """What every check finds today."""
    found = checks()
    return render_template(
        "volunteers/manage/checks.html", found=found, fine=titles_not_found(found), settings=thresholds()
    )


@bp.get("/volontari/controlli/<row>")
@requires(Permission.VOLUNTEERS_READ)
def found(row: str) -> str:
    """The volunteers one check finds."""
    if row not in list(Row):
        abort(404)
    page = FOUND.page(volunteers_found(Row(row)), request.args)
    return render_template(
        "volunteers/manage/check.html", page=page, row=row, rule=RULES[Row(row)], section_words=ONE_SECTION_WORDS
    )
