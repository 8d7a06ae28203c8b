"""The page of a volunteer: what to do next, who they are, since when, cover, letter, training, shifts, hours, expenses."""

from uuid import UUID

from flask import abort, render_template

from ama_net.features.volunteers.about_volunteer import about_volunteer, volunteer_by_id
from ama_net.features.volunteers.expense_words import STATES, TONES
from ama_net.features.volunteers.hours_rules import duration_words
from ama_net.features.volunteers.next_steps import next_steps
from ama_net.features.volunteers.views.volunteers_manage.door import bp
from ama_net.features.volunteers.volunteer_words import ONE_SECTION_WORDS, SERVICE_END_WORDS
from ama_net.foundation.clock import today
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.documents import words as document_words
from ama_net.kernel.people.identifiers import show_phone
from ama_net.kernel.people.words import ADDRESS_KINDS, CONTACT_KINDS
from ama_net.kernel.training.words import TRAININGS


@bp.get("/volontari/<uuid:volunteer_id>")
@requires(Permission.VOLUNTEERS_READ)
def show(volunteer_id: UUID) -> str:
    """Everything about a volunteer on one page, as far as who looks may read it."""
    volunteer, actor = volunteer_by_id(volunteer_id) or abort(404), signed_in_actor()
    about = about_volunteer(volunteer, actor)
    return render_template(
        "volunteers/manage/volunteer.html",
        volunteer=volunteer,
        about=about,
        steps=next_steps(volunteer, about, actor),
        year=today().year,
        section_words=ONE_SECTION_WORDS,
        end_words=SERVICE_END_WORDS,
        training_words=TRAININGS,
        claim_words=STATES,
        claim_tones=TONES,
        document_words=document_words,
        contact_kinds=CONTACT_KINDS,
        address_kinds=ADDRESS_KINDS,
        show_phone=show_phone,
        duration=duration_words,
    )
