"""The cash statement as it is printed: its parts in the order of the decree, with the decree's own words.

Modello D prints every line, Modello E a total for each part of an area (``brief``). Words of the decree are Italian whoever reads.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ama_net.features.bookkeeping.statement import OPERATING, TAXES, TAXES_ON_INVESTMENTS, CashStatement, YearFigures
from ama_net.kernel.payments.modello_d import ITEMS

Count = Callable[[YearFigures], int]

_OF_AREA = {
    "A": "attività di interesse generale",
    "B": "attività diverse",
    "C": "attività di raccolta fondi",
    "D": "attività finanziarie e patrimoniali",
    "E": "supporto generale",
}
_OUT_OF_INVESTMENTS = "Uscite da investimenti in immobilizzazioni o da deflussi di capitale di terzi"
_INTO_INVESTMENTS = "Entrate da disinvestimenti in immobilizzazioni o da flussi di capitale di terzi"
_RESULT = "Avanzo/disavanzo"

FIGURATIVE = {
    "costs_general": "Costi figurativi da attività di interesse generale",
    "costs_other": "Costi figurativi da attività diverse",
    "income_general": "Proventi figurativi da attività di interesse generale",
    "income_other": "Proventi figurativi da attività diverse",
}


@dataclass(frozen=True)
class Line:
    """A line, with this year's cents and those of the year before; ``code`` empty for a total."""

    words: str
    now: int
    before: int
    code: str = ""
    number: int = 0


@dataclass(frozen=True)
class Side:
    """What went, or what came, in a part of the statement. ``lines`` is empty in the brief one."""

    part: str
    title: str
    lines: tuple[Line, ...]
    total: Line


@dataclass(frozen=True)
class Part:
    """An area: what went beside what came, and the totals beneath."""

    letter: str
    out: Side
    income: Side
    totals: tuple[Line, ...]


@dataclass(frozen=True)
class Printed:
    """The whole statement."""

    year: int
    brief: bool
    parts: tuple[Part, ...]
    running: tuple[Line, ...]
    """Totals of the running of the year, up to investments."""
    investments: Part
    overall: Line
    cash: tuple[Line, ...]


def printed(statement: CashStatement, *, brief: bool = False) -> Printed:
    """The statement as Modello D, or (``brief``) as Modello E."""
    row = _Rows(statement)
    return Printed(
        statement.year,
        brief,
        tuple(_area(row, letter, brief=brief) for letter in OPERATING),
        (
            row.total("Totale uscite della gestione", lambda of: of.outgoings),
            row.total("Totale entrate della gestione", lambda of: of.income),
            row.total(f"{_RESULT} d'esercizio prima delle imposte", lambda of: of.before_taxes),
            row.line("Imposte", TAXES),
            row.total(
                f"{_RESULT} d'esercizio prima di investimenti e disinvestimenti patrimoniali, e finanziamenti",
                lambda of: of.before_investments,
            ),
        ),
        _investments(row, brief=brief),
        row.total(f"{_RESULT} complessivo", lambda of: of.overall),
        (
            row.total("Cassa", lambda of: of.cash_box),
            row.total("Depositi bancari e postali", lambda of: of.deposits),
            row.total("Cassa e banca", lambda of: of.cash),
        ),
    )


class _Rows:
    """Lines with both years at once."""

    def __init__(self, statement: CashStatement) -> None:
        self.now, self.before = statement.now, statement.before

    def total(self, words: str, count: Count) -> Line:
        """What is counted of each year."""
        return Line(words, count(self.now), count(self.before))

    def line(self, words: str, code: str, number: int = 0) -> Line:
        """What is on a line in each year."""
        return Line(words, self.now.on(code), self.before.on(code), code, number)

    def side(self, part: str, title: str, *, brief: bool) -> Side:
        """The lines of a side, and what they add up to; in the brief statement the sum alone."""
        items = [one for one in ITEMS.values() if one.code.startswith(part)]
        lines = () if brief else tuple(self.line(one.name, one.code, one.number) for one in items)
        return Side(part, title, lines, self.total("Totale", lambda of: of.side(part)))


def _area(row: _Rows, letter: str, *, brief: bool) -> Part:
    words = _OF_AREA[letter]
    joint = "di" if letter == "E" else "da"
    out = row.side(f"{letter}.U", f"Uscite {joint} {words}", brief=brief)
    income = row.side(f"{letter}.E", f"Entrate {joint} {words}", brief=brief)
    if letter == "E":  # the decree gives general support no result of its own
        return Part(letter, out, income, ())
    return Part(letter, out, income, (row.total(f"{_RESULT} {words}", lambda of: of.result(letter)),))


def _investments(row: _Rows, *, brief: bool) -> Part:
    return Part(
        "",
        row.side("I.U", _OUT_OF_INVESTMENTS, brief=brief),
        row.side("I.E", _INTO_INVESTMENTS, brief=brief),
        (
            row.line("Imposte", TAXES_ON_INVESTMENTS),
            row.total(
                f"{_RESULT} da entrate e uscite per investimenti e disinvestimenti patrimoniali e finanziamenti",
                lambda of: of.investments,
            ),
        ),
    )
