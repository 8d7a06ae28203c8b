"""The statement of an occasional fundraising as a PDF, with its report: what is deposited with the accounts.

The lines are those of the model of DM 9 June 2022 (D.Lgs. 117/2017 art. 87 c. 6 and 79 c. 4 a).
"""

from flask_babel import force_locale
from flask_babel import gettext as _

from ama_net.features.bookkeeping.fundraising import Figures
from ama_net.features.bookkeeping.fundraising_words import COSTS
from ama_net.features.bookkeeping.models import FundraisingStatement
from ama_net.features.bookkeeping.money_paper import day, money_pdf, table, text
from ama_net.features.bookkeeping.queries_fundraisings import figures_now
from ama_net.foundation.text import slugify


def fundraising_pdf(statement: FundraisingStatement) -> bytes:
    """The paper; one that is not closed says that it is a draft."""
    fund, figures = statement.fund, figures_now(statement)
    with force_locale("it"):
        lines = [
            _("Raccolta pubblica occasionale di fondi: «%(name)s».", name=fund.name),
            statement.occasion,
            _("Dal %(first)s al %(last)s.", first=day(fund.first_day), last=day(fund.last_day or fund.first_day)),
            "" if statement.closed_on else _("Bozza: il rendiconto non è ancora chiuso."),
        ]
        parts = [_income(figures), _costs(figures), _result(figures), _money(figures)]
        parts += [
            text(title, words)
            for title, words in (
                (_("Relazione illustrativa"), statement.report),
                (_("Destinazione del ricavato"), statement.destination),
                (_("Perché gli oneri superano i proventi"), statement.why_costs if figures.costs_more else ""),
            )
            if words
        ]
        return money_pdf(_("Rendiconto della raccolta fondi"), lines, parts)


def fundraising_file_name(statement: FundraisingStatement) -> str:
    """What it is saved as, without the ending."""
    return f"raccolta-fondi-{slugify(statement.fund.name)}"


def _income(figures: Figures) -> dict[str, object]:
    rows = [
        (_("1) Liberalità monetarie"), figures.gifts),
        (_("2) Valore di mercato delle liberalità non monetarie"), figures.goods_value),
        (_("3) Altri proventi"), figures.other_income),
    ]
    return table(_("a) Proventi della raccolta fondi"), rows, (_("Totale a)"), figures.income))


def _costs(figures: Figures) -> dict[str, object]:
    rows = [(f"{at}) {words}", figures.costs.get(key, 0)) for at, (key, words) in enumerate(COSTS.items(), 1)]
    return table(_("b) Oneri della raccolta fondi"), rows, (_("Totale b)"), figures.cost))


def _result(figures: Figures) -> dict[str, object]:
    return table(_("Risultato della raccolta"), [(_("Risultato (a − b)"), figures.result)])


def _money(figures: Figures) -> dict[str, object]:
    rows = [
        (_("In contanti"), figures.cash),
        (_("Con la banca, la posta o una carta"), figures.bank),
        (_("In altro modo"), figures.other_ways),
    ]
    return table(_("Come sono arrivate le liberalità in denaro"), rows, (_("Totale"), figures.gifts))
