"""Receipts: numbered without gaps by series and year, written once, cancelled with a reason and never removed."""

import json
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import next_number, record
from ama_net.kernel.documents import OfficeKind, OfficeTerm
from ama_net.kernel.payments.models import MoneyDirection, Payment, PaymentState, Receipt
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
    here for good: later changes of name, address or association do not touch it.

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
    tenant, day = current_tenant(), today()
    receipt = Receipt(series=series, year=day.year, issued_on=day, payment_id=payment.id, wording=wording)
    receipt.amount_cents, receipt.way, receipt.paid_on = payment.amount_cents, payment.way, payment.on_day
    receipt.stamp = stamp_on(payment.amount_cents, in_runts=bool(tenant.identity.registration.runts_section))
    receipt.issuer, receipt.created_by = _issuer(), by.account_id
    receipt.payer = json.dumps({**_payer(who), "on_behalf": on_behalf}, ensure_ascii=False)
    receipt.person_id = who.id if isinstance(who, Person) else None
    receipt.organisation_id = who.id if isinstance(who, Organisation) else None
    receipt.number = next_number(f"receipts.{series}", day.year)
    db.session.add(receipt)
    db.session.flush()
    record(by=by, verb="receipt.issued", subject=receipt, changes={"series": series, "number": receipt.number})
    return receipt


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


def _issuer() -> dict[str, Any]:
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
