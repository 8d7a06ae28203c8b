"""CBI RH, the account statement of Italian remote banking (CBI-RND-001): records of 120 characters, the first one blank.

A movement (62) says two days. Which is the booking one is told differently by different banks: it is the one that stays
between the days of the opening and of the closing balance.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO

from ama_net.foundation.money import LARGEST_CENTS
from ama_net.foundation.spreadsheets import UnreadableFileError, open_text
from ama_net.kernel.payments.models_statements import StatementKind
from ama_net.kernel.payments.statements.figures import NotADay, real_day
from ama_net.kernel.payments.statements.shape import (
    EURO,
    WHOLE,
    Fault,
    Line,
    Statement,
    days_of,
    refuse_many,
    refuse_rubbish,
)
from ama_net.kernel.payments.statements.texts import joined, name_in, number_in
from ama_net.kernel.people.identifiers import InvalidIdentifier, check_iban

RECORD = 120
NO_WAY_TO_TELL = "Non si capisce quale delle due date sia quella contabile: è stata presa la seconda. Da controllare."
_BROKEN = "non si riesce a leggere: la riga è stata saltata."


@dataclass
class _Movement:
    """A movement with both its days, before one was chosen."""

    number: int
    days: tuple[date, date]
    cents: int
    reference: str
    words: list[str]
    payer: str = ""


@dataclass
class _Read:
    """What was read so far."""

    movements: list[_Movement] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    balances: dict[str, tuple[date, int]] = field(default_factory=dict)
    accounts: set[str] = field(default_factory=set)
    open: _Movement | None = None


def is_cbi(data: bytes) -> bool:
    """Whether a file is a CBI statement: its first record is an RH."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:2] == b"RH"


def read_cbi(data: bytes) -> Statement:
    """Read a CBI statement.

    Raises:
        UnreadableFileError: nothing in it can be read, or it is of several accounts.
    """
    text, _note = open_text(BytesIO(data), wanted="CBI")
    read = _Read()
    for number, row in enumerate(text.read().replace("\r", "").split("\n"), start=1):
        _record(read, number, f" {row.lstrip()}".ljust(RECORD)[:RECORD])
    if not read.movements and not read.balances:
        raise UnreadableFileError("Il file comincia come un CBI, ma non ci sono movimenti che si leggano.")
    if len(read.accounts) > 1:
        raise UnreadableFileError("Nel file ci sono più conti: serve un file per ogni conto.")
    booking, doubt = _booking_place(read)
    lines = [_line(movement, booking) for movement in read.movements]
    faults = [(WHOLE, NO_WAY_TO_TELL)] * doubt + read.faults
    first, last = days_of(lines)
    opening, closing = (read.balances.get(name, (None, None))[1] for name in ("61", "64"))
    iban = next((account for account in read.accounts if account), None)
    return Statement(StatementKind.CBI, lines, opening, closing, first, last, iban=iban, faults=faults)


def _record(read: _Read, number: int, row: str) -> None:
    kind = row[1:3]
    try:
        if kind == "61":
            read.accounts.add(_iban(row))
            read.balances.setdefault("61", _balance(row[68:93]))
        elif kind == "62":
            read.open = None
            read.open = _movement(row, number)
            read.movements.append(read.open)
            refuse_many(len(read.movements))
        elif kind == "63" and read.open is not None:
            _more(read.open, row)
        elif kind == "64":
            read.balances["64"] = _balance(row[10:35])
    except ValueError:
        read.faults.append((number, _BROKEN))
        refuse_rubbish(len(read.faults))


def _movement(row: str, number: int) -> _Movement:
    cents = _signed(row[25], row[26:41])
    if not 0 < abs(cents) <= LARGEST_CENTS:
        raise ValueError("amount")
    days = (_day(row[13:19]), _day(row[19:25]))
    return _Movement(number, days, cents, row[44:60].strip(), [row[61:].strip()])


def _more(movement: _Movement, row: str) -> None:
    """What a record of information adds: after a tag, or free. ``YYY`` tells who ordered, ``RI1`` and ``RI2`` what for."""
    tag, words = row[13:16], row[16:].strip()
    if tag == "YYY":
        name = joined(words[24:] if words[:8].isdigit() else words)
        movement.payer = movement.payer or name
        movement.words.append(name)
    elif tag == "ID1":
        movement.reference = movement.reference or words.split(" ")[0]
    elif tag != "YY2":
        movement.words.append(words if tag in ("RI1", "RI2") else row[13:].strip())


def _booking_place(read: _Read) -> tuple[int, bool]:
    """Which of the two days is the booking one, and whether it is a guess: the one that never leaves the days of the balances."""
    differ = [movement for movement in read.movements if movement.days[0] != movement.days[1]]
    bounds = [read.balances[name][0] for name in ("61", "64") if name in read.balances]
    outside = [sum(not _within(movement.days[place], bounds) for movement in differ) for place in (0, 1)]
    if outside[0] != outside[1]:
        return outside.index(min(outside)), False
    return 1, bool(differ)


def _within(day: date, bounds: Sequence[date]) -> bool:
    return not bounds or (bounds[0] <= day and (len(bounds) == 1 or day <= bounds[1]))


def _line(movement: _Movement, booking: int) -> Line:
    words = joined(*movement.words)
    return Line(
        booked_on=movement.days[booking],
        value_on=movement.days[1 - booking],
        amount_cents=movement.cents,
        words=words,
        counterparty=movement.payer[:200] or name_in(words, came=movement.cents > 0),
        bank_reference=joined(movement.reference)[:60] or number_in(words),
        position=movement.number,
    )


def _iban(row: str) -> str:
    """The IBAN that the opening balance tells, with its own control digits."""
    country, check = row[93:95], row[95:97]
    try:
        return check_iban(f"{country}{check}{row[45:68]}")
    except InvalidIdentifier:
        return ""


def _balance(part: str) -> tuple[date, int]:
    """The day and the cents of a balance: currency, day, sign, amount."""
    if part[:3] not in (EURO, "   "):
        raise ValueError(part[:3])
    return _day(part[3:9]), _signed(part[9], part[10:25])


def _day(text: str) -> date:
    if not (text.isascii() and text.isdigit()):
        raise NotADay(text)
    return real_day(2000 + int(text[4:6]), int(text[2:4]), int(text[:2]))


def _signed(sign: str, amount: str) -> int:
    digits = amount.strip().replace(",", "", 1)
    if sign not in "CD" or not (digits.isascii() and digits.isdigit()):
        raise ValueError(amount)
    _whole, _comma, cents = amount.strip().partition(",")
    if len(cents) > 2:
        raise ValueError(amount)
    value = int(digits) * 10 ** (2 - len(cents)) if "," in amount else int(digits)
    return value if sign == "C" else -value
