"""What the first note and the statement offer to the office's first page."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.bookkeeping.first_note import cash_today, how_many_missing
from ama_net.foundation.web.pages import money
from ama_net.kernel.access import Figure, OfficeRoom, Permission


def _figures() -> list[Figure]:
    index = url_for("ledger_manage.index")
    figures = [Figure(_("In cassa e in banca"), money(cash_today()), index)]
    missing = how_many_missing()
    if missing:
        figures.append(Figure(_("Movimenti da mettere a posto"), missing, f"{index}?missing=any", attention=True))
    return figures


ROOM = OfficeRoom(
    key="bookkeeping",
    title=_l("Prima nota e rendiconto"),
    icon="book",
    endpoint="ledger_manage.index",
    permission=Permission.BOOKKEEPING_READ,
    figures=_figures,
    order=11,
)
