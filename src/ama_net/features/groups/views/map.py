"""The map of an association's groups."""

from flask import Blueprint, render_template, request, url_for

from ama_net.kernel.directory.map import map_page
from ama_net.kernel.tenancy import current_tenant

bp = Blueprint("groups_map", __name__)


@bp.get("/gruppi/mappa")
def index() -> str:
    """Where groups meet, for the same search as the finder's."""
    here, finder = url_for(".index"), url_for("groups_public.index")
    page = map_page(request.args, current_tenant().id, here=here, finder=finder)
    return render_template("groups/public/map.html", map=page, here=here, finder=finder)
