"""The blueprint of the office's pages of shifts, and what they all need."""

from uuid import UUID

from flask import Blueprint, abort

from ama_net.features.volunteers import shift_words
from ama_net.features.volunteers.models import Shift, ShiftSignup, SignupState
from ama_net.features.volunteers.queries_shifts import missing, shift_by_id, who_comes
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.scheduling import hour_words, span_words

bp = Blueprint("shifts_manage", __name__)

DONE, REFUSED = 303, 422


@bp.context_processor
def _words() -> dict[str, object]:
    return {
        "said": shift_words,
        "who_comes": who_comes,
        "missing": missing,
        "now": now,
        "hour_words": hour_words,
        "span_words": span_words,
    }


def shift_or_404(shift_id: UUID) -> Shift:
    """A shift of this association with its people."""
    return shift_by_id(shift_id) or abort(404)


def place_or_404(shift: Shift, signup_id: UUID) -> ShiftSignup:
    """A place that is taken in a shift."""
    place = db.session.get(ShiftSignup, signup_id) or abort(404)
    if place.shift_id != shift.id or place.state != SignupState.TAKEN:
        abort(404)
    return place
