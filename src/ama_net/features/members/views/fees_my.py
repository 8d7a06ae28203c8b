"""My fees: what is due and how to pay it, what was paid, the receipts."""

from uuid import UUID

from flask import Blueprint, Response, abort, render_template
from sqlalchemy import select

from ama_net.features.members.fee_rules import fee_state
from ama_net.features.members.lists_fees import STATES, TONES
from ama_net.features.members.models import MembershipFee
from ama_net.features.members.operations.fee_reminders import to_pay
from ama_net.features.members.queries_fees import fees_of_person, payments_of, receipts_of
from ama_net.foundation.database import db
from ama_net.foundation.pdf import pdf_answer
from ama_net.kernel.access import signed_in_actor
from ama_net.kernel.payments import Receipt, ways_to_pay
from ama_net.kernel.payments.receipt_paper import receipt_file_name, receipt_pdf
from ama_net.kernel.payments.words import WAYS

bp = Blueprint("fees_my", __name__)


@bp.get("/quote")
def index() -> str:
    """What is due, how to pay it, what was paid before."""
    fees = _mine()
    due = [(fee, ways_to_pay(to_pay(fee))) for fee in fees if not fee.is_paid and fee.membership.is_active]
    return render_template(
        "members/my/fees.html",
        due=due,
        fees=fees,
        payments={fee.id: payments_of(fee) for fee in fees if fee.paid_cents},
        fee_state=fee_state,
        STATES=STATES,
        TONES=TONES,
        WAYS=WAYS,
    )


@bp.get("/quote/ricevute/<uuid:receipt_id>.pdf")
def receipt(receipt_id: UUID) -> Response:
    """A receipt of mine."""
    ids = [fee.id for fee in _mine()]
    found = db.session.scalar(
        select(Receipt).where(Receipt.id == receipt_id, Receipt.id.in_(receipts_of(ids)))
    ) or abort(404)
    return pdf_answer(receipt_pdf(found), receipt_file_name(found))


def _mine() -> list[MembershipFee]:
    person_id = signed_in_actor().person_id
    return fees_of_person(person_id) if person_id else []
