"""The list of volunteers with its filters, and the file to take away."""

from typing import Literal, cast

from flask import Response, render_template, request

from ama_net.features.volunteers.hours_rules import duration_words
from ama_net.features.volunteers.queries_volunteers import office_volunteers, volunteers_list
from ama_net.features.volunteers.views.volunteers_manage.door import bp
from ama_net.features.volunteers.volunteer_words import ONE_SECTION_WORDS
from ama_net.foundation.clock import today
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import export_list

FileType = Literal["csv", "xlsx"]


@bp.get("/volontari")
@requires(Permission.VOLUNTEERS_READ)
def index() -> str:
    """The list of volunteers: those of today unless the address asks for others."""
    page = volunteers_list(signed_in_actor()).page(office_volunteers(), request.args)
    return render_template(
        "volunteers/manage/volunteers.html",
        page=page,
        section_words=ONE_SECTION_WORDS,
        year=today().year,
        duration=duration_words,
    )


@bp.get("/volontari/elenco.<any(csv, xlsx):file_type>")
@requires(Permission.VOLUNTEERS_EXPORT)
def export(file_type: str) -> Response:
    """The list as a file (CSV or XLSX), written in the audit."""
    actor, kind = signed_in_actor(), cast(FileType, file_type)
    listing = volunteers_list(actor, for_file=True)
    return export_list(listing, office_volunteers(), request.args, name="volontari", by=actor, file_type=kind)
