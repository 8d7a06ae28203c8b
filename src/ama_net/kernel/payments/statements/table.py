"""Tables as Italian banks give them (CSV, XLSX): a head of some lines, a row of headings or two, a movement a row, a foot."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ama_net.foundation.money import NotAnAmount
from ama_net.foundation.spreadsheets import SheetRow, UnreadableFileError
from ama_net.kernel.payments.models_statements import StatementKind
from ama_net.kernel.payments.statements.figures import AmbiguousAmount, NotADay, cents_of, day_of, decimal_mark
from ama_net.kernel.payments.statements.headings import MONEY, corrected, guessed, is_enough, named, spelled
from ama_net.kernel.payments.statements.records import Rows, Source
from ama_net.kernel.payments.statements.shape import EURO, LEFT_OUT, Columns, Fault, Line, Statement, days_of
from ama_net.kernel.payments.statements.signs import CAME, WENT, sign_of, with_sign
from ama_net.kernel.payments.statements.texts import iban_in, joined, name_in, number_in

HEAD = 80
"""The headings stand among the first rows."""
SAMPLE = 5
NARROWEST = 3

_OPENING = ("saldo iniziale", "saldo precedente", "saldo di apertura", "saldo contabile iniziale")
_CLOSING = ("saldo finale", "saldo contabile", "saldo di chiusura")
_BALANCES = (*_OPENING, *_CLOSING, "saldo disponibile", "saldo liquido")
_NO_MOVEMENT = (*_BALANCES, "totale", "totali")
_AROUND = (
    "al alla il del della di in data conto c corrente euro eur periodo mese giorno contabile disponibile liquido "
    "movimenti operazioni entrate uscite accrediti addebiti dare avere generale parziale "
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"
)
"""What may stand beside the name of a balance or a total, with days and figures, in a row that is that alone."""
_NOT_BOOKED = ("autorizzato", "non contabilizzato", "da contabilizzare", "in attesa", "prenotato", "pending")


@dataclass(frozen=True)
class _Manner:
    """How the amounts of a table are written: the mark of the cents; whether the column of signs marks what came too."""

    mark: str
    marks_came: bool


@dataclass(frozen=True)
class _Table:
    """Rows with their headings found; ``first`` is where those of movements begin."""

    rows: Rows
    faults: list[Fault]
    first: int
    headings: list[str]
    columns: Columns

    def cell(self, cells: Sequence[str], name: str) -> str:
        """What a row says of something."""
        heading = self.columns.get(name)
        place = self.headings.index(heading) if heading in self.headings else len(cells)
        return cells[place].strip() if place < len(cells) else ""


def read_table(data: bytes, columns: Columns | None) -> Statement:
    """Read a table; ``columns`` as they were said for this account, used when the file has those headings.

    Raises:
        UnreadableFileError: nothing in it looks like a table of movements.
    """
    source = Source(data)
    heads = [_found(*source.rows(separator, head=True), columns) for separator in source.separators]
    likely = max(heads, key=lambda one: (len(one.columns), len(one.headings)))
    table = _found(*source.rows(source.separators[heads.index(likely)]), columns)
    if len(table.headings) < NARROWEST:
        raise UnreadableFileError("Nel file non si riconosce un elenco di movimenti: servono almeno giorno e importo.")
    sample = [row.cells for row in table.rows[table.first : table.first + SAMPLE]]
    if not table.columns:
        return Statement(StatementKind.CSV, headings=table.headings, sample=sample)
    return _read(table, sample)


def _found(rows: Rows, faults: list[Fault], said: Columns | None) -> _Table:
    for wanted in (said, None):
        for place in range(min(HEAD, len(rows))):
            for first, headings in _headings_at(rows, place):
                columns = _columns(headings, rows[first : first + 20], wanted)
                if columns:
                    return _Table(rows, faults, first, headings, columns)
    place = _widest(rows)
    return _Table(rows, faults, place + 1, named(rows[place].cells) if rows else [], {})


def _headings_at(rows: Rows, place: int) -> Iterator[tuple[int, list[str]]]:
    """The headings that a row may be; when the next one holds no figure, first the two together."""
    cells = rows[place].cells
    if place + 1 < len(rows):
        under = rows[place + 1].cells
        if len(under) <= len(cells) + 1 and not any(letter.isdigit() for cell in under for letter in cell):
            both = [
                f"{cells[n] if n < len(cells) else ''} {under[n] if n < len(under) else ''}"
                for n in range(max(len(cells), len(under)))
            ]
            yield place + 2, named(both)
    yield place + 1, named(cells)


def _columns(headings: list[str], rows: Rows, said: Columns | None) -> Columns:
    """What the columns are: as somebody said, when they are all there; as they look otherwise. Nothing when not enough is known."""
    if said:
        by_words = {spelled(heading): heading for heading in headings}
        mine = {name: by_words.get(spelled(heading), "") for name, heading in said.items()}
        return mine if all(mine.values()) and is_enough(mine) else {}
    columns = guessed(headings)
    if not is_enough(columns):
        return {}
    sample = [row.cells for row in rows]
    return with_sign(corrected(columns, headings, sample), headings, sample)


def _widest(rows: Rows) -> int:
    """The row that is most likely the headings, when nobody can tell: the first of the width that most rows have."""
    widths = [len(row.cells) for row in rows[: 2 * HEAD]]
    usual = max(set(widths), key=lambda width: (widths.count(width) * (width >= NARROWEST), width), default=0)
    return widths.index(usual) if widths else 0


def _read(table: _Table, sample: list[list[str]]) -> Statement:
    movements = table.rows[table.first :]
    mark = decimal_mark(table.cell(row.cells, name) for row in movements for name in MONEY)
    manner = _Manner(mark, any(sign_of(table.cell(row.cells, "sign")) == CAME for row in movements))
    lines: list[Line] = []
    faults = list(table.faults)
    for row in movements:
        if not _is_movement(table, row.cells):
            continue
        try:
            lines.append(_line(table, row.cells, manner, row.number))
        except _Refused as refused:
            faults.append((row.number, str(refused)))
    opening, closing = _balances(_beside(table), mark)
    first, last = days_of(lines)
    ibans = (iban_in(cell) for row in table.rows[: table.first] for cell in row.cells)
    return Statement(
        StatementKind.CSV,
        lines,
        opening,
        closing,
        first,
        last,
        iban=next((iban for iban in ibans if iban), None),
        faults=sorted(faults),
        headings=table.headings,
        sample=sample,
        columns=table.columns,
    )


class _Refused(ValueError):
    """A row that is no movement that can be read; why."""


def _is_movement(table: _Table, cells: Sequence[str]) -> bool:
    """Whether a row is of a movement: not a balance, a total, a note at the foot.

    With a day of its own it must be nothing else to be left out: «Saldo contabile fattura 12» is a payment.
    """
    if _may_sum(cells):
        alone = _is_day(table.cell(cells, "booked_on"))
        first = next((cell for cell in cells if cell.strip()), "")
        if _sums(first, _NO_MOVEMENT, alone=alone) or _sums(table.cell(cells, "words"), _BALANCES, alone=alone):
            return False
    return bool(table.cell(cells, "booked_on") and len(cells) > 1) or any(table.cell(cells, name) for name in MONEY)


def _may_sum(cells: Sequence[str]) -> bool:
    """Whether it is worth looking for a balance or a total: nearly no row has these letters."""
    text = "".join(cells).lower()
    return "saldo" in text or "total" in text


def _sums(cell: str, names: tuple[str, ...], *, alone: bool = False) -> bool:
    """Whether a cell begins with the name of a balance or a total; ``alone``: and says only days and figures beside it."""
    said = f"{spelled(cell)} "
    rests = (said.removeprefix(f"{name} ") for name in names if said.startswith(f"{name} "))
    return any(not alone or all(word.isdigit() or word in _AROUND.split() for word in rest.split()) for rest in rests)


def _is_day(text: str) -> bool:
    try:
        day_of(text)
    except NotADay:
        return False
    return True


def _line(table: _Table, cells: Sequence[str], manner: _Manner, number: int) -> Line:
    if spelled(table.cell(cells, "state")) in _NOT_BOOKED:
        raise _Refused(LEFT_OUT)
    currency = table.cell(cells, "currency").upper()
    if currency not in ("", EURO, "EURO", "€"):
        raise _Refused(f"è in {currency[:3]}: si leggono solo i movimenti in euro.")
    booked_on = _day(table.cell(cells, "booked_on"))
    amount = _amount(table, cells, manner)
    value = table.cell(cells, "value_on")
    cause = table.cell(cells, "cause")
    cause = cause if any(letter.isalpha() for letter in cause) else ""
    words = joined(cause, table.cell(cells, "words"), table.cell(cells, "more_words"))
    return Line(
        booked_on=booked_on,
        value_on=_day(value) if value else None,
        amount_cents=amount,
        words=words,
        counterparty=joined(table.cell(cells, "counterparty"))[:200] or name_in(words, came=amount > 0),
        bank_reference=joined(table.cell(cells, "bank_reference"))[:60] or number_in(words),
        position=number,
    )


def _day(text: str) -> date:
    try:
        return day_of(text)
    except NotADay:
        raise _Refused(f"«{text[:20]}» non è un giorno." if text else "manca il giorno.") from None


def _amount(table: _Table, cells: Sequence[str], manner: _Manner) -> int:
    """What a row adds: its amount, or what stands under what came less what stands under what went, signed or not."""
    amount = _signed(_cents(table.cell(cells, "amount"), manner.mark), table.cell(cells, "sign"), manner)
    came = amount + _cents(table.cell(cells, "amount_in"), manner.mark)
    went = abs(_cents(table.cell(cells, "amount_out"), manner.mark))
    if came and went:
        raise _Refused("ha sia un'entrata sia un'uscita.")
    if not came and not went:
        raise _Refused("manca l'importo.")
    return came or -went


def _signed(cents: int, said: str, manner: _Manner) -> int:
    """An amount with the sign that stands apart. No sign is «came» only where the column marks nothing but what went."""
    sign = sign_of(said)
    if sign is None and (said or (cents > 0 and manner.marks_came)):
        raise _Refused(f"«{said[:20]}» non dice se è entrato o uscito." if said else "manca il segno dell'importo.")
    if sign == CAME and cents < 0:
        raise _Refused("l'importo è negativo, ma il segno dice che è entrato.")
    return -abs(cents) if sign == WENT else cents


def _cents(text: str, mark: str) -> int:
    if not text:
        return 0
    try:
        return cents_of(text, mark)
    except AmbiguousAmount:
        raise _Refused(f"«{text[:20]}»: non si capisce se sono migliaia o centesimi.") from None
    except NotAnAmount:
        raise _Refused(f"«{text[:20]}» non è un importo, o è troppo grande.") from None


def _beside(table: _Table) -> Iterator[SheetRow]:
    """The rows that may tell a balance: of the head, of the foot, among the movements but none of them."""
    for place, row in enumerate(table.rows):
        if _may_sum(row.cells) and (place < table.first or not _is_movement(table, row.cells)):
            yield row


def _balances(rows: Iterable[SheetRow], mark: str) -> tuple[int | None, int | None]:
    """The balances that a row of the head, of the foot or among the movements tells."""
    found: dict[bool, int] = {}
    for row in rows:
        for words in (_OPENING, _CLOSING):
            is_opening = words is _OPENING
            told = next((n for n, cell in enumerate(row.cells) if _sums(cell, words)), None)
            if told is None or (not is_opening and _sums(row.cells[told], _OPENING)):
                continue
            cents = _last_amount(row.cells[told + 1 :] or row.cells, mark)
            if cents is not None:
                found.setdefault(is_opening, cents)
    return found.get(True), found.get(False)


def _last_amount(cells: Sequence[str], mark: str) -> int | None:
    for cell in reversed(cells):
        try:
            return cents_of(cell, mark)
        except NotAnAmount:
            continue
    return None
