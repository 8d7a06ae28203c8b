"""The 5×1000: it comes, it is followed in a fund, it is accounted for line by line (Modello A). Who chose us is never known.

Order of locks: the statements (advisory), the row, movements by key, the audit.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ama_net.features.bookkeeping.models import FivePerThousand, FivePerThousandLine, SpendingKind
from ama_net.features.bookkeeping.operations.funds import fill_fund, open_fund
from ama_net.features.bookkeeping.queries_five import ITEM, doubts_of, kept_of, used_of
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, hold
from ama_net.foundation.money import plain_amount
from ama_net.foundation.web.pages import money
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.payments import (
    Fund,
    FundKind,
    MoneyDirection,
    NewPayment,
    Payment,
    PaymentKind,
    PaymentWay,
    record_payment,
)
from ama_net.kernel.payments.models import COUNTED
from ama_net.kernel.payments.operations.movements import written_by_form
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import current_tenant_id

FIRST_YEAR = 2006
"""The first financial year that had a 5×1000."""


@dataclass(frozen=True)
class Arrival:
    """A year's 5×1000: the movement that is there already (``payment``), or what to write."""

    year: int
    payment: Payment | None = None
    amount_cents: int = 0
    on: date | None = None
    account_id: UUID | None = None
    form_key: UUID | None = None


@dataclass(frozen=True)
class Spending:
    """A line of the statement. ``payment_id``: the movement that proves it."""

    kind: SpendingKind
    amount_cents: int
    words: str
    payment_id: UUID | None = None


def receive_five(arrival: Arrival, *, by: Actor) -> FivePerThousand:
    """Write down a year's 5×1000, with its fund and its movement (line A.E5). The same form sent again gives back its row.

    Raises:
        WrongFact: that year is there, the year cannot be, the movement is no 5×1000; or as in ``record_payment``.
    """
    _hold_all()
    written = written_by_form(arrival.form_key)
    if written is not None:
        return db.session.scalars(select(FivePerThousand).where(FivePerThousand.fund_id == written.fund_id)).one()
    if not FIRST_YEAR <= arrival.year <= today().year:
        raise WrongFact(
            "year", _l("È l'anno d'imposta delle dichiarazioni, per esempio %(year)s.", year=today().year - 2)
        )
    if db.session.scalar(select(FivePerThousand.id).where(FivePerThousand.year == arrival.year)) is not None:
        raise WrongFact("year", _l("Il 5 per mille di quell'anno c'è già."))
    fund = open_fund(FundKind.FIVE_PER_THOUSAND, f"5 per mille {arrival.year}", _day(arrival))
    payment = _movement(arrival, fund, by)
    five = FivePerThousand(
        year=arrival.year, fund_id=fund.id, amount_cents=payment.amount_cents, received_on=payment.on_day
    )
    db.session.add(five)
    db.session.flush()
    record(by=by, verb="five_per_thousand.received", subject=five, changes={"year": arrival.year})
    return five


def change_five(
    five: FivePerThousand, *, report: str, sent_on: date | None, published_on: date | None, by: Actor
) -> list[str]:
    """Write the report, and when the statement was sent to the ministry and published on the site.

    Raises:
        WrongFact: a day that cannot be; what it says is no more in the first note.
    """
    for field, day in (("sent_on", sent_on), ("published_on", published_on)):
        if day is not None and not five.received_on <= day <= today():
            raise WrongFact(field, _l("Una data fra quando è arrivato e oggi."))
    wanted = {"report": report, "sent_on": sent_on, "published_on": published_on}
    changed = [name for name, value in wanted.items() if getattr(five, name) != value]
    if (sent_on and "sent_on" in changed) or (published_on and "published_on" in changed):
        _refuse_doubts(five, "sent_on" if "sent_on" in changed else "published_on")
    for name in changed:
        setattr(five, name, wanted[name])
    if changed:
        db.session.flush()
        record(by=by, verb="five_per_thousand.changed", subject=five, changes={"fields": changed})
    return changed


def add_spending(five: FivePerThousand, spending: Spending, *, by: Actor) -> FivePerThousandLine:
    """Say what a part of it was used for. The movement that proves it goes in its fund; none is told twice.

    Raises:
        WrongFact: more than is left to say, or than is left of the movement; a movement of another fund.
    """
    _hold_all()
    left = five.amount_cents - _said_cents(five)
    if not 0 < spending.amount_cents <= left:
        raise WrongFact("amount", _l("Restano da rendicontare %(left)s.", left=money(left)))
    if spending.payment_id is not None:
        _use(five, spending.payment_id, spending.amount_cents)
    line = FivePerThousandLine(
        statement_id=five.id,
        kind=spending.kind,
        amount_cents=spending.amount_cents,
        words=spending.words,
        payment_id=spending.payment_id,
    )
    db.session.add(line)
    db.session.flush()
    amount = plain_amount(spending.amount_cents)
    record(by=by, verb="five_per_thousand.line_added", subject=five, changes={"amount": amount})
    return line


def remove_spending(five: FivePerThousand, line: FivePerThousandLine, *, by: Actor) -> None:
    """Take a line away: it was written by mistake."""
    _hold_all()
    amount = plain_amount(line.amount_cents)
    db.session.delete(line)
    db.session.flush()
    record(by=by, verb="five_per_thousand.line_removed", subject=five, changes={"amount": amount})


def _refuse_doubts(five: FivePerThousand, field: str) -> None:
    if doubts_of([five])[five.id]:
        raise WrongFact(field, _l("Qualche movimento è stato annullato o restituito: prima si corregge il rendiconto."))


def _movement(arrival: Arrival, fund: Fund, by: Actor) -> Payment:
    if arrival.payment is None:
        new = NewPayment(
            arrival.amount_cents,
            PaymentWay.TRANSFER,
            _day(arrival),
            PaymentKind.OTHER,
            account_id=arrival.account_id,
            form_key=arrival.form_key,
            item=ITEM,
            memo=fund.name,
            fund_id=fund.id,
        )
        return record_payment(new, by=by)
    if arrival.payment.item != ITEM or not fill_fund(fund, [arrival.payment.id]):
        raise WrongFact("payment", _l("Questo movimento non è un'entrata del 5 per mille, o è già di un altro anno."))
    return arrival.payment


def _day(arrival: Arrival) -> date:
    return arrival.payment.on_day if arrival.payment else arrival.on or today()


def _use(five: FivePerThousand, payment_id: UUID, cents: int) -> None:
    payment = db.session.get(Payment, payment_id)
    if payment is None or payment.direction != MoneyDirection.OUT or payment.state not in COUNTED:
        raise WrongFact("payment", _l("Scegliere un'uscita avvenuta."))
    if payment.fund_id not in (None, five.fund_id):
        raise WrongFact("payment", _l("Questa spesa è già di un altro fondo: non si finanzia due volte."))
    if cents > kept_of([payment_id]).get(payment_id, 0) - used_of([payment_id]).get(payment_id, 0):
        raise WrongFact("amount", _l("Di questa spesa resta meno: una parte è già rendicontata."))
    if payment.fund_id is None:
        fill_fund(five.fund, [payment_id])


def _said_cents(five: FivePerThousand) -> int:
    said = select(func.coalesce(func.sum(FivePerThousandLine.amount_cents), 0))
    return int(db.session.scalar(said.where(FivePerThousandLine.statement_id == five.id)) or 0)


def _hold_all() -> None:
    """Two years' statements may tell the same movement: they wait for one another."""
    hold(f"bookkeeping:five:{current_tenant_id()}")
