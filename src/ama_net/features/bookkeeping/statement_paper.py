"""The cash statement on paper: Modello D or E as the decree lays them out, accessible and fit for an archive.

PDF/A-2a and PDF/UA-1 at once: the RUNTS takes PDF/A, and who reads with a screen reader reads it too.
"""

from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from ama_net.features.bookkeeping.models import AccountingYear
from ama_net.features.bookkeeping.money_paper import association_facts, day
from ama_net.features.bookkeeping.statement import CashStatement
from ama_net.features.bookkeeping.statement_rows import FIGURATIVE, Line, Part, Side, printed
from ama_net.foundation.pdf import render_pdf
from ama_net.foundation.web.pages import money

TEMPLATE = "bookkeeping/pdf/statement.typ"
TITLES = {False: "Mod. D – Rendiconto per cassa", True: "Mod. E – Rendiconto per cassa in forma aggregata"}


def statement_pdf(statement: CashStatement, row: AccountingYear | None, *, brief: bool = False) -> bytes:
    """The statement to print, to file, to send; a draft says that it is one."""
    with force_locale("it"):
        return render_pdf(TEMPLATE, paper_data(statement, row, brief=brief), kept=True)


def paper_data(statement: CashStatement, row: AccountingYear | None, *, brief: bool) -> dict[str, Any]:
    """What the printed statement says."""
    whole, figurative = printed(statement, brief=brief), row.figurative if row else {}
    years = [str(statement.year), str(statement.year - 1)]
    draft = row is None or row.closed_at is None
    return {
        **association_facts(),
        "title": f"{TITLES[brief]} {statement.year}",
        "mark": _("Bozza") if draft else "",
        "heads": [_("Uscite"), *years, _("Entrate"), *years],
        "total_heads": [_("Totali"), *years],
        "parts": [_part(part) for part in whole.parts],
        "running": _lines(whole.running),
        "investments": _part(whole.investments),
        "overall": _lines((whole.overall,)),
        "cash_title": _("Cassa e banca"),
        "cash": _lines(whole.cash),
        "figurative_title": _("Costi e proventi figurativi"),
        "figurative": [[words, _amount(figurative[key])] for key, words in FIGURATIVE.items() if figurative.get(key)],
        "note_title": _("Carattere secondario e strumentale delle attività diverse (D.Lgs. 117/2017 art. 13 c. 6)"),
        "note": row.secondary_note if row else "",
        "approved": _("Approvato il %(day)s", day=day(row.approved_on)) if row and row.approved_on else "",
        "unit": _("Importi in euro."),
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "out": _titled(part, part.out),
        "income": _titled(part, part.income),
        "rows": _pairs(part.out, part.income),
        "total": _sums(part.out) + _sums(part.income),
        "results": _lines(part.totals),
    }


def _titled(part: Part, side: Side) -> str:
    return f"{part.letter}) {side.title}" if part.letter else side.title


def _pairs(out: Side, income: Side) -> list[list[str]]:
    """The lines of both sides beside one another, as the decree has them; the shorter side ends in empty cells."""
    long = max(len(out.lines), len(income.lines))
    return [_cells(out, at) + _cells(income, at) for at in range(long)]


def _cells(side: Side, at: int) -> list[str]:
    if at >= len(side.lines):
        return ["", "", ""]
    line = side.lines[at]
    return [f"{line.number}) {line.words}", _amount(line.now), _amount(line.before)]


def _sums(side: Side) -> list[str]:
    return [side.total.words, _amount(side.total.now), _amount(side.total.before)]


def _lines(lines: tuple[Line, ...]) -> list[list[str]]:
    return [[line.words, _amount(line.now), _amount(line.before)] for line in lines]


def _amount(cents: int) -> str:
    """Without the sign of the euro: the page says it once."""
    return money(cents).removesuffix("\N{NO-BREAK SPACE}€")
