"""The first page of who does voluntary work (``/my/volontariato``): what is next, and what waits."""

from flask import Blueprint, render_template

from ama_net.features.volunteers.area import area_of
from ama_net.features.volunteers.hours_rules import duration_words
from ama_net.kernel.access import signed_in_actor
from ama_net.kernel.scheduling.words import span_words
from ama_net.kernel.training.words import COURSE_KINDS

bp = Blueprint("volunteer_my", __name__)


@bp.get("/volontariato")
def index() -> str:
    """Everything in short, each thing one tap away; who is no volunteer is told how one becomes it."""
    return render_template(
        "volunteers/my/index.html",
        area=area_of(signed_in_actor().person_id),
        kinds=COURSE_KINDS,
        duration=duration_words,
        span_words=span_words,
    )
