"""The public contributions of a year as a PDF: the words that the law wants published (L. 124/2017 art. 1 c. 125-127)."""

from flask_babel import force_locale
from flask_babel import gettext as _

from ama_net.features.bookkeeping.money_paper import money_pdf, wide_table
from ama_net.features.bookkeeping.queries_contributions import contributions_of, total_of
from ama_net.foundation.web.pages import money


def contributions_pdf(year: int) -> bytes:
    """The paper."""
    found = contributions_of(year)
    with force_locale("it"):
        rows = [[f"{one.on:%d/%m/%Y}", one.payer, one.reason, money(one.cents)] for one in found]
        heads = (_("Incassato il"), _("Chi lo ha dato"), _("Perché"), _("Importo"))
        foot = ("", _("Totale"), "", money(total_of(found)))
        title = _("Contributi pubblici ricevuti nel %(year)s", year=year)
        lines = [_("Sovvenzioni, sussidi, vantaggi e contributi di enti pubblici, secondo il criterio di cassa.")]
        return money_pdf(title, lines, [wide_table(_("Elenco"), heads, rows, foot)])


def contributions_file_name(year: int) -> str:
    """What it is saved as, without the ending."""
    return f"contributi-pubblici-{year}"
