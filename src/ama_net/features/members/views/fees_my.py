"""My fees: what is due and how to pay it, what was paid, the receipts."""

from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.features.members.fee_rules import fee_state
from ama_net.features.members.lists_fees import STATES, TONES
from ama_net.features.members.models import MembershipFee
from ama_net.features.members.operations.fee_reminders import to_pay
from ama_net.features.members.queries_fees import fees_of_person, payments_of, receipts_of
from ama_net.foundation.database import db
from ama_net.foundation.pdf import pdf_answer
from ama_net.foundation.web.limits import limiter
from ama_net.foundation.web.texts import language_now
from ama_net.kernel.access import signed_in_actor
from ama_net.kernel.payments import CheckoutMode, Receipt, Row, ways_to_pay
from ama_net.kernel.payments.online.checkout import start_checkout
from ama_net.kernel.payments.online.client import ProviderError
from ama_net.kernel.payments.online.visits import last_visits
from ama_net.kernel.payments.receipt_paper import receipt_file_name, receipt_pdf
from ama_net.kernel.payments.words import WAYS
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import current_tenant

bp = Blueprint("fees_my", __name__)


@bp.get("/quote")
def index() -> str:
    """What is due, how to pay it, what was paid before."""
    fees = _mine()
    open_fees = [fee for fee in fees if not fee.is_paid and fee.membership.is_active]
    due = [(fee, ways_to_pay(to_pay(fee, url_for(".pay", fee_id=fee.id)))) for fee in open_fees]
    return render_template(
        "members/my/fees.html",
        due=due,
        fees=fees,
        payments={fee.id: payments_of(fee) for fee in fees if fee.paid_cents},
        waiting=last_visits("membership_fees", [fee.id for fee in open_fees]),
        fee_state=fee_state,
        STATES=STATES,
        TONES=TONES,
        WAYS=WAYS,
    )


@bp.post("/quote/<uuid:fee_id>/pagamento")
@limiter.limit("20 per hour")
def pay(fee_id: UUID) -> ResponseReturnValue:
    """Go and pay a fee of mine online. What was paid is told by the provider, never by who comes back."""
    fee = next((one for one in _mine() if one.id == fee_id and not one.is_paid), None) or abort(404)
    asked = to_pay(fee)
    try:
        return redirect(
            start_checkout(
                Row(fee.__tablename__, fee.id),
                amount_cents=asked.amount_cents,
                words=f"{asked.words} {asked.reference}",
                mode=CheckoutMode.PAYMENT,
                language=language_now(),
                back=current_tenant().base_url + url_for(".index"),
            ),
            303,
        )
    except WrongFact as error:
        flash(str(error.message), "error")
    except ProviderError:
        flash(_("Il pagamento online non risponde: riprova tra poco, o paga con un bonifico."), "error")
    return redirect(url_for(".index"), 303)


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
