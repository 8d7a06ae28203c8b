"""The list of members with its filters, and the file to take away."""

from typing import Literal, cast

from flask import Response, abort, render_template, request

from ama_net.features.members.list_frame import list_frame
from ama_net.features.members.member_words import FEE_TONES, FEE_WORDS
from ama_net.features.members.queries_members import members_list, office_members
from ama_net.features.members.views.members_manage.door import bp
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import export_list


@bp.get("/soci")
@requires(Permission.MEMBERS_READ)
def index() -> str:
    """The list of members: those of today unless the address asks for others."""
    frame = list_frame(signed_in_actor())
    page = members_list(frame).page(office_members(), request.args)
    return render_template(
        "members/manage/members.html", page=page, frame=frame, fee_words=FEE_WORDS, fee_tones=FEE_TONES
    )


@bp.get("/soci/elenco.<file_type>")
@requires(Permission.MEMBERS_EXPORT)
def export(file_type: str) -> Response:
    """The list as a file (CSV or XLSX), written in the audit."""
    if file_type not in {"csv", "xlsx"}:
        abort(404)
    actor = signed_in_actor()
    listing = members_list(list_frame(actor), for_file=True)
    kind = cast(Literal["csv", "xlsx"], file_type)
    return export_list(listing, office_members(), request.args, name="soci", by=actor, file_type=kind)
