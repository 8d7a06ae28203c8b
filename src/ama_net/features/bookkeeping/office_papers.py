"""What the papers of the money offer to the office's first page: what is still to close, account for, publish."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.bookkeeping.queries_contributions import must_publish, published_years
from ama_net.features.bookkeeping.queries_five import fives, is_accounted, said_of
from ama_net.features.bookkeeping.queries_fundraisings import to_close
from ama_net.foundation.clock import today
from ama_net.kernel.access import Figure, OfficeRoom, Permission


def paper_figures() -> list[Figure]:
    """Only what is to do: an association with none of these papers reads nothing."""
    figures = []
    if over := len(to_close()):
        where = url_for("fundraisings_manage.index")
        figures.append(Figure(_("Raccolte fondi da rendicontare"), over, where, attention=True))
    found = fives()
    sums = said_of([one.id for one in found])
    if open_ones := sum(not is_accounted(one, sums.get(one.id)) for one in found):
        figures.append(Figure(_("5 per mille da rendicontare"), open_ones, url_for("five_manage.index")))
    last = today().year - 1
    if last not in published_years() and must_publish(last):
        where = url_for("contributions_manage.show", year=last)
        figures.append(Figure(_("Contributi pubblici da pubblicare"), last, where, attention=True))
    return figures


ROOM = OfficeRoom(
    key="money_papers",
    title=_l("Raccolte e 5 per mille"),
    icon="list",
    endpoint="fundraisings_manage.index",
    permission=Permission.BOOKKEEPING_READ,
    figures=paper_figures,
    order=13,
)
