"""What fees offer to the office's first page: what is owed, what is late, what came this year."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ama_net.features.members.models import MembershipFee
from ama_net.features.members.queries_fees import in_state, is_open_now
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.web.pages import money
from ama_net.kernel.access import Figure, OfficeRoom, Permission


def fee_figures() -> list[Figure]:
    """Fees due, overdue and paid this year; each leads to its rows."""
    year, index = today().year, url_for("fees_manage.index")
    of_year = MembershipFee.year == year
    counts = select(
        func.count().filter(of_year, is_open_now()),
        func.count().filter(in_state("overdue")),
        func.count().filter(of_year, in_state("paid")),
        func.coalesce(func.sum(MembershipFee.paid_cents).filter(of_year), 0),
    ).select_from(MembershipFee)
    due, overdue, paid, cents = db.session.execute(counts).one()
    states = "state=overdue&state=due&state=partial"
    return [
        Figure(_("Quote %(year)s da incassare", year=year), due, f"{index}?year={year}&{states}"),
        Figure(_("Quote scadute"), overdue, f"{index}?year=&state=overdue", attention=overdue > 0),
        Figure(_("Quote %(year)s pagate", year=year), paid, f"{index}?year={year}&state=paid"),
        Figure(_("Incassato di quote %(year)s", year=year), money(int(cents)), f"{index}?year={year}"),
    ]


ROOM = OfficeRoom(
    key="fees",
    title=_l("Quote"),
    icon="euro",
    endpoint="fees_manage.index",
    permission=Permission.FEES_READ,
    figures=fee_figures,
    order=7,
)
