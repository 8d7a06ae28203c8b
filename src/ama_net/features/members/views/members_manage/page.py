"""The page of a member: who they are, since when, their fees, whom they live with, what the office noted."""

from uuid import UUID

from flask import render_template

from ama_net.features.members.views.members_manage.door import bp, member_or_404
from ama_net.kernel.access import Permission, requires


@bp.get("/soci/<uuid:membership_id>")
@requires(Permission.MEMBERS_READ)
def show(membership_id: UUID) -> str:
    """Everything about a member on one page."""
    return render_template("members/manage/member.html", membership=member_or_404(membership_id))
