"""The office's page on the proof of the accounts: what adds up, what does not and where to look."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires
from ama_net.kernel.payments.models import Payment
from ama_net.kernel.payments.models_online import Reconciliation
from ama_net.kernel.payments.operations.reconciling import reconcile
from ama_net.kernel.payments.queries import all_accounts, payer_name
from ama_net.kernel.payments.queries_reconciling import latest_reconciliation, without_receipt
from ama_net.kernel.payments.statement_words import FAULTS
from ama_net.kernel.payments.words import KINDS, WAYS

bp = Blueprint("reconciling_manage", __name__)

SHOWN = 50
EARLIER = 30


@bp.get("/incassi/quadratura")
@requires(Permission.PAYMENTS_READ)
def index() -> str:
    """The last proof, what does not add up, the fees and gifts without a receipt, the proofs before."""
    proof = latest_reconciliation()
    most = None if "tutti" in request.args else SHOWN
    alone = db.session.scalars(without_receipt().limit(most)).all() if proof else []
    alone_count = db.session.scalar(select(func.count()).select_from(without_receipt().subquery())) if proof else 0
    earlier = select(Reconciliation).order_by(Reconciliation.on_day.desc()).offset(1).limit(EARLIER)
    return render_template(
        "payments/manage/reconciling.html",
        proof=proof,
        labels={str(account.id): account.label for account in all_accounts()},
        ends={one["account_id"]: date.fromisoformat(one["on"]) for one in (proof.figures["banks"] if proof else [])},
        days=_days(proof.differences if proof else []),
        faults=FAULTS,
        alone=alone,
        alone_count=alone_count,
        earlier=db.session.scalars(earlier).all(),
        payer_name=payer_name,
        kinds=KINDS,
        ways=WAYS,
    )


@bp.post("/incassi/quadratura/calcolo")
@requires(Permission.PAYMENTS_EDIT)
def again() -> ResponseReturnValue:
    """Make the proof of today again."""
    many = len(reconcile(today()).differences)
    told = ngettext("C'è %(num)s cosa che non torna.", "Ci sono %(num)s cose che non tornano.", many)
    flash(told if many else _("I conti tornano."), "info" if many else "success")
    return redirect(url_for(".index"), 303)


def _days(differences: Iterable[dict[str, Any]]) -> dict[str, Payment]:
    """The movements that do not add up, by id: one question."""
    ids = [UUID(one["payment_id"]) for one in differences if one.get("payment_id")]
    return {str(one.id): one for one in db.session.scalars(select(Payment).where(Payment.id.in_(ids)))} if ids else {}
