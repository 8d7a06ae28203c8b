"""MT940, the statement of SWIFT: each movement is read apart with the mt-940 library, so that a broken one keeps out only itself."""

import logging
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

from mt940 import Options
from mt940.models import Transactions

from ama_net.foundation.money import LARGEST_CENTS
from ama_net.foundation.spreadsheets import UnreadableFileError, open_text
from ama_net.kernel.payments.models_statements import StatementKind
from ama_net.kernel.payments.statements.shape import (
    EURO,
    Fault,
    Line,
    Statement,
    days_of,
    refuse_many,
    refuse_rubbish,
)
from ama_net.kernel.payments.statements.texts import iban_in, joined, name_in, number_in

# It writes what it cannot read in the log, and that is who paid and why.
logging.getLogger("mt940").setLevel(logging.CRITICAL + 1)

LONGEST_PIECE = 4_000
"""A movement takes some hundred characters."""
OPTIONS = Options.all()

_OPENING = ("final_opening_balance", "opening_balance", "intermediate_opening_balance")
_CLOSING = ("final_closing_balance", "closing_balance", "intermediate_closing_balance")
_BALANCES = (":60", ":62")
_CURRENCY = slice(len(":60F:C260301"), len(":60F:C260301EUR"))
_TEXTS = ("transaction_details", "purpose", "additional_purpose", "extra_details")


def is_swift(data: bytes) -> bool:
    """Whether a file is an MT940: its fields begin lines, the reference first."""
    head = b"\n" + data[:4_000].replace(b"\r", b"\n")
    return b"\n:20:" in head and (b"\n:60F:" in head or b"\n:60M:" in head or b"\n:25:" in head)


def read_swift(data: bytes) -> Statement:
    """Read the statements of a file as one.

    Raises:
        UnreadableFileError: nothing in it can be read, it is of several accounts, in other money, too long.
    """
    text, _note = open_text(BytesIO(data), wanted="MT940")
    rows = text.read().replace("\r\n", "\n").replace("\r", "\n").split("\n")
    _refuse_before_reading(rows)
    lines: list[Line] = []
    faults: list[Fault] = []
    balances: dict[str, int] = {}
    accounts: set[str] = set()
    for number, piece in _pieces(rows):
        try:
            read = _parsed(piece)
            if piece.startswith(":61:"):
                lines.append(_line(read, number))
            _note_balances(read, balances)
        except Exception:  # noqa: BLE001  # the library raises whatever the text makes it raise
            faults.append((number, "non si riesce a leggere: la riga è stata saltata."))
            refuse_rubbish(len(faults))
        accounts.update(line[4:].strip() for line in piece.split("\n") if line.startswith(":25:"))
    if not lines and not balances:
        raise UnreadableFileError("Il file comincia come un MT940, ma non ci sono movimenti che si leggano.")
    if len(accounts) > 1:
        raise UnreadableFileError("Nel file ci sono più conti: serve un file per ogni conto.")
    first, last = days_of(lines)
    iban = next((iban_in(account) for account in accounts), None)
    opening, closing = balances.get("opening"), balances.get("closing")
    return Statement(StatementKind.MT940, lines, opening, closing, first, last, iban=iban, faults=faults)


def _refuse_before_reading(rows: list[str]) -> None:
    """Look at what costs nothing to see. A movement never says its money: the balances say it for all."""
    refuse_many(sum(row.startswith(":61:") for row in rows))
    for row in rows:
        currency = row[_CURRENCY].upper() if row.startswith(_BALANCES) else EURO
        if currency != EURO and len(currency) == len(EURO) and currency.isalpha():
            raise UnreadableFileError(f"Il conto del file è in {currency}: si leggono solo i conti in euro.")


def _pieces(rows: list[str]) -> Iterator[tuple[int, str]]:
    """The file cut before each movement and each balance: where a piece begins and its text."""
    start, kept = 1, list[str]()
    for number, row in enumerate(rows, start=1):
        if row.startswith((":61:", ":62", ":20:")) and kept:
            yield start, "\n".join(kept)[:LONGEST_PIECE]
            start, kept = number, []
        kept.append(row[:LONGEST_PIECE])
    yield start, "\n".join(kept)[:LONGEST_PIECE]


def _parsed(piece: str) -> Transactions:
    """A piece as the library reads it. Never its ``parse``: a text that names a file would have that file read."""
    read = Transactions(options=OPTIONS)
    read.parse(piece.partition("\n-}")[0])
    return read


def _note_balances(read: Transactions, balances: dict[str, int]) -> None:
    """Keep the first opening balance and the last closing one."""
    for name in _OPENING:
        if name in read.data:
            balances.setdefault("opening", _cents(read.data[name].amount))
    for name in _CLOSING:
        if name in read.data:
            balances["closing"] = _cents(read.data[name].amount)


def _line(read: Transactions, number: int) -> Line:
    said: dict[str, Any] = read.transactions[0].data
    cents = _cents(said["amount"])
    if not 0 < abs(cents) <= LARGEST_CENTS:
        raise ValueError("amount")
    value_on = _plain(said["date"])
    words = joined(*(str(said.get(name) or "").replace("\n", " ") for name in _TEXTS))
    reference = str(said.get("bank_reference") or "")
    return Line(
        booked_on=_plain(said.get("entry_date") or said["date"]),
        value_on=value_on,
        amount_cents=cents,
        words=words,
        counterparty=joined(str(said.get("applicant_name") or "")) or name_in(words, came=cents > 0),
        bank_reference=joined(reference)[:60] or number_in(words),
        position=number,
    )


def _cents(amount: Any) -> int:
    if amount.currency not in (None, EURO):
        raise ValueError(amount.currency)
    return int(amount.amount * 100)


def _plain(day: Any) -> date:
    return date(day.year, day.month, day.day)
