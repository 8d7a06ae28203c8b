"""The blueprint, what its templates are told, and the choices that several of its forms share."""

from uuid import UUID

from flask import Blueprint, abort
from flask_babel import gettext as _
from wtforms import SelectChoice

from ama_net.features.members import lists_fees
from ama_net.features.members.fee_rules import fee_state
from ama_net.features.members.models import MembershipFee
from ama_net.features.members.queries_fees import fee_by_id
from ama_net.foundation.database import db
from ama_net.kernel.documents import Organ, Resolution
from ama_net.kernel.documents import forms as documents_forms
from ama_net.kernel.payments import words as money_words

bp = Blueprint("fees_manage", __name__)

DONE, REFUSED = 303, 422


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": lists_fees, "fee_state": fee_state, "money_words": money_words}


def fee_or_404(fee_id: UUID) -> MembershipFee:
    """A fee of the association."""
    return fee_by_id(fee_id) or abort(404)


def resolution_choices(*organs: Organ) -> list[SelectChoice]:
    """The latest resolutions of some organs, to choose among, or none."""
    return documents_forms.resolution_choices(_("Nessuna"), *organs)


def resolution(resolution_id: UUID | None) -> Resolution | None:
    """The one chosen."""
    return db.session.get(Resolution, resolution_id) if resolution_id else None
