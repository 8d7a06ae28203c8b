"""The statement of a year's 5×1000 as a PDF: the lines of Modello A, the report, the list of the papers that prove it.

The papers are kept and not sent; the model of the ministry is filled from these lines.
"""

from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from ama_net.features.bookkeeping.five import KINDS, terms_of
from ama_net.features.bookkeeping.models import FivePerThousand, FivePerThousandLine, SpendingKind
from ama_net.features.bookkeeping.money_paper import day, money_pdf, table, text, wide_table
from ama_net.features.bookkeeping.queries_five import days_of, lines_of
from ama_net.foundation.web.pages import money


def five_pdf(five: FivePerThousand, *, proofs: bool = True) -> bytes:
    """The paper; what is published is without the list of proofs, which is for who keeps the accounts."""
    lines, terms = lines_of(five), terms_of(five)
    with force_locale("it"):
        said = [
            _("Anno d'imposta %(year)s. Arrivato il %(day)s.", year=five.year, day=day(five.received_on)),
            _("Importo percepito: %(amount)s.", amount=money(five.amount_cents)),
        ]
        parts = [_by_kind(lines, five.amount_cents)]
        if any(one.kind == SpendingKind.KEPT for one in lines):
            words = _("La somma accantonata si spende e si rendiconta entro il %(day)s.", day=day(terms.use_kept_by))
            parts.append(text(_("Accantonamento"), words))
        if five.report:
            parts.append(text(_("Relazione illustrativa"), five.report))
        if proofs and lines:
            parts.append(_proofs(lines))
        return money_pdf(_("Rendiconto del 5 per mille %(year)s", year=five.year), said, parts)


def five_file_name(five: FivePerThousand) -> str:
    """What it is saved as, without the ending."""
    return f"cinque-per-mille-{five.year}"


def sums_by_kind(lines: list[FivePerThousandLine]) -> list[tuple[str, Any, int]]:
    """The lines of the model in order: number, words, cents."""
    return [(key, words, sum(one.amount_cents for one in lines if one.kind == key)) for key, words in KINDS.items()]


def _by_kind(lines: list[FivePerThousandLine], received: int) -> dict[str, Any]:
    rows = [(f"{key}. {words}", cents) for key, words, cents in sums_by_kind(lines)]
    said = sum(one.amount_cents for one in lines)
    if said != received:
        rows.append((_("Ancora da rendicontare"), received - said))
    return table(_("Come è stato usato"), rows, (_("Totale"), received))


def _proofs(lines: list[FivePerThousandLine]) -> dict[str, Any]:
    days = days_of(lines)
    rows = [
        [one.kind, one.words, f"{days[one.payment_id]:%d/%m/%Y}" if one.payment_id else "", money(one.amount_cents)]
        for one in lines
    ]
    heads = (_("Voce"), _("Spesa"), _("Pagata il"), _("Importo"))
    return wide_table(_("Elenco dei giustificativi conservati"), heads, rows)
