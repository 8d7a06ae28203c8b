"""The list of gifts, the same as a file, the receipts of several as one PDF."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.features.donations.models import Gift
from ama_net.features.donations.operations.receiving import ABOUT
from ama_net.features.donations.queries_gifts import gifts_with_donors
from ama_net.features.donations.queries_office import GIFTS, sums
from ama_net.features.donations.views.gifts_manage.door import DONE, bp
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.pdf import pdf_answer
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import export_list, record
from ama_net.kernel.payments import Payment, Receipt
from ama_net.kernel.payments.receipt_paper import receipts_pdf


@bp.get("/donazioni")
@requires(Permission.DONATIONS_READ)
def index() -> str:
    """The gifts, and what they add up to."""
    paid, waiting = sums(gifts_with_donors(), request.args)
    page = GIFTS.page(gifts_with_donors(), request.args)
    return render_template("donations/manage/gifts.html", page=page, paid=paid, waiting=waiting)


@bp.get("/donazioni/elenco.<any(csv, xlsx):ending>")
@requires(Permission.DONATIONS_EDIT)
def export(ending: str) -> Response:
    """The gifts as a file, written in the audit: for who keeps the accounts, since everybody's names leave with it."""
    actor, rows = signed_in_actor(), gifts_with_donors()
    if ending == "xlsx":
        return export_list(GIFTS, rows, request.args, name="donazioni", by=actor, file_type="xlsx")
    return export_list(GIFTS, rows, request.args, name="donazioni", by=actor)


@bp.post("/donazioni/ricevute.pdf")
@requires(Permission.DONATIONS_EDIT)
def print_receipts() -> ResponseReturnValue:
    """The receipts in force of the gifts that were ticked, one after the other, to print."""
    chosen = [gift.id for gift in db.session.scalars(GIFTS.chosen(select(Gift), request.form))]
    receipts = list(
        db.session.scalars(
            select(Receipt)
            .join(Payment, Payment.id == Receipt.payment_id)
            .where(Payment.about_kind == ABOUT, Payment.about_id.in_(chosen))
            .where(Receipt.cancelled_at.is_(None))
            .order_by(Receipt.year, Receipt.number)
        )
    )
    if not receipts:
        flash(_("Fra le righe scelte nessuna ha una ricevuta."), "warning")
        return redirect(url_for(".index"), DONE)
    record(by=signed_in_actor(), verb="list.exported", subject=("list", "ricevute"), changes={"rows": len(receipts)})
    return pdf_answer(receipts_pdf(receipts), f"ricevute-{today():%Y-%m-%d}")
