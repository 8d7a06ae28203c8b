"""Samples of the mails about the area of who gives, for the development preview pages."""

from datetime import date
from typing import Any

from ama_net.features.donations.yearly_statement import Line, Thing, YearlyStatement, paper_data
from ama_net.kernel.payments import PaymentWay
from ama_net.kernel.people import Person

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "donations/donor_link": {"link": "https://esempio.localhost/sostieni/area/accesso/prova"},
    "donations/refund_answer": {
        "name": "Prova",
        "cents": 5_000,
        "on": date(2026, 11, 3),
        "done": False,
        "answer": "La campagna è già stata spesa: scrivici, ne parliamo.",
    },
}
"""By template; ``tenant`` and ``theme`` are added by who shows them."""


def _yearly_statement() -> dict[str, Any]:
    donor = Person(given_name="Prova", family_name="Inventata")
    lines = (
        Line(date(2026, 3, 4), 5_000, PaymentWay.TRANSFER, "12/2026", ""),
        Line(date(2026, 5, 9), 2_000, PaymentWay.CASH, "31/2026", "Una sede nuova"),
    )
    return paper_data(YearlyStatement(donor, 2026, lines, (Thing(date(2026, 6, 1), "Due sedie", 8_000),)))


PDF_PREVIEWS = {"donations/pdf/yearly_statement.typ": _yearly_statement}
"""By template; what every paper gets of its association is added by who shows them."""
