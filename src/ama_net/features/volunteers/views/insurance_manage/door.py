"""The blueprint of the insurance pages, and what they all need."""

from uuid import UUID

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from ama_net.features.volunteers import insurance_words
from ama_net.features.volunteers.models import InsurancePolicy
from ama_net.features.volunteers.volunteer_words import ONE_SECTION_WORDS
from ama_net.foundation.clock import today
from ama_net.foundation.database import db

bp = Blueprint("insurance_manage", __name__)

DONE, REFUSED = 303, 422


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": insurance_words, "section_words": ONE_SECTION_WORDS, "today": today()}


def policy_or_404(policy_id: UUID) -> InsurancePolicy:
    """A policy of this association."""
    return db.session.get(InsurancePolicy, policy_id) or abort(404)


def to_policy(policy_id: UUID) -> ResponseReturnValue:
    """The way back to a policy's page."""
    return redirect(url_for("insurance_manage.show", policy_id=policy_id), DONE)
