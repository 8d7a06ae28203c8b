"""What a bank's file says, whatever it is written in."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from ama_net.foundation.spreadsheets import UnreadableFileError
from ama_net.kernel.payments.models_statements import StatementKind

Columns = Mapping[str, str]
"""How a table is understood: our name of a thing, the heading of the column that says it."""

Fault = tuple[int, str]
"""A line of the file (0: the file as a whole) and what is wrong with it, in one Italian sentence."""

WHOLE = 0
LONGEST_WORDS = 1_000
EURO = "EUR"
MOST_LINES = 30_000
MOST_BROKEN = 300
"""Lines that cannot be read, after which a file is given up: it is not what it looked like."""

TO_COME = "è di un giorno che deve ancora venire: sarà nel prossimo file."
LEFT_OUT = "la banca non l'ha ancora contabilizzata: sarà nel prossimo file."


@dataclass(frozen=True, slots=True)
class Line:
    """A movement as the bank tells it; ``amount_cents`` is negative when money went out, ``position`` is where it stands.

    ``is_gathered``: it is several payments that the file does not tell apart.
    """

    booked_on: date
    value_on: date | None
    amount_cents: int
    words: str
    counterparty: str
    bank_reference: str
    position: int
    is_gathered: bool = False


@dataclass(frozen=True)
class Statement:
    """A file that was read. ``headings`` and ``sample`` are of a table; with no ``columns`` its lines wait for somebody to say them."""

    kind: StatementKind
    lines: list[Line] = field(default_factory=list)
    opening_cents: int | None = None
    closing_cents: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    iban: str | None = None
    faults: list[Fault] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    sample: list[list[str]] = field(default_factory=list)
    columns: Columns = field(default_factory=dict)

    @property
    def is_understood(self) -> bool:
        """Whether it is known what each column is; what is no table always is."""
        return self.kind != StatementKind.CSV or bool(self.columns)

    @property
    def missing_cents(self) -> int | None:
        """What the lines do not explain of the way from the opening balance to the closing one; None when one is not said."""
        if self.opening_cents is None or self.closing_cents is None:
            return None
        return self.closing_cents - self.opening_cents - sum(line.amount_cents for line in self.lines)


def refuse_many(lines: int) -> None:
    """Give a file up when it has too many movements.

    Raises:
        UnreadableFileError: it has.
    """
    if lines > MOST_LINES:
        raise UnreadableFileError(f"Il file ha più di {MOST_LINES} movimenti: conviene un periodo più corto.")


def refuse_rubbish(broken: int) -> None:
    """Give a file up when too many of its lines cannot be read: each would cost as much as a good one, and teach nothing.

    Raises:
        UnreadableFileError: they are too many.
    """
    if broken > MOST_BROKEN:
        raise UnreadableFileError("Troppe righe del file non si leggono: forse è un altro file, o è rovinato.")


def until(statement: Statement, day: date) -> Statement:
    """The same statement without the movements of days to come, which are told; its closing balance without them, when it holds them."""
    lines = [line for line in statement.lines if line.booked_on <= day]
    coming = [line for line in statement.lines if line.booked_on > day]
    if not coming:
        return statement
    closing = statement.closing_cents if statement.missing_cents == 0 else None
    first, last = days_of(lines)
    return replace(
        statement,
        lines=lines,
        closing_cents=None if closing is None else closing - sum(line.amount_cents for line in coming),
        first_day=first,
        last_day=last,
        faults=statement.faults + [(line.position, TO_COME) for line in coming],
    )


def days_of(lines: list[Line]) -> tuple[date | None, date | None]:
    """The first and the last day of some lines."""
    days = [line.booked_on for line in lines]
    return min(days, default=None), max(days, default=None)
