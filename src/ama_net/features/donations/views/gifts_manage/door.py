"""The blueprint of the office's pages of gifts, what its templates are told, and what several of its pages need."""

from uuid import UUID

from flask import Blueprint, abort

from ama_net.features.donations import office_words
from ama_net.features.donations.models import Gift
from ama_net.features.donations.operations.receiving import donor_name
from ama_net.features.donations.queries_office import of_day, way_words
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.payments import words as money_words

bp = Blueprint("gifts_manage", __name__)

DONE, REFUSED = 303, 422


@bp.app_template_global()
def tax_year() -> int:
    """The year whose gifts are told to the tax office now: the one before this."""
    return today().year - 1


@bp.context_processor
def _said() -> dict[str, object]:
    return {
        "said": office_words,
        "money_words": money_words,
        "donor_name": donor_name,
        "of_day": of_day,
        "way_words": way_words,
    }


def gift_or_404(gift_id: UUID) -> Gift:
    """A gift of the association."""
    return db.session.get(Gift, gift_id) or abort(404)
