"""The blueprint, and what its templates are told."""

from uuid import UUID

from flask import Blueprint, abort

from ama_net.features.volunteers.expense_words import STATES, TONES
from ama_net.features.volunteers.models import ExpenseClaim
from ama_net.features.volunteers.queries_expenses import claim_by_id
from ama_net.features.volunteers.views.expense_desk import words
from ama_net.kernel.payments.words import WAYS as MONEY_WAYS

bp = Blueprint("expenses_manage", __name__)


@bp.context_processor
def _said() -> dict[str, object]:
    return {"STATES": STATES, "TONES": TONES, "MONEY_WAYS": MONEY_WAYS, **words()}


def claim_or_404(claim_id: UUID) -> ExpenseClaim:
    """A claim that was sent; what is still being written is the volunteer's."""
    claim = claim_by_id(claim_id)
    return claim if claim is not None and not claim.is_open else abort(404)
