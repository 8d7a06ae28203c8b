"""My training (``/my/formazione``): what I am asked to, how far I have come, what I was at."""

from flask import Blueprint, render_template

from ama_net.features.volunteers.queries_trainings import coming_enrolments, minutes_there, past_enrolments
from ama_net.kernel.access import signed_in_actor
from ama_net.kernel.training.words import COURSE_KINDS

bp = Blueprint("trainings_my", __name__)


@bp.get("/formazione")
def index() -> str:
    """What is next, the path, what was."""
    person_id = signed_in_actor().person_id
    past = past_enrolments(person_id) if person_id else []
    return render_template(
        "volunteers/my/trainings.html",
        coming=coming_enrolments(person_id) if person_id else [],
        past=past,
        minutes=minutes_there(person_id, [one.course_id for one in past]) if person_id else {},
        kinds=COURSE_KINDS,
    )
