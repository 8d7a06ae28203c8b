"""The page of a volunteer."""

from uuid import UUID

from flask import render_template

from ama_net.features.volunteers.views.volunteers_manage.door import bp, volunteer_or_404
from ama_net.features.volunteers.volunteer_words import ONE_SECTION_WORDS, SERVICE_END_WORDS
from ama_net.kernel.access import Permission, requires


@bp.get("/volontari/<uuid:volunteer_id>")
@requires(Permission.VOLUNTEERS_READ)
def show(volunteer_id: UUID) -> str:
    """Everything about a volunteer on one page."""
    return render_template(
        "volunteers/manage/volunteer.html",
        volunteer=volunteer_or_404(volunteer_id),
        section_words=ONE_SECTION_WORDS,
        end_words=SERVICE_END_WORDS,
    )
