"""Suppliers' invoices: written, corrected, paid in one or more times, cancelled. What was paid is always the sum of its movements.

Order of locks: the form's key, the invoice, its movements, the audit. Cash basis: an invoice is in no statement, its payments are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from ama_net.features.bookkeeping.models import SupplierInvoice
from ama_net.features.bookkeeping.queries_invoices import ABOUT, all_invoices, open_invoices
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db, hold
from ama_net.foundation.money import LARGEST_CENTS, plain_amount
from ama_net.foundation.web.pages import money
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.payments import (
    About,
    MoneyDirection,
    NewPayment,
    Payable,
    Payment,
    PaymentKind,
    PaymentWay,
    Purpose,
    record_payment,
    register_purpose,
)
from ama_net.kernel.payments.modello_d import ITEMS
from ama_net.kernel.payments.operations.movements import net_cents, written_by_form
from ama_net.kernel.people import Organisation, WrongFact
from ama_net.kernel.people.operations.organisations import OrganisationFacts, register_organisation
from ama_net.kernel.people.rules import check_optional_tax_code
from ama_net.kernel.tenancy import current_tenant_id


@dataclass(frozen=True)
class InvoiceFacts:
    """What an invoice says: cents, VAT included. ``item`` is the line of the statement its payments will stand on."""

    number: str
    issued_on: date
    amount_cents: int
    item: str
    due_on: date | None = None
    memo: str = ""
    fund_id: UUID | None = None


@dataclass(frozen=True)
class Paid:
    """A payment of an invoice, or of a part of it."""

    amount_cents: int
    on: date
    way: PaymentWay
    account_id: UUID | None = None
    reference: str = ""
    form_key: UUID | None = None


def supplier_called(name: str, tax_code: str, *, by: Actor) -> Organisation:
    """The organisation with a tax code, or written down now. Who may: BOOKKEEPING_EDIT; a supplier is known by its invoices.

    Raises:
        WrongFact: no name, or a tax code that cannot be.
    """
    code = check_optional_tax_code(tax_code or None)
    known = db.session.scalar(select(Organisation).where(Organisation.tax_code == code)) if code else None
    return known or register_organisation(OrganisationFacts(name, tax_code=code), by=by)


def write_invoice(supplier: Organisation, facts: InvoiceFacts, *, by: Actor) -> SupplierInvoice:
    """Write down an invoice. Flushed.

    Raises:
        WrongFact: the same supplier, number and day are there already; an amount, a day or a line that cannot be.
    """
    _check(facts)
    _refuse_double(supplier.id, facts, except_id=None)
    invoice = SupplierInvoice(organisation_id=supplier.id, created_by=by.account_id, **asdict(facts))
    db.session.add(invoice)
    db.session.flush()
    record(by=by, verb="invoice.written", subject=invoice, changes={"amount": plain_amount(facts.amount_cents)})
    return invoice


def change_invoice(invoice: SupplierInvoice, facts: InvoiceFacts, *, by: Actor) -> list[str]:
    """Correct an invoice; the names of what changed. Its movements keep the line they were written on.

    Raises:
        WrongFact: it was cancelled, or would be less than what was paid; as in ``write_invoice``.
    """
    _check(facts)
    hold_invoice(invoice.id)
    _refuse_cancelled(invoice)
    _refuse_double(invoice.organisation_id, facts, except_id=invoice.id)
    if facts.amount_cents < invoice.paid_cents:
        raise WrongFact("amount", _l("È già stato pagato di più: prima si annulla il pagamento sbagliato."))
    changed = [name for name, value in asdict(facts).items() if getattr(invoice, name) != value]
    for name in changed:
        setattr(invoice, name, getattr(facts, name))
    if changed:
        db.session.flush()
        record(by=by, verb="invoice.changed", subject=invoice, changes={"fields": changed})
    return changed


def cancel_invoice(invoice: SupplierInvoice, *, by: Actor) -> None:
    """Say that an invoice is not to be paid (written by mistake, or taken back by a credit note). It stays, and says so.

    Raises:
        WrongFact: something of it was paid.
    """
    hold_invoice(invoice.id)
    _refuse_cancelled(invoice)
    if invoice.paid_cents:
        raise WrongFact("invoice", _l("Qualcosa è già stato pagato: prima si annullano i suoi pagamenti."))
    invoice.cancelled_at = now()
    db.session.flush()
    record(by=by, verb="invoice.cancelled", subject=invoice)


def pay_invoice(invoice: SupplierInvoice, paid: Paid, *, by: Actor) -> Payment:
    """Write the movement that pays an invoice, or a part of it; the same form sent again gives back the one it wrote.

    Raises:
        WrongFact: more than is left, a day before the invoice or to come, a day of a closed year.
    """
    already = written_by_form(paid.form_key)
    if already is not None:
        return already
    hold_invoice(invoice.id)
    _refuse_cancelled(invoice)
    if paid.amount_cents > invoice.left_cents:
        raise WrongFact("amount", _l("Di questa fattura restano da pagare %(left)s.", left=money(invoice.left_cents)))
    new = NewPayment(
        paid.amount_cents,
        paid.way,
        paid.on,
        PaymentKind.OTHER,
        MoneyDirection.OUT,
        reference=paid.reference,
        account_id=paid.account_id,
        payer=invoice.supplier,
        about=invoice,
        form_key=paid.form_key,
        item=invoice.item,
        memo=invoice.memo,
        fund_id=invoice.fund_id,
    )
    return record_payment(new, by=by)


def hold_invoice(invoice_id: UUID) -> None:
    """Take an invoice's row and read it anew: two payments of it wait for one another."""
    db.session.scalar(
        select(SupplierInvoice)
        .where(SupplierInvoice.id == invoice_id)
        .with_for_update(of=SupplierInvoice)
        .execution_options(populate_existing=True)
    )


def _settle(invoice_id: UUID) -> None:
    """Count again what was paid; a movement that was read from the bank says whom it paid, and what for."""
    invoice = db.session.get_one(SupplierInvoice, invoice_id)
    unsaid = (Payment.about_kind == ABOUT, Payment.about_id == invoice_id, Payment.organisation_id.is_(None))
    db.session.execute(
        update(Payment).where(*unsaid).values(organisation_id=invoice.organisation_id, memo=invoice.memo)
    )
    invoice.paid_cents = max(0, -net_cents(ABOUT, invoice_id))
    db.session.flush()


def _left(invoice_id: UUID) -> int:
    invoice = db.session.get_one(SupplierInvoice, invoice_id)
    return 0 if invoice.cancelled_at is not None else invoice.left_cents


def _coding(invoice_id: UUID) -> tuple[str, UUID | None]:
    invoice = db.session.get_one(SupplierInvoice, invoice_id)
    return invoice.item, invoice.fund_id


def _describe(ids: set[UUID]) -> Mapping[UUID, About]:
    found = db.session.scalars(all_invoices().where(SupplierInvoice.id.in_(ids)))
    return {one.id: About(_words(one), url_for("invoices_manage.show", invoice_id=one.id)) for one in found}


def _payables() -> Iterator[Payable]:
    """What is to pay, for who reads a bank's statement: an outgoing to the supplier, after the day of the invoice."""
    for one in open_invoices():
        names = (one.supplier.name,)
        yield Payable(ABOUT, one.id, one.number, one.left_cents, names, one.issued_on, _words(one), goes_out=True)


def _words(invoice: SupplierInvoice) -> str:
    return str(_("Fattura n. %(number)s di %(name)s", number=invoice.number, name=invoice.supplier.name))


def _check(facts: InvoiceFacts) -> None:
    if not 0 < facts.amount_cents <= LARGEST_CENTS:
        raise WrongFact("amount", _l("Scrivere un importo maggiore di zero, per esempio 25,00."))
    if facts.issued_on > today():
        raise WrongFact("issued_on", _l("È una data futura: si scrivono le fatture arrivate."))
    if facts.due_on is not None and facts.due_on < facts.issued_on:
        raise WrongFact("due_on", _l("La scadenza non può essere prima della data della fattura."))
    item = ITEMS.get(facts.item)
    if item is None or item.direction != MoneyDirection.OUT:
        raise WrongFact("item", _l("Scegliere una voce delle uscite."))


def _refuse_double(supplier_id: UUID, facts: InvoiceFacts, *, except_id: UUID | None) -> None:
    hold(f"bookkeeping:invoices:{current_tenant_id()}:{supplier_id}")
    same = select(SupplierInvoice.id).where(
        SupplierInvoice.organisation_id == supplier_id,
        SupplierInvoice.number == facts.number,
        SupplierInvoice.issued_on == facts.issued_on,
    )
    if db.session.scalar(same) not in (None, except_id):
        raise WrongFact("number", _l("Questa fattura c'è già: stesso fornitore, numero e data."))


def _refuse_cancelled(invoice: SupplierInvoice) -> None:
    if invoice.cancelled_at is not None:
        raise WrongFact("invoice", _l("Questa fattura è annullata."))


register_purpose(
    ABOUT,
    Purpose(hold=hold_invoice, settle=_settle, left=_left, describe=_describe, payables=_payables, coding=_coding),
)
