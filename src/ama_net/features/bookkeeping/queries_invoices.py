"""Suppliers' invoices as the office reads them: where each stands, the list, what is still to pay."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import contains_eager, joinedload

from ama_net.features.bookkeeping.models import SupplierInvoice
from ama_net.features.bookkeeping.plain_words import full_words
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.money import euros
from ama_net.foundation.web.listing import Column, Filter, Listing, search_words
from ama_net.kernel.payments import Fund, Payment
from ama_net.kernel.payments.modello_d import AREAS
from ama_net.kernel.people import Organisation

ABOUT = SupplierInvoice.__tablename__
"""What its movements are about."""

STATES = {
    "overdue": _l("Scaduta"),
    "due": _l("Da pagare"),
    "partial": _l("Pagata in parte"),
    "paid": _l("Pagata"),
    "cancelled": _l("Annullata"),
}
TONES = {"overdue": "danger", "due": "neutral", "partial": "warn", "paid": "ok", "cancelled": "neutral"}


@dataclass(frozen=True)
class ToPay:
    """What is still to pay: how many invoices, how much; and how many of them are late."""

    invoices: int
    cents: int
    late: int
    late_cents: int


def invoice_state(invoice: SupplierInvoice) -> str:
    """Where an invoice stands: one of ``STATES``. Late comes before paid in part."""
    if invoice.cancelled_at is not None:
        return "cancelled"
    if invoice.left_cents == 0:
        return "paid"
    if invoice.due_on is not None and invoice.due_on < today():
        return "overdue"
    return "partial" if invoice.paid_cents else "due"


def in_state(state: str) -> ColumnElement[bool]:
    """The same, asked of the database."""
    one = SupplierInvoice
    is_open = is_to_pay()
    late = func.coalesce(one.due_on < today(), False)
    conditions: dict[str, ColumnElement[bool]] = {
        "overdue": and_(is_open, late),
        "due": and_(is_open, ~late, one.paid_cents == 0),
        "partial": and_(is_open, ~late, one.paid_cents > 0),
        "paid": and_(one.cancelled_at.is_(None), one.paid_cents >= one.amount_cents),
        "cancelled": one.cancelled_at.is_not(None),
    }
    return conditions[state]


def is_to_pay() -> ColumnElement[bool]:
    """Whether something of an invoice is still to pay."""
    return and_(SupplierInvoice.cancelled_at.is_(None), SupplierInvoice.paid_cents < SupplierInvoice.amount_cents)


def all_invoices() -> Select[SupplierInvoice]:
    """Every invoice with who it is of and the fund it is followed in."""
    joined = select(SupplierInvoice).join(Organisation, Organisation.id == SupplierInvoice.organisation_id)
    return joined.options(contains_eager(SupplierInvoice.supplier), joinedload(SupplierInvoice.fund))


def open_invoices() -> Iterable[SupplierInvoice]:
    """What is to pay, the most urgent first."""
    urgent = (SupplierInvoice.due_on.asc().nulls_last(), SupplierInvoice.issued_on, SupplierInvoice.id)
    return db.session.scalars(all_invoices().where(is_to_pay()).order_by(*urgent))


def to_pay() -> ToPay:
    """What all the invoices leave to pay."""
    left = SupplierInvoice.amount_cents - SupplierInvoice.paid_cents
    late = in_state("overdue")
    row = db.session.execute(
        select(func.count(), func.sum(left), func.count().filter(late), func.sum(left).filter(late)).where(is_to_pay())
    ).one()
    return ToPay(*(int(value or 0) for value in row))


def movements_of(invoice: SupplierInvoice) -> list[Payment]:
    """The movements about an invoice, cancelled ones too, the latest first."""
    about = select(Payment).where(Payment.about_kind == ABOUT, Payment.about_id == invoice.id)
    return list(
        db.session.scalars(
            about.options(joinedload(Payment.account)).order_by(Payment.on_day.desc(), Payment.created_at.desc())
        )
    )


def _years() -> list[tuple[int, str]]:
    year = func.extract("year", SupplierInvoice.issued_on)
    return [(int(one), str(int(one))) for one in db.session.scalars(select(year).distinct().order_by(year.desc()))]


def _issued_in(year: str) -> ColumnElement[bool]:
    return func.extract("year", SupplierInvoice.issued_on) == int(year)


def _areas() -> list[tuple[str, str]]:
    return list(AREAS.items())


def _in_area(area: str) -> ColumnElement[bool]:
    return SupplierInvoice.item.startswith(f"{area}.", autoescape=True)


def _funds() -> list[tuple[UUID, str]]:
    used = select(SupplierInvoice.fund_id).where(SupplierInvoice.fund_id.is_not(None))
    found = select(Fund.id, Fund.name).where(Fund.id.in_(used)).order_by(Fund.name)
    return [(row.id, row.name) for row in db.session.execute(found)]


INVOICES = Listing(
    Column("due_on", _l("Da pagare entro"), sort=SupplierInvoice.due_on),
    Column("supplier", _l("Fornitore"), value="supplier.name", sort=Organisation.sort_name),
    Column("number", _l("Numero"), sort=SupplierInvoice.number),
    Column("issued_on", _l("Data"), sort=SupplierInvoice.issued_on),
    Column("memo", _l("Per che cosa"), shown=False),
    Column("item", _l("Voce del rendiconto"), value=lambda invoice: full_words(invoice.item), shown=False),
    Column(
        "amount",
        _l("Importo"),
        value=lambda invoice: euros(invoice.amount_cents),
        sort=SupplierInvoice.amount_cents,
        numeric=True,
    ),
    Column("left", _l("Resta"), value=lambda invoice: euros(invoice.left_cents), numeric=True),
    Column("state", _l("Stato"), value=lambda invoice: STATES[invoice_state(invoice)]),
    filters=(
        Filter("state", _l("Stato"), where=in_state, options=STATES, many=True),
        Filter("year", _l("Anno"), where=_issued_in, options=_years, counted=False),
        Filter("area", _l("Parte del rendiconto"), where=_in_area, options=_areas, counted=False),
        Filter("fund", _l("Fondo"), SupplierInvoice.fund_id, _funds, parse=UUID, counted=False),
    ),
    search=search_words(Organisation.sort_name, SupplierInvoice.number, SupplierInvoice.memo),
    order="-issued_on",
)
