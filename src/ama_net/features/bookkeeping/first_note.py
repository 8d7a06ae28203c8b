"""The first note: every movement that took place, with its account, its line and the balance after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, extract, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from ama_net.features.bookkeeping.models import AccountingYear
from ama_net.features.bookkeeping.plain_words import PLAIN, item_words
from ama_net.features.bookkeeping.statement import CashStatement, Half, Moved, Place, YearFigures, cash_statement
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.money import euros
from ama_net.foundation.web.listing import Column, Filter, Listing, search_words
from ama_net.kernel.payments import AccountKind, BankAccount, Fund, MoneyDirection, Payment, PaymentKind
from ama_net.kernel.payments.modello_d import ITEMS
from ama_net.kernel.payments.models import COUNTED
from ama_net.kernel.payments.purposes import About, described
from ama_net.kernel.payments.queries import SIGNED, TOOK_PLACE, all_accounts, payer_name
from ama_net.kernel.payments.words import DIRECTIONS, KINDS, WAYS
from ama_net.kernel.people import Organisation, Person

_INTERNAL: ColumnElement[bool] = Payment.kind == PaymentKind.INTERNAL
NO_ITEM: ColumnElement[bool] = and_(~_INTERNAL, Payment.item == "")
NO_ACCOUNT: ColumnElement[bool] = Payment.account_id.is_(None)
EARLY: ColumnElement[bool] = and_(BankAccount.opened_on.is_not(None), Payment.on_day < BankAccount.opened_on)
MISSING = {
    "item": _l("Senza voce del rendiconto"),
    "account": _l("Senza conto"),
    "any": _l("Da mettere a posto"),
    "early": _l("Di prima che il conto cominci"),
}
_MISSING: dict[str, ColumnElement[bool]] = {
    "item": NO_ITEM,
    "account": NO_ACCOUNT,
    "any": or_(NO_ITEM, NO_ACCOUNT),
    "early": EARLY,
}
year_of_day: ColumnElement[int] = cast(extract("year", Payment.on_day), Integer)


@dataclass(frozen=True)
class Written:
    """A movement as the first note shows it: what it is for, and the balance of its account after it."""

    payment: Payment
    about: About | None
    balance_cents: int | None

    @property
    def id(self) -> UUID:
        """The movement's, for the boxes of the list."""
        return self.payment.id

    @property
    def words(self) -> str:
        """What it was: the memo, or what it is for, or its kind."""
        words = self.payment.memo or (self.about.words if self.about else "") or str(KINDS[self.payment.kind])
        return words if self.payment.refund_of_id is None else str(_("Restituzione: %(what)s", what=words))

    @property
    def who(self) -> str:
        """Who paid or was paid, when they are in the register."""
        return payer_name(self.payment)

    @property
    def is_internal(self) -> bool:
        """Whether it is half of a giroconto."""
        return self.payment.kind == PaymentKind.INTERNAL

    def cents(self, direction: MoneyDirection) -> int | None:
        """How much came, or went; None when it is the other."""
        return self.payment.amount_cents if self.payment.direction == direction else None


def first_note() -> Select[Payment]:
    """Every movement that took place."""
    return (
        select(Payment)
        .outerjoin(BankAccount, BankAccount.id == Payment.account_id)
        .outerjoin(Person, Person.id == Payment.person_id)
        .outerjoin(Organisation, Organisation.id == Payment.organisation_id)
        .where(TOOK_PLACE)
        .options(joinedload(Payment.person), joinedload(Payment.organisation))
        .options(joinedload(Payment.account), joinedload(Payment.fund))
    )


def written(payments: Sequence[Payment]) -> list[Written]:
    """Movements with what each is for and the balance after it: the same number of queries however many they are."""
    about, after = described(payments), balances_after([one.id for one in payments])
    return [Written(one, about.get(one.id), after.get(one.id)) for one in payments]


def balances_after(ids: Sequence[UUID]) -> dict[UUID, int]:
    """The balance of its account after each movement; none for a movement in no account, or from before it began."""
    so_far = func.sum(SIGNED).over(
        partition_by=Payment.account_id, order_by=(Payment.on_day, Payment.created_at, Payment.id), rows=(None, 0)
    )
    running = (
        select(Payment.id, (BankAccount.opening_cents + so_far).label("balance"))
        .join(BankAccount, BankAccount.id == Payment.account_id)
        .where(TOOK_PLACE, ~func.coalesce(EARLY, False))
        .subquery()
    )
    rows = db.session.execute(select(running.c.id, running.c.balance).where(running.c.id.in_(ids)))
    return {row[0]: int(row[1]) for row in rows}


def moved_until(year: int) -> list[Moved]:
    """What moved up to the end of a year, put together by year, line and account."""
    early = func.coalesce(EARLY, False)
    half, twin, twin_place = _half()
    alike = (year_of_day, Payment.item, Payment.account_id, _INTERNAL, early, half)
    rows = db.session.execute(
        select(func.sum(SIGNED), func.count(), *alike)
        .outerjoin(BankAccount, BankAccount.id == Payment.account_id)
        .outerjoin(twin, and_(twin.id == Payment.twin_id, twin.state.in_(COUNTED)))
        .outerjoin(twin_place, twin_place.id == twin.account_id)
        .where(TOOK_PLACE, year >= year_of_day)
        .group_by(*alike)
    )
    return [
        Moved(of, int(cents), item, account, inner, before, many, Half(other))
        for cents, many, of, item, account, inner, before, other in rows
    ]


def places() -> list[Place]:
    """Where the association's money lies. What was in an account before anything was written was there from the first."""
    began = db.session.scalar(
        select(func.min(Payment.on_day))
        .join(BankAccount, BankAccount.id == Payment.account_id)
        .where(TOOK_PLACE, ~func.coalesce(EARLY, False))
    )
    found = all_accounts()
    since = {one.id: one.opened_on if began and one.opened_on and one.opened_on > began else None for one in found}
    return [Place(one.id, AccountKind(one.kind), one.opening_cents, since[one.id], one.label) for one in found]


def statement_of(year: int) -> CashStatement:
    """The cash statement of a year as what is written now makes it, beside the year before (as it was closed, if it was)."""
    closed = kept_figures(year - 1)
    return cash_statement(year, moved_until(year), places(), before=closed)


def statement_shown(year: int) -> CashStatement:
    """The statement of a year as it is to be read: as it was closed, or as what is written now makes it."""
    kept, live = kept_figures(year), statement_of(year)
    return live if kept is None else CashStatement(kept, live.before)


def kept_figures(year: int) -> YearFigures | None:
    """The figures a year was closed with; None when it is open."""
    kept = db.session.scalar(select(AccountingYear.figures).where(AccountingYear.year == year))
    return None if kept is None else YearFigures.from_json(year, kept)


def account_balances(year: int) -> list[tuple[str, int, int]]:
    """Each account with what was in it at the start of a year and at its end."""
    moved = moved_until(year)
    found = []
    for place in places():
        own = [one for one in moved if one.in_cash and one.account_id == place.id]
        start = place.opening_at_start_of(year) + sum(one.cents for one in own if one.year < year)
        end = start + place.opened_in(year) + sum(one.cents for one in own if one.year == year)
        found.append((place.label, start, end))
    return found


def how_many_missing(year: int | None = None) -> int:
    """How many movements have no line or no account: in all years, or in one."""
    counted = select(func.count()).where(TOOK_PLACE, _MISSING["any"])
    if year is not None:
        counted = counted.where(year_of_day == year)
    return db.session.scalar(counted) or 0


def cash_today() -> int:
    """What is in all the accounts, in cents."""
    opening = select(func.coalesce(func.sum(BankAccount.opening_cents), 0))
    moved = (
        select(func.coalesce(func.sum(SIGNED), 0))
        .join(BankAccount, BankAccount.id == Payment.account_id)
        .where(TOOK_PLACE, ~func.coalesce(EARLY, False))
    )
    return int(db.session.scalar(opening) or 0) + int(db.session.scalar(moved) or 0)


def years_with_movements() -> list[int]:
    """The years in which money moved, the latest first."""
    return list(db.session.scalars(select(year_of_day).where(TOOK_PLACE).distinct().order_by(year_of_day.desc())))


def year_to_prepare() -> int:
    """The year whose statement is being prepared: the one that is over, until it is closed; else this one."""
    last = today().year - 1
    return last if kept_figures(last) is None and last in years_with_movements() else last + 1


def _half() -> tuple[ColumnElement[str], type[Payment], type[BankAccount]]:
    """How the other half of a giroconto stands, with the tables to join for it: the half, and its account."""
    twin, place = aliased(Payment), aliased(BankAccount)
    counted = and_(twin.account_id.is_not(None), or_(place.opened_on.is_(None), twin.on_day >= place.opened_on))
    own = and_(Payment.account_id.is_not(None), ~func.coalesce(EARLY, False))
    half = case(
        (~_INTERNAL, Half.PAIRED.value),
        (twin.id.is_(None), Half.ALONE.value),
        (extract("year", twin.on_day) != extract("year", Payment.on_day), Half.PAIRED.value),
        (counted != own, Half.PARTED.value),
        else_=Half.PAIRED.value,
    )
    return half, twin, place


def _missing(value: str) -> ColumnElement[bool]:
    return _MISSING[value]


def _years() -> list[tuple[int, str]]:
    return [(year, str(year)) for year in years_with_movements()]


def _accounts() -> list[tuple[UUID, str]]:
    return [(one.id, one.label) for one in all_accounts()]


def _funds() -> list[tuple[UUID, str]]:
    return [(one.id, one.name) for one in db.session.scalars(select(Fund).order_by(Fund.first_day.desc(), Fund.name))]


def _items() -> list[tuple[str, str]]:
    used = set(db.session.scalars(select(Payment.item).where(TOOK_PLACE, Payment.item != "").distinct()))
    return [(code, f"{code} · {item_words(code)}") for code in PLAIN if code in used]


def _in_month(text: str) -> ColumnElement[bool]:
    return func.to_char(Payment.on_day, "YYYY-MM") == text


def _euros(row: Written, direction: MoneyDirection) -> Any:
    cents = row.cents(direction)
    return "" if cents is None else euros(cents)


_TO_DO = case((_MISSING["any"], "1"), else_="0") + func.to_char(Payment.on_day, "YYYYMMDD")
"""What has no line or no account first, then the latest."""

LEDGER = Listing(
    Column("on_day", _l("Giorno"), value="payment.on_day", sort=Payment.on_day),
    Column(
        "to_do", _l("Prima quello da mettere a posto"), value=lambda _row: "", sort=_TO_DO, shown=False, exported=False
    ),
    Column("words", _l("Che cosa")),
    Column("who", _l("Chi"), shown=False),
    Column("account", _l("Conto"), value=lambda row: row.payment.account.label if row.payment.account else ""),
    Column("item", _l("Voce"), value="payment.item"),
    Column(
        "item_name",
        _l("Nome della voce"),
        value=lambda row: ITEMS[row.payment.item].name if row.payment.item else "",
        shown=False,
    ),
    Column("came", _l("Entrata"), value=lambda row: _euros(row, MoneyDirection.IN), numeric=True),
    Column("went", _l("Uscita"), value=lambda row: _euros(row, MoneyDirection.OUT), numeric=True),
    Column(
        "balance",
        _l("Saldo del conto"),
        value=lambda row: "" if row.balance_cents is None else euros(row.balance_cents),
        numeric=True,
    ),
    Column("kind", _l("Genere"), value=lambda row: KINDS[row.payment.kind], shown=False),
    Column("way", _l("Modo"), value=lambda row: WAYS[row.payment.way], shown=False),
    Column("fund", _l("Fondo"), value=lambda row: row.payment.fund.name if row.payment.fund else "", shown=False),
    Column("reference", _l("Riferimento della banca"), value="payment.reference", shown=False),
    filters=(
        Filter("missing", _l("Che cosa manca"), where=_missing, options=MISSING),
        Filter("account", _l("Conto"), Payment.account_id, _accounts, counted=False),
        Filter("year", _l("Anno"), year_of_day, _years, counted=False),
        Filter("direction", _l("Verso"), Payment.direction, DIRECTIONS, counted=False),
        Filter("item", _l("Voce"), Payment.item, _items, counted=False),
        Filter("fund", _l("Fondo"), Payment.fund_id, _funds, counted=False),
        Filter("month", _l("Mese"), where=_in_month),
        Filter("kind", _l("Genere"), Payment.kind).said(lambda kind: KINDS.get(kind, kind)),
    ),
    search=search_words(
        func.coalesce(Person.sort_name, ""), func.coalesce(Organisation.sort_name, ""), Payment.reference, Payment.memo
    ),
    order="-to_do",
    dress=written,
)
