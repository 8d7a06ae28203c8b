"""Fees: asked for a year, paid in one or more times, forgiven, put right. What was paid is always the sum of its movements.

Order of locks: the year (advisory), fees by key, their movements, the numbers of receipts, the audit.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, insert, select
from uuid_utils.compat import uuid7

from ama_net.features.members.fee_rules import fee_state, owed
from ama_net.features.members.models import Membership, MembershipFee
from ama_net.features.members.queries_fees import (
    ABOUT,
    rates_of,
    terms_of,
    unasked,
    with_members,
)
from ama_net.features.members.settings_fees import FeesSettings
from ama_net.foundation.database import db, hold
from ama_net.foundation.jobs import enqueue
from ama_net.foundation.money import plain_amount
from ama_net.foundation.web.pages import money
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.payments import (
    About,
    NewPayment,
    Payable,
    Payment,
    PaymentKind,
    PaymentWay,
    Purpose,
    cancel_payment,
    new_references,
    record_payment,
    register_purpose,
)
from ama_net.kernel.payments.models import COUNTED, MoneyDirection
from ama_net.kernel.payments.operations.movements import net_cents, written_by_form
from ama_net.kernel.people import Organisation, Person, WrongFact
from ama_net.kernel.tenancy import current_tenant_id
from ama_net.kernel.tenancy.settings import read_settings

__all__ = ["NoRate", "ask_fee", "ask_fees", "correct_payment", "fee_state", "hold_fee", "note_payment"]

BATCH = 500


class NoRate(WrongFact):
    """Nobody has set what this category pays in this year."""


def ask_fee(membership: Membership, year: int, *, by: Actor) -> MembershipFee | None:
    """Ask a member the fee of a year; asked already, it is that one. Flushed.

    Returns None when the member is not to be asked (they came too late in the year, or left before it).

    Raises:
        NoRate: nobody has set what their category pays.
    """
    _hold_year(year)
    already = db.session.scalar(
        select(MembershipFee).where(MembershipFee.membership_id == membership.id, MembershipFee.year == year)
    )
    if already is not None:
        return already
    if membership.category_id not in rates_of(year):
        raise NoRate("year", _l("Per questa categoria non è scritto quanto si paga in quell'anno."))
    facts = _facts_to_ask([membership], year)
    if not facts:
        return None
    fee = MembershipFee(**facts[0])
    db.session.add(fee)
    db.session.flush()
    record(by=by, verb="fee.asked", subject=fee, changes={"year": year, "amount": plain_amount(fee.amount_cents)})
    return fee


def ask_fees(year: int, *, by: Actor, step: Callable[[int], None] = lambda _done: None) -> int:
    """Ask every member of today who was not asked the fee of a year; returns how many were.

    One transaction: all or none. Categories without a rate are left out (the page says which). Run twice, or by two at
    once, each member has one fee. ``step`` is told how many more were looked at.
    """
    _hold_year(year)
    categories = rates_of(year).keys()
    columns = (Membership.id, Membership.category_id, Membership.admitted_on, Membership.ended_on)
    members = unasked(year).where(Membership.category_id.in_(categories)).order_by(Membership.id)
    waiting = db.session.execute(members.with_only_columns(*columns)).all()
    asked = 0
    for first in range(0, len(waiting), BATCH):
        batch = waiting[first : first + BATCH]
        facts = _facts_to_ask(batch, year)
        if facts:
            db.session.execute(insert(MembershipFee), facts)
        asked += len(facts)
        step(len(batch))
    if asked:
        record(by=by, verb="fees.asked", subject=("fee_years", str(year)), changes={"year": year, "fees": asked})
    return asked


def note_payment(  # noqa: PLR0913  # what is known of a payment, each by its name
    fee: MembershipFee,
    amount_cents: int,
    *,
    on: date,
    way: PaymentWay,
    by: Actor,
    payer: Person | Organisation | None = None,
    reference: str = "",
    account_id: UUID | None = None,
    form_key: UUID | None = None,
) -> Payment:
    """Write down that a fee, or a part of it, was paid. The same form sent again gives back its movement. Flushed.

    What is more than the fee is refused: a gift is another thing, with another receipt (TUIR art. 148 c. 8), so a sum
    that covers both is written as two movements.

    Raises:
        WrongFact: more than is left, an amount of nothing, a day to come, a closed year.
    """
    already = written_by_form(form_key)
    if already is not None:
        return already
    hold_fee(fee.id)
    if amount_cents > fee.left_cents:
        raise WrongFact("amount", _too_much(fee))
    who = payer or fee.membership.person or fee.membership.organisation
    new = NewPayment(
        amount_cents,
        way,
        on,
        PaymentKind.FEE,
        reference=reference,
        account_id=account_id,
        payer=who,
        about=fee,
        form_key=form_key,
    )
    return record_payment(new, by=by)


def correct_payment(fee: MembershipFee, payment: Payment, *, why: str, by: Actor) -> None:
    """Say that a payment of a fee never took place: it is cancelled with its receipt, and what is owed grows again.

    Raises:
        WrongFact: it is not of this fee, or cannot be cancelled any more.
    """
    if payment.about_kind != ABOUT or payment.about_id != fee.id:
        raise WrongFact("payment", _l("Questo movimento non riguarda questa quota."))
    cancel_payment(payment, why=why, by=by)


def _facts_to_ask(memberships: Sequence[Any], year: int) -> list[dict[str, Any]]:
    """What the fees of members who have none for the year are to say; the year is held.

    A membership may be a bare row: thousands are asked at once.
    """
    rates, settings = rates_of(year), read_settings(FeesSettings)
    terms = terms_of(membership.id for membership in memberships)
    found = [
        (membership.id, what)
        for membership in memberships
        if (what := owed(membership, rates[membership.category_id], terms.get(membership.id), settings)) is not None
    ]
    references = new_references(len(found)) if found else []
    return [
        {
            "id": uuid7(),
            "membership_id": membership_id,
            "year": year,
            "kind": str(what.kind),
            "amount_cents": what.amount_cents,
            "paid_cents": 0,
            "due_on": what.due_on,
            "reference": reference,
        }
        for (membership_id, what), reference in zip(found, references, strict=True)
    ]


def _hold_year(year: int) -> None:
    hold(f"members:fees:{current_tenant_id()}:{year}")


def hold_fee(fee_id: UUID) -> None:
    """Take a fee's row and read it anew: two payments of it wait for one another."""
    db.session.scalar(
        select(MembershipFee)
        .where(MembershipFee.id == fee_id)
        .with_for_update(of=MembershipFee)
        .execution_options(populate_existing=True)
    )


def _settle(fee_id: UUID) -> None:
    """Count again what was paid, and since when the fee is paid."""
    fee = db.session.get_one(MembershipFee, fee_id)
    fee.paid_cents = max(0, net_cents(ABOUT, fee_id))
    last = select(func.max(Payment.on_day)).where(
        Payment.about_kind == ABOUT,
        Payment.about_id == fee_id,
        Payment.state.in_(COUNTED),
        Payment.direction == MoneyDirection.IN,
    )
    fee.paid_on = db.session.scalar(last) if 0 < fee.amount_cents <= fee.paid_cents else None
    db.session.flush()


def _left(fee_id: UUID) -> int:
    return db.session.get_one(MembershipFee, fee_id).left_cents


def _describe(ids: set[UUID]) -> Mapping[UUID, About]:
    fees = db.session.scalars(with_members(select(MembershipFee)).where(MembershipFee.id.in_(ids)))
    return {
        fee.id: About(
            _("Quota %(year)s di %(name)s", year=fee.year, name=fee.membership.list_name),
            url_for("fees_manage.show", fee_id=fee.id),
        )
        for fee in fees
    }


def _too_much(fee: MembershipFee) -> str:
    if fee.left_cents == 0:
        return str(_("Di questa quota non resta niente da pagare."))
    words = _(
        "Di questa quota restano %(left)s: il di più è un'altra cosa (una donazione, un'altra quota) e va annotato a parte.",
        left=money(fee.left_cents),
    )
    return str(words)


def _payables() -> Iterable[Payable]:
    """The fees that are not paid, of whatever year."""
    wanted = with_members(select(MembershipFee)).where(MembershipFee.amount_cents > MembershipFee.paid_cents)
    for fee in db.session.scalars(wanted):
        words = str(_("Quota %(year)s di %(name)s", year=fee.year, name=fee.membership.list_name))
        names = (fee.membership.name,)
        yield Payable(ABOUT, fee.id, fee.reference, fee.left_cents, names, date(fee.year - 1, 10, 1), words)


def _arrived(payment: Payment) -> None:
    """Money that nobody typed: its receipt is given after the commit."""
    from ama_net.features.members.fees_tasks import finish_fee_payment  # the task needs these operations

    enqueue(finish_fee_payment, str(payment.id))


register_purpose(
    ABOUT,
    Purpose(
        hold=hold_fee,
        settle=_settle,
        left=_left,
        describe=_describe,
        payables=_payables,
        quoted=lambda references: db.session.scalars(
            select(MembershipFee.id).where(MembershipFee.reference.in_(references))
        ),
        arrived=_arrived,
        kind=PaymentKind.FEE,
    ),
)
