"""Paying claims: numbered lists for the treasurer, and the movement of money of each claim.

Order of locks: the list, whose the claims are, claims by key, the number series; a movement takes its claim first
(``Purpose.hold``).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ama_net.features.volunteers.models import ClaimState, ExpenseClaim, PaymentList
from ama_net.features.volunteers.operations.expense_holding import held_claims, hold_claim, hold_claimants
from ama_net.features.volunteers.queries_expenses import ABOUT, accepted_cents, claims_in, with_items
from ama_net.foundation.clock import day_of, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import next_number, record
from ama_net.kernel.payments import (
    About,
    MoneyDirection,
    NewPayment,
    Payment,
    PaymentKind,
    PaymentWay,
    Purpose,
    record_payment,
    register_purpose,
)
from ama_net.kernel.payments.models import COUNTED
from ama_net.kernel.payments.operations.movements import net_cents
from ama_net.kernel.people import WrongFact

SERIES = "expense_payments"


@dataclass(frozen=True)
class Paid:
    """When and how claims were paid."""

    on: date
    way: PaymentWay
    account_id: UUID | None = None
    reference: str = ""


def make_payment_list(claim_ids: Iterable[UUID], *, by: Actor) -> PaymentList:
    """Put approved claims in a new numbered list. Those that are not to be paid any more are passed over. Flushed.

    Raises:
        WrongFact: none of them is to be paid.
    """
    wanted = set(claim_ids)
    hold_claimants(wanted)
    found = held_claims(ExpenseClaim.id.in_(wanted))
    claims = [one for one in found if one.state == ClaimState.APPROVED and one.payment_list_id is None]
    if not claims:
        raise WrongFact("claims", _l("Scegliere almeno una nota spese da pagare."))
    year = today().year
    made = PaymentList(year=year, number=next_number(SERIES, year), made_on=today(), created_by=by.account_id)
    db.session.add(made)
    db.session.flush()
    for claim in claims:
        claim.payment_list_id = made.id
    db.session.flush()
    record(by=by, verb="expense_list.made", subject=made, changes={"count": len(claims)})
    return made


def leave_list(claim: ExpenseClaim, *, by: Actor) -> None:
    """Take a claim out of a list that is not paid yet: it waits for another.

    Raises:
        WrongFact: it was paid, or is in no list.
    """
    hold_claim(claim.id)
    if claim.state != ClaimState.APPROVED or claim.payment_list_id is None:
        raise WrongFact("claims", _l("Questa nota spese è già pagata, o non è in una distinta."))
    left, claim.payment_list_id = claim.payment_list_id, None
    db.session.flush()
    record(
        by=by, verb="expense_list.left", subject=("expense_payment_lists", str(left)), changes={"number": claim.number}
    )


def pay_list(payment_list: PaymentList, paid: Paid, *, by: Actor) -> int:
    """Say that a list was paid: a movement out for each claim still to be paid. Gives how many.

    A claim that was taken out meanwhile is not paid; one that was paid otherwise leaves the list.

    Raises:
        WrongFact: it was paid already, nothing of it is to be paid, or the day cannot be.
    """
    db.session.refresh(payment_list, with_for_update={"of": PaymentList})
    if payment_list.paid_on is not None:
        raise WrongFact("on", _l("Questa distinta è già segnata come pagata."))
    hold_claimants([one.id for one in claims_in(payment_list)])
    due = []
    for claim in held_claims(ExpenseClaim.payment_list_id == payment_list.id):
        if claim.state == ClaimState.PAID:
            claim.payment_list_id = None
        else:
            due.append(claim)
    if not due:
        raise WrongFact("on", _l("In questa distinta non c'è più niente da pagare."))
    for claim in due:
        _pay(claim, paid, by=by)
    payment_list.paid_on = paid.on
    db.session.flush()
    record(by=by, verb="expense_list.paid", subject=payment_list, changes={"count": len(due)})
    return len(due)


def pay_claim(claim: ExpenseClaim, paid: Paid, *, by: Actor) -> Payment | None:
    """Write the movement that pays what is left of a claim, alone; None when nothing is.

    Raises:
        WrongFact: it was not approved, it is in a list, or the day cannot be.
    """
    hold_claim(claim.id)
    if claim.state == ClaimState.PAID:
        return None
    if claim.payment_list_id is not None:
        raise WrongFact("on", _l("Questa nota spese è in una distinta: si paga con quella, o prima si toglie."))
    return _pay(claim, paid, by=by)


def _pay(claim: ExpenseClaim, paid: Paid, *, by: Actor) -> Payment:
    """The movement of a claim that is held."""
    if claim.state != ClaimState.APPROVED:
        raise WrongFact("on", _l("Si paga quello che è stato approvato."))
    if claim.decided_at is not None and paid.on < day_of(claim.decided_at):
        raise WrongFact("on", _l("Il pagamento non può essere di un giorno prima dell'approvazione."))
    new = NewPayment(
        amount_cents=left_of(claim.id),
        way=paid.way,
        on_day=paid.on,
        kind=PaymentKind.EXPENSE,
        direction=MoneyDirection.OUT,
        reference=paid.reference,
        account_id=None if paid.way == PaymentWay.CASH else paid.account_id,
        payer=claim.person,
        about=claim,
    )
    return record_payment(new, by=by)


def left_of(claim_id: UUID) -> int:
    """What of a claim is still to be paid, in cents; nothing of one that was not approved."""
    claim = db.session.get_one(ExpenseClaim, claim_id)
    if claim.state not in (ClaimState.APPROVED, ClaimState.PAID):
        return 0
    return max(0, accepted_cents([claim_id]).get(claim_id, 0) + net_cents(ABOUT, claim_id))


def _settle(claim_id: UUID) -> None:
    """Count again what was paid: a movement cancelled opens the claim to payment again, out of its list."""
    claim = db.session.get_one(ExpenseClaim, claim_id)
    if claim.state not in (ClaimState.APPROVED, ClaimState.PAID):
        return
    if left_of(claim_id) == 0:
        last = select(func.max(Payment.on_day)).where(
            Payment.about_kind == ABOUT, Payment.about_id == claim_id, Payment.state.in_(COUNTED)
        )
        claim.state, claim.paid_on = ClaimState.PAID, db.session.scalar(last)
    elif claim.state == ClaimState.PAID:
        claim.state, claim.paid_on, claim.payment_list_id = ClaimState.APPROVED, None, None
    db.session.flush()


def _describe(ids: set[UUID]) -> Mapping[UUID, About]:
    claims = db.session.scalars(with_items(select(ExpenseClaim)).where(ExpenseClaim.id.in_(ids)))
    return {
        claim.id: About(
            _("Rimborso spese n. %(number)s di %(name)s", number=claim.number_words, name=claim.person.list_name),
            url_for("expenses_manage.show", claim_id=claim.id),
        )
        for claim in claims
    }


register_purpose(ABOUT, Purpose(hold=hold_claim, settle=_settle, left=left_of, describe=_describe))
