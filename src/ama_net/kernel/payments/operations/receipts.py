"""Receipts: numbered without gaps by series and year, written once, cancelled with a reason and never removed."""

import json
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import next_number, record
from ama_net.kernel.documents import OfficeKind, OfficeTerm
from ama_net.kernel.payments.models import COUNTED, MoneyDirection, Payment, PaymentState, Receipt
from ama_net.kernel.payments.settings import PaymentsSettings
from ama_net.kernel.payments.stamps import stamp_on
from ama_net.kernel.people import Organisation, Person, WrongFact
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.settings import read_settings


def issue_receipt(
    payment: Payment,
    *,
    series: str,
    by: Actor,
    wording: str,
    payer: Person | Organisation | None = None,
    on_behalf: str = "",
) -> Receipt:
    """Give a movement its receipt, with the next number of the series in this year; asked twice, it is the same one.

    Call it after every row is taken: the number's series is held until the commit. What the receipt says is written
    here for good: later changes of name, address or association do not touch it. It is for what was not given back.

    Args:
        series: ``fees``, ``donations``: each has its own numbers.
        wording: what the money is for, with its tax sentence; it names nobody.
        payer: who it is made out to, when it is not who paid.
        on_behalf: the name of who it was paid for, when that is somebody else.

    Raises:
        WrongFact: the movement did not take place, went out, or nobody is known to have paid it.
    """
    db.session.refresh(payment, with_for_update={"of": Payment})
    already = receipt_in_force(payment)
    if already is not None:
        return already
    who = payer or payment.payer
    if payment.state != PaymentState.RECEIVED or payment.direction != MoneyDirection.IN or who is None:
        raise WrongFact("payment", _l("Per questo movimento non si può fare una ricevuta."))
    receipt = Receipt(series=series, payment_id=payment.id, wording=wording)
    receipt.payer = json.dumps({**_payer(who), "on_behalf": on_behalf}, ensure_ascii=False)
    receipt.person_id = who.id if isinstance(who, Person) else None
    receipt.organisation_id = who.id if isinstance(who, Organisation) else None
    return _numbered(receipt, payment, by=by)


def replace_receipt(old: Receipt, payment: Payment, *, why: str, by: Actor) -> Receipt | None:
    """Cancel a receipt whose movement was given back, or was not after all; one for what is kept takes its place.

    It says the same of who paid and what for, with a number of its own and the association as it is today. Nothing is
    done when the receipt is in force for that amount already; None when nothing is kept.
    """
    kept = payment.amount_cents - given_back_cents(payment)
    if old.amount_cents == kept and not old.is_cancelled:
        return old
    cancel_receipt(old, why=why, by=by)
    if kept == 0:
        return None
    receipt = Receipt(series=old.series, payment_id=payment.id, wording=old.wording)
    receipt.payer, receipt.person_id, receipt.organisation_id = old.payer, old.person_id, old.organisation_id
    return _numbered(receipt, payment, by=by)


def cancel_receipt(receipt: Receipt, *, why: str, by: Actor) -> None:
    """Say that a receipt proves nothing any more. It keeps its number; the movement may get another one."""
    if receipt.is_cancelled:
        return
    receipt.cancelled_at, receipt.cancelled_by, receipt.cancelled_why = now(), by.account_id, why
    db.session.flush()
    record(by=by, verb="receipt.cancelled", subject=receipt, changes={"number": receipt.number})


def receipt_in_force(payment: Payment) -> Receipt | None:
    """The receipt of a movement that still proves it."""
    found = select(Receipt).where(Receipt.payment_id == payment.id, Receipt.cancelled_at.is_(None))
    return db.session.scalar(found)


def receipt_lost_since(payment: Payment, moment: datetime) -> Receipt | None:
    """The last receipt of a movement that has none in force, when it was cancelled from a moment on."""
    last = select(Receipt).where(Receipt.payment_id == payment.id).order_by(Receipt.cancelled_at.desc().nulls_first())
    found = db.session.scalars(last.limit(1)).first()
    return found if found is not None and found.cancelled_at is not None and found.cancelled_at >= moment else None


def given_back_cents(payment: Payment) -> int:
    """How much of a movement was given back, in cents."""
    back = select(func.coalesce(func.sum(Payment.amount_cents), 0)).where(
        Payment.refund_of_id == payment.id, Payment.state.in_(COUNTED)
    )
    return int(db.session.scalar(back) or 0)


def _numbered(receipt: Receipt, payment: Payment, *, by: Actor) -> Receipt:
    """Write a receipt: amount and day of its movement, the association as it is, the next number of the series."""
    tenant, day = current_tenant(), today()
    receipt.year, receipt.issued_on = day.year, day
    receipt.amount_cents = payment.amount_cents - given_back_cents(payment)
    receipt.way, receipt.paid_on = payment.way, payment.on_day
    receipt.stamp = stamp_on(receipt.amount_cents, in_runts=bool(tenant.identity.registration.runts_number))
    receipt.issuer, receipt.created_by = issuer_today(), by.account_id
    receipt.number = next_number(f"receipts.{receipt.series}", day.year)
    db.session.add(receipt)
    db.session.flush()
    said = {"series": receipt.series, "number": receipt.number}
    record(by=by, verb="receipt.issued", subject=receipt, changes=said)
    return receipt


def issuer_today() -> dict[str, Any]:
    """The association as it is today: what a receipt must say of who made it."""
    tenant = current_tenant()
    registration, seat = tenant.identity.registration, tenant.seat
    town = " ".join(filter(None, (seat.postcode, seat.municipality, f"({seat.province})")))
    return {
        "name": tenant.name,
        "legal_form": tenant.identity.legal_form.value,
        "seat": ", ".join(filter(None, (seat.address, town))),
        "tax_code": registration.tax_code or "",
        "runts_section": registration.runts_section or "",
        "runts_number": registration.runts_number or "",
        "president": _president() if read_settings(PaymentsSettings).president_on_receipts else "",
    }


def _president() -> str:
    term = db.session.scalars(
        select(OfficeTerm)
        .where(
            OfficeTerm.kind == OfficeKind.PRESIDENT,
            OfficeTerm.started_on <= today(),
            OfficeTerm.ended_on.is_(None) | (OfficeTerm.ended_on > today()),
        )
        .order_by(OfficeTerm.started_on.desc())
    ).first()
    return term.person.name if term is not None else ""


def _payer(who: Person | Organisation) -> dict[str, str]:
    order = {"residence": 0, "seat": 0, "domicile": 1, "mail": 2}
    addresses = sorted(who.addresses, key=lambda address: order.get(address.kind, 9))
    address = addresses[0].in_one_line if addresses else ""
    return {"name": who.name, "tax_code": who.tax_code or "", "address": address}
