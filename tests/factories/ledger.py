"""Movements of the first note for tests, of the association in scope."""

from datetime import date
from typing import Any

from ama_net.features.bookkeeping.operations.movements import Note, note_movement
from ama_net.features.bookkeeping.operations.transfers import Transfer, move_between_accounts
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import AccountKind, AccountUse, BankAccount, Payment, PaymentWay
from tests.factories.fees import make_account
from tests.support.days import last_year


def make_bank(opening_cents: int = 100_000, **values: Any) -> BankAccount:
    """A bank account that begins to be written on the first of last year."""
    return make_account(label="Banca", opening_cents=opening_cents, opened_on=date(last_year(), 1, 1), **values)


def make_box(opening_cents: int = 5_000, opened_on: date | None = None) -> BankAccount:
    """The cash box, from the same day."""
    box = BankAccount(kind=AccountKind.CASH, label="Cassa", holder="", used_for=AccountUse.NONE)
    box.opening_cents, box.opened_on = opening_cents, opened_on or date(last_year(), 1, 1)
    db.session.add(box)
    db.session.flush()
    return box


def moves(account: BankAccount, cents: int, item: str, **values: Any) -> Payment:
    """Money on a line of the statement, last year unless told otherwise."""
    facts = {"on_day": date(last_year(), 5, 20), "way": PaymentWay.TRANSFER, "memo": "Prova", **values}
    return note_movement(Note(amount_cents=cents, item=item, account_id=account.id, **facts), by=SYSTEM)


def shifts(source: BankAccount, target: BankAccount, cents: int, **values: Any) -> tuple[Payment, Payment]:
    """A giroconto, last year unless told otherwise."""
    facts = {"on_day": date(last_year(), 6, 1), **values}
    return move_between_accounts(Transfer(amount_cents=cents, from_id=source.id, to_id=target.id, **facts), by=SYSTEM)
