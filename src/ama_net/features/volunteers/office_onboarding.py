"""What welcoming volunteers offers to the office: its place in the menu, who waits, who has not accepted the letter."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ama_net.features.volunteers.queries_letters import without_letter
from ama_net.features.volunteers.queries_onboarding import WAITING, waiting_count
from ama_net.foundation.database import db
from ama_net.kernel.access import Figure, OfficeRoom, Permission


def _figures() -> list[Figure]:
    waiting = waiting_count()
    index = url_for("volunteer_applications_manage.index", state=[state.value for state in WAITING])
    figures = [Figure(_("Candidature"), waiting, index, attention=waiting > 0)]
    missing = db.session.scalar(select(func.count()).select_from(without_letter().subquery())) or 0
    if missing:
        letters = url_for("confidentiality_manage.index")
        figures.append(Figure(_("Senza lettera di riservatezza"), missing, letters, attention=True))
    return figures


ROOM = OfficeRoom(
    key="onboarding",
    title=_l("Candidature"),
    icon="people",
    endpoint="volunteer_applications_manage.index",
    permission=Permission.VOLUNTEERS_EDIT,
    figures=_figures,
    order=41,
)
