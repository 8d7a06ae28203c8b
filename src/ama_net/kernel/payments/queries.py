"""The lists of movements and of receipts, as the office reads them; the accounts of the association."""

from calendar import monthrange
from datetime import date
from typing import Any

from babel.dates import format_date as babel_date
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import joinedload

from ama_net.foundation.database import db
from ama_net.foundation.money import euros
from ama_net.foundation.web.listing import Column, Filter, Listing, search_words
from ama_net.kernel.payments.models import COUNTED, BankAccount, MoneyDirection, Payment, PaymentKind, Receipt
from ama_net.kernel.payments.words import DIRECTIONS, KINDS, SERIES, STATES, WAYS
from ama_net.kernel.people import Organisation, Person

TOOK_PLACE = Payment.state.in_(COUNTED)
SIGNED = case((Payment.direction == MoneyDirection.IN, Payment.amount_cents), else_=-Payment.amount_cents)
"""What a movement that took place adds to what the association has, in SQL."""

_MOVES = and_(TOOK_PLACE, Payment.kind != PaymentKind.INTERNAL)
"""Money that came or went: what passes from an account to another does neither."""

RECEIPT_STATES = {"valid": _l("Valide"), "cancelled": _l("Annullate")}


def all_payments() -> Select[Payment]:
    """Every movement with who paid it and its receipts."""
    return (
        select(Payment)
        .outerjoin(Person, Person.id == Payment.person_id)
        .outerjoin(Organisation, Organisation.id == Payment.organisation_id)
        .options(joinedload(Payment.person), joinedload(Payment.organisation), joinedload(Payment.account))
    )


def all_receipts() -> Select[Receipt]:
    """Every receipt, cancelled ones too."""
    return select(Receipt)


def all_accounts() -> list[BankAccount]:
    """The association's accounts, the open ones first."""
    closed_last = (BankAccount.closed_on.is_not(None), BankAccount.position, BankAccount.created_at)
    return list(db.session.scalars(select(BankAccount).order_by(*closed_last)))


def open_accounts() -> list[BankAccount]:
    """The accounts in use."""
    return [account for account in all_accounts() if account.closed_on is None]


def payer_name(payment: Payment) -> str:
    """Who paid, as a list is read."""
    return payment.person.list_name if payment.person else payment.organisation.name if payment.organisation else ""


def refunds_of(payment: Payment) -> list[Payment]:
    """What was given back of a movement, the oldest first."""
    back = select(Payment).where(Payment.refund_of_id == payment.id, TOOK_PLACE)
    return list(db.session.scalars(back.order_by(Payment.on_day, Payment.id)))


def came_and_went(listing: Listing, statement: Select[Payment], args: Any) -> tuple[int, int]:
    """What came and what went with the movements that an address asks for; cancelled ones and giroconti are left out."""
    wanted = listing.select(statement.where(_MOVES), args).order_by(None).with_only_columns(SIGNED.label("cents"))
    cents = wanted.subquery().c.cents
    sums = (func.coalesce(func.sum(one).filter(one > 0), 0) for one in (cents, -cents))
    came, went = db.session.execute(select(*sums)).one()
    return int(came), int(went)


def _in_month(text: str) -> ColumnElement[bool]:
    year, month = (int(part) for part in text.split("-"))
    return Payment.on_day.between(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _months() -> list[tuple[str, str]]:
    month = func.to_char(Payment.on_day, "YYYY-MM")
    found = db.session.scalars(select(month).distinct().order_by(month.desc()).limit(60))
    return [(text, _month_words(text)) for text in found]


def _month_words(text: str) -> str:
    day = date.fromisoformat(f"{text}-01")
    return str(babel_date(day, "LLLL y", locale=get_locale() or "it"))


def _state(value: str) -> ColumnElement[bool]:
    return Receipt.cancelled_at.is_(None) if value == "valid" else Receipt.cancelled_at.is_not(None)


def _years() -> list[tuple[int, str]]:
    return [
        (year, str(year)) for year in db.session.scalars(select(Receipt.year).distinct().order_by(Receipt.year.desc()))
    ]


PAYMENTS = Listing(
    Column("on_day", _l("Giorno"), sort=Payment.on_day),
    Column("direction", _l("Verso"), value=lambda payment: DIRECTIONS[payment.direction], shown=False),
    Column("payer", _l("Chi"), value=payer_name),
    Column("kind", _l("Per che cosa"), value=lambda payment: KINDS[payment.kind]),
    Column("way", _l("Modo"), value=lambda payment: WAYS[payment.way]),
    Column(
        "amount",
        _l("Importo"),
        value=lambda payment: euros(
            payment.amount_cents if payment.direction == MoneyDirection.IN else -payment.amount_cents
        ),
        sort=Payment.amount_cents,
        numeric=True,
    ),
    Column("state", _l("Stato"), value=lambda payment: STATES[payment.state]),
    Column("reference", _l("Riferimento della banca"), shown=False),
    filters=(
        Filter("way", _l("Modo"), Payment.way, WAYS, many=True),
        Filter("kind", _l("Per che cosa"), Payment.kind, KINDS),
        Filter("month", _l("Mese"), where=_in_month, options=_months, counted=False),
        Filter("state", _l("Stato"), Payment.state, STATES),
    ),
    search=search_words(
        func.coalesce(Person.sort_name, ""), func.coalesce(Organisation.sort_name, ""), Payment.reference
    ),
    order="-on_day",
)

RECEIPTS = Listing(
    Column("number", _l("Numero"), value="number_words", sort=Receipt.created_at),
    Column("issued_on", _l("Data"), sort=Receipt.issued_on),
    Column("payer", _l("Intestata a"), value=lambda receipt: receipt.payer_facts["name"]),
    Column("tax_code", _l("Codice fiscale"), value=lambda receipt: receipt.payer_facts["tax_code"], shown=False),
    Column("wording", _l("Per che cosa")),
    Column(
        "amount",
        _l("Importo"),
        value=lambda receipt: euros(receipt.amount_cents),
        sort=Receipt.amount_cents,
        numeric=True,
    ),
    Column("way", _l("Modo"), value=lambda receipt: WAYS[receipt.way], shown=False),
    Column("paid_on", _l("Versato il"), shown=False),
    Column(
        "state", _l("Stato"), value=lambda receipt: RECEIPT_STATES["cancelled" if receipt.is_cancelled else "valid"]
    ),
    filters=(
        Filter("series", _l("Serie"), Receipt.series, SERIES),
        Filter("year", _l("Anno"), Receipt.year, options=_years, counted=False),
        Filter("state", _l("Stato"), where=_state, options=RECEIPT_STATES),
    ),
    order="-number",
)


def month_cents(day: date) -> int:
    """What came in the month of a day, as the list of that month says."""
    first, last = day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    counted = select(func.coalesce(func.sum(Payment.amount_cents), 0)).where(
        Payment.on_day.between(first, last), Payment.direction == MoneyDirection.IN, _MOVES
    )
    return int(db.session.scalar(counted) or 0)
