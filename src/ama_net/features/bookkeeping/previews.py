"""Samples of the room's papers, for the development preview pages."""

from datetime import date
from typing import Any
from uuid import UUID

from ama_net.features.bookkeeping.money_paper import paper_data as money_paper_data
from ama_net.features.bookkeeping.money_paper import table, text
from ama_net.features.bookkeeping.statement import Moved, Place, cash_statement
from ama_net.features.bookkeeping.statement_paper import paper_data
from ama_net.kernel.payments import AccountKind

_BANK = UUID(int=1)


def _statement() -> dict[str, Any]:
    moved = [
        Moved(year, cents, item, _BANK)
        for year in (2025, 2026)
        for item, cents in (("A.E1", 120_000), ("A.E4", 85_000), ("A.U2", -64_000), ("D.U1", -4_500))
    ]
    places = [Place(_BANK, AccountKind.BANK, 150_000, date(2025, 1, 1), "Conto della banca")]
    return paper_data(cash_statement(2026, moved, places), None, brief=False)


def _paper() -> dict[str, Any]:
    parts = [
        table("Proventi", [("Offerte raccolte", 84_000), ("Altri proventi", 6_000)], ("In tutto", 90_000)),
        text("Relazione", "Una festa di quartiere, con il ricavato per la nuova sala."),
    ]
    return money_paper_data("Rendiconto della raccolta fondi", ["Festa di primavera, 3 maggio 2026"], parts)


PDF_PREVIEWS = {"bookkeeping/pdf/paper.typ": _paper, "bookkeeping/pdf/statement.typ": _statement}
"""By template; what every paper gets of its association is added by who shows them."""
