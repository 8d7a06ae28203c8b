"""The invented accounts of the demonstration: two years of bills, contributions, a fundraising, the 5×1000, a budget.

Written by the operations that write real ones, so that the statement of both years adds up with the cash.
"""

from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import func, select

from ama_net.features.bookkeeping.models import FivePerThousand, SpendingKind, SupplierInvoice
from ama_net.features.bookkeeping.operations.contributions import note_contribution, publish_contributions
from ama_net.features.bookkeeping.operations.five_per_thousand import (
    Arrival,
    Spending,
    add_spending,
    change_five,
    receive_five,
)
from ama_net.features.bookkeeping.operations.fundraisings import FundraisingFacts, begin_fundraising, close_fundraising
from ama_net.features.bookkeeping.operations.invoices import (
    InvoiceFacts,
    Paid,
    pay_invoice,
    supplier_called,
    write_invoice,
)
from ama_net.features.bookkeeping.operations.movements import Note, note_movement, put_in_account
from ama_net.features.bookkeeping.operations.transfers import Transfer, move_between_accounts
from ama_net.features.bookkeeping.operations.years import save_budget
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import AccountKind, AccountUse, BankAccount, Payment, PaymentKind, PaymentState, PaymentWay
from ama_net.kernel.payments.operations.accounts import save_account
from ama_net.kernel.payments.queries import open_accounts
from ama_net.kernel.people import Organisation
from ama_net.kernel.tenancy import current_tenant

BANK_OPENING, BOX_OPENING = 4_812_30, 350_00
RENT, CHARGE = 150_00, 12_50

LIGHT, PRINTER, INSURER, TRAINER = (
    "Luce e Gas Immaginari",
    "Tipografia Inventata",
    "Assicurazioni di Fantasia",
    "Studio di Formazione Inventato",
)
BILLS: tuple[tuple[int, int, int, str, str, str, str], ...] = (
    (0, 1, 22, LIGHT, "84,30", "E.U2", "Luce della sede"),
    (0, 2, 3, INSURER, "480,00", "A.U2", "Assicurazione dei volontari"),
    (0, 4, 20, LIGHT, "79,10", "E.U2", "Luce della sede"),
    (0, 5, 11, PRINTER, "312,00", "A.U2", "Volantini dei gruppi"),
    (0, 7, 21, LIGHT, "61,45", "E.U2", "Luce della sede"),
    (0, 9, 30, TRAINER, "600,00", "A.U2", "Formazione di chi facilita"),
    (0, 10, 20, LIGHT, "88,20", "E.U2", "Luce della sede"),
    (1, 1, 21, LIGHT, "90,15", "E.U2", "Luce della sede"),
    (1, 2, 4, INSURER, "495,00", "A.U2", "Assicurazione dei volontari"),
    (1, 4, 21, LIGHT, "82,60", "E.U2", "Luce della sede"),
    (1, 7, 20, LIGHT, "58,90", "E.U2", "Luce della sede"),
)
"""Bills that are paid: this year (1) or the last (0), month, day, supplier, amount, line, what for."""

NOTES: tuple[tuple[int, int, int, int, str, str, PaymentWay], ...] = (
    (0, 2, 14, 38_20, "A.U1", "Cancelleria per gli incontri", PaymentWay.CASH),
    (0, 6, 30, 1_85, "D.E1", "Interessi del conto", PaymentWay.TRANSFER),
    (0, 10, 4, 210_00, "B.E3", "Vendita del libro dei vent'anni", PaymentWay.CASH),
    (0, 10, 6, 64_00, "B.U1", "Stampa del libro dei vent'anni", PaymentWay.CASH),
    (1, 3, 2, 41_90, "A.U1", "Cancelleria per gli incontri", PaymentWay.CASH),
    (1, 6, 30, 2_10, "D.E1", "Interessi del conto", PaymentWay.TRANSFER),
    (1, 9, 12, 120_00, "A.E6", "Contributo di una fondazione inventata", PaymentWay.TRANSFER),
)

GRANTS = (
    (0, 4, 8, 6_000_00, "Comune di Fantasia", "Bando per i gruppi di quartiere"),
    (0, 11, 17, 5_500_00, "Regione Immaginaria", "Progetto «Nessuno da solo»"),
    (1, 5, 19, 4_000_00, "Comune di Fantasia", "Bando per i gruppi di quartiere"),
)

BUDGET = {
    "A.E1": 600_00,
    "A.E4": 6_000_00,
    "A.E5": 2_000_00,
    "A.E8": 9_000_00,
    "A.U1": 150_00,
    "A.U2": 1_800_00,
    "A.U3": 1_800_00,
    "A.U5": 900_00,
    "C.E2": 1_500_00,
    "C.U2": 400_00,
    "D.U1": 50_00,
    "E.U2": 350_00,
}


class _Book:
    """The two accounts, and the days of the two years: what is still to come is not written."""

    def __init__(self) -> None:
        self._bodies: dict[str, Organisation] = {}
        accounts = open_accounts()
        self.bank = next((one for one in accounts if one.kind == AccountKind.BANK), None) or _account(AccountKind.BANK)
        self.box = next((one for one in accounts if one.kind == AccountKind.CASH), None) or _account(AccountKind.CASH)

    def of(self, way: PaymentWay) -> BankAccount:
        """The account that money travels from or to."""
        return self.box if way == PaymentWay.CASH else self.bank

    def body(self, name: str) -> Organisation:
        """An invented organisation, the same one each time."""
        if name not in self._bodies:
            self._bodies[name] = supplier_called(name, "", by=SYSTEM)
        return self._bodies[name]

    def note(self, on: date, cents: int, item: str, memo: str, way: PaymentWay, **more: object) -> Payment | None:
        """A movement, when its day has come."""
        if on > today():
            return None
        return note_movement(Note(cents, on, way, item, self.of(way).id, memo, **more), by=SYSTEM)  # type: ignore[arg-type]


def seed_demo_bookkeeping(folder: Path) -> None:
    """Write the accounts of two years in Ferrara; elsewhere only say where the money of the other rooms is. Harmless to repeat."""
    if not current_tenant().identity.rooms.bookkeeping:
        return
    if folder.name != "ferrara":
        _settle_the_others()
        return
    if db.session.scalar(select(SupplierInvoice.id).limit(1)) is not None:
        return
    book, this = _Book(), today().year
    for year in (this - 1, this):
        _rent_and_charges(book, year)
    for back, month, day, *said in NOTES:
        cents, item, memo, way = said
        book.note(_day(this, back, month, day), cents, item, memo, way)  # type: ignore[arg-type]
    _bills(book)
    _open_bills(book)
    _grants(book)
    _fundraisings(book)
    _fives(book)
    save_budget(this, BUDGET, by=SYSTEM)
    _settle_accounts(book)


def _day(this: int, back: object, month: int, day: int) -> date:
    return date(this if back else this - 1, month, day)


def _cents(amount: str) -> int:
    return int(amount.replace(",", ""))


def _account(kind: AccountKind) -> BankAccount:
    """An account that no other room of the demonstration wrote."""
    has_iban = kind == AccountKind.BANK
    return save_account(
        None,
        label="Conto della banca (esempio)" if has_iban else "Cassa",
        holder=current_tenant().name,
        iban="IT60X0542811101000000123456" if has_iban else "",
        used_for=AccountUse.ALL if has_iban else AccountUse.NONE,
        kind=kind,
        by=SYSTEM,
    )


def _rent_and_charges(book: _Book, year: int) -> None:
    for month in range(1, 13):
        book.note(date(year, month, 5), RENT, "A.U3", "Affitto della sala degli incontri", PaymentWay.TRANSFER)
        if month % 3 == 0:
            book.note(date(year, month, 28), CHARGE, "D.U1", "Spese di tenuta del conto", PaymentWay.DIRECT_DEBIT)
    on = date(year, 1, 15)
    if on <= today():
        move = Transfer(200_00, on, book.bank.id, book.box.id, memo="Prelievo per la cassa", way=PaymentWay.OTHER)
        move_between_accounts(move, by=SYSTEM)


def _bills(book: _Book) -> None:
    for number, (back, month, day, name, amount, item, memo) in enumerate(BILLS, 101):
        issued_on = _day(today().year, back, month, day)
        if issued_on + timedelta(days=20) <= today():
            invoice = _bill(book, name, str(number), issued_on, _cents(amount), item, memo, 30)
            _pay(book, invoice, invoice.amount_cents, issued_on + timedelta(days=20))


def _open_bills(book: _Book) -> None:
    """What a treasurer has to look at today: one late, one paid in part, one to come."""
    day = today()
    _bill(book, TRAINER, "18", day - timedelta(days=36), 600_00, "A.U2", "Formazione di chi facilita", 30)
    part = _bill(book, PRINTER, "233", day - timedelta(days=25), 366_00, "A.U2", "Manifesti della giornata aperta", 40)
    _pay(book, part, 166_00, day - timedelta(days=4))
    _bill(book, LIGHT, "977", day - timedelta(days=8), 91_35, "E.U2", "Luce della sede", 20)


def _bill(
    book: _Book, name: str, number: str, issued_on: date, cents: int, item: str, memo: str, days: int
) -> SupplierInvoice:
    facts = InvoiceFacts(number, issued_on, cents, item, issued_on + timedelta(days=days), memo)
    return write_invoice(book.body(name), facts, by=SYSTEM)


def _pay(book: _Book, invoice: SupplierInvoice, cents: int, on: date) -> None:
    pay_invoice(invoice, Paid(cents, on, PaymentWay.TRANSFER, book.bank.id), by=SYSTEM)


def _grants(book: _Book) -> None:
    this = today().year
    for back, month, day, cents, name, reason in GRANTS:
        on, who = _day(this, back, month, day), book.body(name)
        given = book.note(on, cents, "A.E8", reason, PaymentWay.TRANSFER, who=who)
        if given is not None:
            note_contribution(given, counts=True, reason=reason, by=SYSTEM)
    publish_contributions(this - 1, by=SYSTEM)


def _fundraisings(book: _Book) -> None:
    last = today().year - 1
    words = {"occasion": "Giornata inventata dell'ascolto", "destination": "Le sale degli incontri dei gruppi."}
    held = FundraisingFacts(
        f"Le primule dell'amicizia {last}",
        date(last, 3, 7),
        date(last, 3, 9),
        report="Tre giorni in piazza, con un banchetto. Chi donava riceveva una primula.",
        figures={"goods_value": 120_00},
        **words,
    )
    statement = begin_fundraising(held, by=SYSTEM)
    fund = {"fund_id": statement.fund_id}
    book.note(date(last, 3, 4), 420_00, "C.U2", "Primule e vasetti", PaymentWay.TRANSFER, **fund)
    book.note(date(last, 3, 9), 1_240_00, "C.E2", "Donazioni al banchetto", PaymentWay.CASH, **fund)
    book.note(date(last, 3, 11), 300_00, "C.E2", "Donazioni con bonifico", PaymentWay.TRANSFER, **fund)
    close_fundraising(statement, by=SYSTEM)
    move = Transfer(
        1_200_00, date(last, 3, 10), book.box.id, book.bank.id, memo="Versamento in banca", way=PaymentWay.OTHER
    )
    move_between_accounts(move, by=SYSTEM)
    day = today() - timedelta(days=20)
    now = FundraisingFacts("Una torta per i gruppi", day - timedelta(days=1), day, **words)  # type: ignore[arg-type]
    running = {"fund_id": begin_fundraising(now, by=SYSTEM).fund_id}
    book.note(day - timedelta(days=2), 96_40, "C.U2", "Farina, uova, zucchero", PaymentWay.CASH, **running)
    book.note(day, 412_00, "C.E2", "Donazioni al banchetto", PaymentWay.CASH, **running)


def _fives(book: _Book) -> None:
    this = today().year
    old = _five(book, this - 3, date(this - 1, 7, 15), 1_902_50)
    rents = _rents(book, this - 1)[:10]
    for payment in rents:
        add_spending(old, Spending(SpendingKind.RUNNING, RENT, payment.memo, payment.id), by=SYSTEM)
    rest = old.amount_cents - RENT * len(rents)
    add_spending(old, Spending(SpendingKind.INTEREST_OTHER, rest, "Formazione di chi facilita"), by=SYSTEM)
    report = "Con questi soldi i gruppi hanno avuto una sala per un anno, e chi li facilita una formazione."
    change_five(old, report=report, sent_on=None, published_on=today(), by=SYSTEM)
    new = _five(book, this - 2, today() - timedelta(days=70), 2_184_37)
    for payment in _rents(book, this)[:4]:
        add_spending(new, Spending(SpendingKind.RUNNING, RENT, payment.memo, payment.id), by=SYSTEM)


def _five(book: _Book, year: int, on: date, cents: int) -> FivePerThousand:
    return receive_five(Arrival(year, amount_cents=cents, on=on, account_id=book.bank.id), by=SYSTEM)


def _rents(book: _Book, year: int) -> list[Payment]:
    paid = select(Payment).where(Payment.item == "A.U3", Payment.account_id == book.bank.id, Payment.fund_id.is_(None))
    return list(db.session.scalars(paid.where(func.extract("year", Payment.on_day) == year).order_by(Payment.on_day)))


def _settle_the_others() -> None:
    """Where nobody keeps an invented first note, once: what the other rooms wrote is in an account, so that it adds up."""
    loose = select(Payment.id).where(Payment.account_id.is_(None), Payment.state != PaymentState.CANCELLED)
    begun = select(BankAccount.id).where(BankAccount.opened_on.is_not(None))
    if db.session.scalar(loose.limit(1)) is not None and db.session.scalar(begun.limit(1)) is None:
        _settle_accounts(_Book())


def _settle_accounts(book: _Book) -> None:
    """Say in which account the money of the other rooms' movements is, and what there was before the first of them."""
    loose = select(Payment.id).where(Payment.account_id.is_(None), Payment.state != PaymentState.CANCELLED)
    cash = Payment.way == PaymentWay.CASH
    for account, which in ((book.box, cash), (book.bank, ~cash)):
        wanted = loose.where(which, Payment.kind != PaymentKind.INTERNAL)
        put_in_account(list(db.session.scalars(wanted)), account, by=SYSTEM)
    first = db.session.scalar(select(func.min(Payment.on_day))) or today()
    for account, cents in ((book.bank, BANK_OPENING), (book.box, BOX_OPENING)):
        account.opened_on, account.opening_cents = date(first.year, 1, 1), cents
    db.session.flush()
