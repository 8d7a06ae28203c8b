"""The figures of the volunteers."""

from flask import render_template

from ama_net.features.volunteers.queries_volunteers import count_active
from ama_net.features.volunteers.views.volunteers_manage.door import bp
from ama_net.kernel.access import Permission, requires


@bp.get("/volontari/quadro")
@requires(Permission.VOLUNTEERS_READ)
def figures() -> str:
    """How many volunteers there are."""
    return render_template("volunteers/manage/figures.html", active=count_active())
