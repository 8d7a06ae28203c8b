"""Movements that no other room makes: a bill, a contribution, what a bank keeps; and the line each one stands on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select

from ama_net.foundation.database import db, hold_together
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.documents.operations import File, keep_document
from ama_net.kernel.payments import (
    BankAccount,
    CannotChangePayment,
    Fund,
    MoneyDirection,
    NewPayment,
    Payment,
    PaymentKind,
    PaymentState,
    PaymentWay,
    record_payment,
)
from ama_net.kernel.payments.modello_d import BANK_CHARGES, ITEMS
from ama_net.kernel.payments.operations.movements import written_by_form
from ama_net.kernel.payments.settings import is_locked, year_key
from ama_net.kernel.people import Organisation, Person, WrongFact

PAPER = "bill"
"""The kind of a document that proves a movement: a bill, a note of expenses."""


@dataclass(frozen=True)
class Note:
    """A movement as the first note has it. ``item`` is its line (``modello_d.ITEMS``), which says whether it came or went.

    ``given_back``: it goes the other way, and is taken away from its line (a supplier gives back what was paid). ``direction`` is
    said when the line (empty) is not known yet. ``who`` paid, or was paid. ``paper``: what proves it, kept among the documents.
    """

    amount_cents: int
    on_day: date
    way: PaymentWay
    item: str
    account_id: UUID
    memo: str = ""
    who: Person | Organisation | None = None
    reference: str = ""
    fund_id: UUID | None = None
    given_back: bool = False
    direction: MoneyDirection | None = None
    paper: File | None = None
    form_key: UUID | None = None


def note_movement(note: Note, *, by: Actor) -> Payment:
    """Write a movement in the first note, with its paper. The same form sent again gives back what it wrote. Flushed.

    A fee, a gift, a volunteer's expenses and a supplier's invoice are written from their own pages, with their receipts.

    Raises:
        WrongFact: a line that does not exist, an amount of nothing or too large, a day to come, a day of a closed year.
    """
    already = written_by_form(note.form_key)
    if already is not None:
        return already
    direction = _direction(note)
    kind = PaymentKind.CHARGE if note.item == BANK_CHARGES else PaymentKind.OTHER
    new = NewPayment(
        note.amount_cents,
        note.way,
        note.on_day,
        kind,
        direction,
        reference=note.reference,
        account_id=note.account_id,
        payer=note.who,
        form_key=note.form_key,
        item=note.item,
        memo=note.memo,
        fund_id=note.fund_id,
    )
    payment = record_payment(new, by=by)
    if note.paper is not None:
        attach_paper(payment, note.paper, by=by)
    return payment


def attach_paper(payment: Payment, paper: File, *, by: Actor) -> None:
    """Keep the paper that proves a movement: ten years, as the rest of the accounts (DPR 600/1973 art. 22)."""
    title = payment.memo or paper.name.rpartition(".")[0]
    keep_document(paper, title=title, kind=PAPER, dated_on=payment.on_day, about=payment, by=by)


def code_movements(ids: Sequence[UUID], item: str, *, by: Actor, fund: Fund | None = None) -> int:
    """Put movements on a line of the statement, or on another one; returns how many changed.

    Giroconti have no line and are left alone. A refund stands on the line of what it gives back, and follows it. With a ``fund``
    they are followed apart too.

    Raises:
        WrongFact: a line that does not exist.
        CannotChangePayment: a movement is of a closed year; nothing is changed.
    """
    if item not in ITEMS:
        raise WrongFact("item", _l("Scegliere la voce del rendiconto."))
    wanted = Payment.id.in_(ids) | Payment.refund_of_id.in_(ids)
    changed = 0
    for payment in _held(wanted):
        if payment.kind == PaymentKind.INTERNAL or payment.state == PaymentState.CANCELLED:
            continue
        changed += _code(payment, item, fund, by)
    db.session.flush()
    return changed


def put_in_account(ids: Sequence[UUID], account: BankAccount, *, by: Actor) -> int:
    """Say in which account the money of movements is, for those that have none; returns how many changed.

    Raises:
        CannotChangePayment: a movement is of a closed year; nothing is changed.
    """
    changed = 0
    for payment in _held(Payment.id.in_(ids), Payment.account_id.is_(None)):
        _refuse_closed(payment)
        payment.account_id = account.id
        record(by=by, verb="payment.placed", subject=payment, changes={"fields": ["account"]})
        changed += 1
    db.session.flush()
    return changed


def _held(*wanted: ColumnElement[bool]) -> Sequence[Payment]:
    """Movements by key, each held and read anew."""
    found = select(Payment).where(*wanted).order_by(Payment.id).with_for_update(of=Payment)
    return db.session.scalars(found.execution_options(populate_existing=True)).all()


def _direction(note: Note) -> MoneyDirection:
    item = ITEMS.get(note.item)
    if item is not None:
        return _other(item.direction) if note.given_back else item.direction
    if note.item or note.direction is None:
        raise WrongFact("item", _l("Scegliere la voce del rendiconto."))
    return note.direction


def _refuse_closed(payment: Payment) -> None:
    hold_together(year_key(payment.on_day.year))
    if is_locked(payment.on_day.year):
        raise CannotChangePayment("item", _l("I conti di quell'anno sono chiusi: i suoi movimenti non si cambiano."))


def _code(payment: Payment, item: str, fund: Fund | None, by: Actor) -> bool:
    if payment.item == item and (fund is None or payment.fund_id == fund.id):
        return False
    _refuse_closed(payment)
    before, payment.item = payment.item, item
    if fund is not None:
        payment.fund_id = fund.id
    record(by=by, verb="payment.coded", subject=payment, changes={"item": [before, item]})
    return True


def _other(direction: MoneyDirection) -> MoneyDirection:
    return MoneyDirection.OUT if direction == MoneyDirection.IN else MoneyDirection.IN
