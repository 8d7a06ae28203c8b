"""The page of one gift, by its secret link: how to pay it, where it is, calling it off. GET shows, POST acts."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from uuid import UUID

from flask import Blueprint, Response, abort, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_limiter import RequestLimit
from sqlalchemy import select

from ama_net.features.donations.donor_facts import DonorFacts
from ama_net.features.donations.gift_secrets import Given, gift_of_secret, opens_receipt
from ama_net.features.donations.models import Gift, RecurringGift, RecurringState
from ama_net.features.donations.operations.gifts import cancel_gift
from ama_net.features.donations.operations.recurring import new_method_address, pause, resume, stop
from ama_net.features.donations.paying import arranged, checkout_address, transfer_of
from ama_net.features.donations.public_words import (
    EVERY,
    FIRST_DEBIT,
    NEVER_BEGAN,
    SERIES_TO_WHO_GIVES,
    TO_WHO_GIVES,
    TRIBUTES,
)
from ama_net.foundation.database import db
from ama_net.foundation.pdf import pdf_answer
from ama_net.foundation.web.asking import DONE, TOO_MANY, keep_to_oneself
from ama_net.foundation.web.limits import limiter
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.payments import Checkout, CheckoutState, PaymentWay, Receipt
from ama_net.kernel.payments.online.checkout import UNPAID
from ama_net.kernel.payments.online.client import ProviderError
from ama_net.kernel.payments.receipt_paper import receipt_file_name, receipt_pdf
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import current_tenant_id

T = TypeVar("T")

bp = Blueprint("gift_public", __name__)
bp.after_request(keep_to_oneself)

PAYABLE = ("pending", "failed", "abandoned")
"""The states of a gift that can still be paid; of a series only the first."""


@bp.get("/sostieni/dono/<secret>")
def show(secret: str) -> str:
    """How to pay it, or what became of it."""
    return _html(_own(secret), secret)


@bp.get("/sostieni/dono/<secret>/ritorno")
def back(secret: str) -> ResponseReturnValue:
    """Where the provider's page leads back to: what arrived is read from the gift, never from the address."""
    row = _own(secret)
    waiting = _visit_of(row) if row.state in PAYABLE else None
    if waiting == CheckoutState.OPEN and UNPAID in request.args:
        again = _("Non hai pagato. Puoi riprovare, o scegliere il bonifico.")
        flash(again if transfer_of(row) else _("Non hai pagato. Puoi riprovare."), "info")
        return redirect(url_for(".show", secret=secret))
    return _html(row, secret, waiting=waiting)


@bp.get("/sostieni/ricevute/<uuid:receipt_id>/<token>.pdf")
def receipt(receipt_id: UUID, token: str) -> Response:
    """A receipt, by the link of the mail that brought it: it says where somebody lives, so the gift's link does not open it."""
    found = db.session.get(Receipt, receipt_id) if opens_receipt(receipt_id, token) else None
    return pdf_answer(receipt_pdf(found), receipt_file_name(found)) if found is not None else abort(404)


def _tried_too_often(_limit: RequestLimit) -> Response:
    secret = str((request.view_args or {})["secret"])
    flash(_("Da qui si è provato a pagare molte volte. Riprova tra un'ora, oppure scegli il bonifico."), "error")
    return make_response(_html(_own(secret), secret), TOO_MANY)


def _of_secret() -> str:
    return str((request.view_args or {})["secret"])[:64]


def _association() -> str:
    return str(current_tenant_id())


def _of_somebody(view: Callable[[str], ResponseReturnValue]) -> Callable[[str], ResponseReturnValue]:
    """Look for the gift before any limit counts: who invents links takes nothing from who gives."""

    @wraps(view)
    def known(secret: str) -> ResponseReturnValue:
        _own(secret)
        return view(secret)

    return known


def _began_visit(_response: Response) -> bool:
    return bool(g.get("began_visit"))


@bp.post("/sostieni/dono/<secret>/pagamento")
@_of_somebody
@limiter.limit("10 per hour", on_breach=_tried_too_often)
@limiter.limit("8 per hour", key_func=_of_secret, on_breach=_tried_too_often)
@limiter.limit("240 per hour", key_func=_association, deduct_when=_began_visit, on_breach=_tried_too_often)
def pay(secret: str) -> ResponseReturnValue:
    """Go to the provider's page to pay. The association's limit counts the visits that begin: once for a gift, not each press."""
    row = _own(secret)
    went = _visit_of(row)
    address = _trying(lambda: checkout_address(row)) if row.state in PAYABLE else None
    g.began_visit = address is not None and not went
    return redirect(address or url_for(".show", secret=secret), DONE)


@bp.post("/sostieni/dono/<secret>/annullamento")
@limiter.limit("60 per hour")
def cancel(secret: str) -> ResponseReturnValue:
    """Call the gift off, or stop a series for good."""
    row = _own(secret)
    _trying(lambda: cancel_gift(row, by=PUBLIC) if isinstance(row, Gift) else stop(row, by=PUBLIC))
    return redirect(url_for(".show", secret=secret), DONE)


@bp.post("/sostieni/dono/<secret>/pausa")
@limiter.limit("60 per hour")
def rest(secret: str) -> ResponseReturnValue:
    """Take no payment of a series for a while; pressed again, take them up."""
    series = _own_series(secret)
    change = resume if series.state == RecurringState.PAUSED else pause
    _trying(lambda: change(series, by=PUBLIC))
    return redirect(url_for(".show", secret=secret), DONE)


@bp.post("/sostieni/dono/<secret>/metodo")
@limiter.limit("10 per hour")
def method(secret: str) -> ResponseReturnValue:
    """Go to the provider's page to change the card or the account that pays a series."""
    series = _own_series(secret)
    return redirect(_trying(lambda: new_method_address(series)) or url_for(".show", secret=secret), DONE)


def _trying(work: Callable[[], T]) -> T | None:
    """Do it; refused, or without an answer of the provider, say so and change nothing."""
    try:
        return work()
    except WrongFact as refused:
        flash(str(refused), "error")
    except ProviderError:
        flash(_("Chi gestisce i pagamenti online adesso non risponde: riprova tra poco, oppure scrivici."), "error")
    return None


def _html(row: Given, secret: str, *, waiting: str | None = None) -> str:
    is_gift = isinstance(row, Gift)
    payable = row.state in (PAYABLE if is_gift else PAYABLE[:1])
    ways = arranged()
    return render_template(
        "donations/public/gift.html" if is_gift else "donations/public/series.html",
        row=row,
        secret=secret,
        facts=DonorFacts.of(row.asked_facts),
        said=_said(row),
        transfer=transfer_of(row) if payable else None,
        by_transfer=row.way == "transfer",
        online=payable and ways.online,
        waiting=waiting,
        EVERY=EVERY,
        TRIBUTES=TRIBUTES,
    )


def _said(row: Given) -> tuple[LazyString, LazyString]:
    if isinstance(row, Gift):
        return TO_WHO_GIVES[row.state]
    if row.state == RecurringState.ENDED and row.started_on is None and row.way == PaymentWay.TRANSFER:
        return NEVER_BEGAN
    if row.state == RecurringState.ACTIVE and row.way == PaymentWay.DIRECT_DEBIT and not _has_arrived(row):
        return FIRST_DEBIT
    return SERIES_TO_WHO_GIVES[row.state]


def _has_arrived(series: RecurringGift) -> bool:
    came = select(Gift.id).where(Gift.recurring_id == series.id, Gift.paid_cents > 0)
    return db.session.scalar(came.limit(1)) is not None


def _own(secret: str) -> Given:
    return gift_of_secret(secret) or abort(404)


def _own_series(secret: str) -> RecurringGift:
    row = _own(secret)
    return row if isinstance(row, RecurringGift) else abort(404)


def _visit_of(row: Given) -> str | None:
    """Where a visit to the provider's page for it is, while it is not known yet how that ended."""
    undecided = Checkout.state.in_((CheckoutState.OPEN, CheckoutState.PROCESSING))
    asked = select(Checkout.state).where(
        Checkout.about_kind == row.__tablename__, Checkout.about_id == row.id, undecided
    )
    return db.session.scalar(asked.order_by(Checkout.state == CheckoutState.OPEN).limit(1))
