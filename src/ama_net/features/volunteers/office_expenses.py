"""What expenses offer to the office's first page: claims to approve, claims to pay, a missing rule."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.volunteers.models import ClaimState
from ama_net.features.volunteers.queries_expenses import state_counts
from ama_net.kernel.access import Figure, OfficeRoom, Permission


def expense_figures() -> list[Figure]:
    """What waits; each figure leads to its rows."""
    counts, index = state_counts((ClaimState.SUBMITTED, ClaimState.APPROVED)), url_for("expenses_manage.index")
    submitted, approved = counts.get(ClaimState.SUBMITTED, 0), counts.get(ClaimState.APPROVED, 0)
    return [
        Figure(_("Note spese da approvare"), submitted, f"{index}?state=submitted", attention=submitted > 0),
        Figure(_("Rimborsi da pagare"), approved, url_for("expenses_manage.lists")),
    ]


ROOM = OfficeRoom(
    key="expenses",
    title=_l("Spese"),
    icon="euro",
    endpoint="expenses_manage.index",
    permission=Permission.EXPENSES_READ,
    figures=expense_figures,
    order=8,
)
