"""The blueprint, what its templates are told, and the choices that several of its forms share."""

from uuid import UUID

from flask import Blueprint, abort
from flask_babel import gettext as _
from sqlalchemy import select
from wtforms import SelectChoice

from ama_net.features.members import lists_fees
from ama_net.features.members.fee_rules import fee_state
from ama_net.features.members.models import MembershipFee
from ama_net.features.members.queries_fees import fee_by_id
from ama_net.foundation.database import db
from ama_net.foundation.web.pages import day_words
from ama_net.kernel.documents import Organ, Resolution
from ama_net.kernel.payments import words as money_words

bp = Blueprint("fees_manage", __name__)

DONE, REFUSED = 303, 422
RECENT = 50


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": lists_fees, "fee_state": fee_state, "money_words": money_words}


def fee_or_404(fee_id: UUID) -> MembershipFee:
    """A fee of the association."""
    return fee_by_id(fee_id) or abort(404)


def resolution_choices(*organs: Organ) -> list[SelectChoice]:
    """The latest resolutions of some organs, to choose among."""
    latest = select(Resolution).where(Resolution.organ.in_(organs)).order_by(Resolution.adopted_on.desc()).limit(RECENT)
    return [
        SelectChoice("", _("Nessuna")),
        *(SelectChoice(str(one.id), _words(one)) for one in db.session.scalars(latest)),
    ]


def resolution(resolution_id: UUID | None) -> Resolution | None:
    """The one chosen."""
    return db.session.get(Resolution, resolution_id) if resolution_id else None


def _words(one: Resolution) -> str:
    day = day_words(one.adopted_on)
    return str(_("N. %(number)s del %(day)s: %(subject)s", number=one.number_words, day=day, subject=one.subject))
