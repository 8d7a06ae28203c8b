"""What meetings offer to the office's frame."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ama_net.features.members.models import MeetingState, OrganMeeting
from ama_net.features.members.queries_convening import reached_count
from ama_net.foundation.database import db
from ama_net.foundation.text import fold
from ama_net.foundation.web.pages import datetime_words
from ama_net.kernel.access import Figure, OfficeRoom, Permission, SearchHit


def meeting_figures() -> list[Figure]:
    """Those convened, those in preparation, those whose minutes are to be written."""
    rows = select(OrganMeeting.state, func.count().label("how_many")).group_by(OrganMeeting.state)
    counts = {row.state: row.how_many for row in db.session.execute(rows)}
    shown = (
        (_("Riunioni in preparazione"), MeetingState.DRAFT, False),
        (_("Riunioni convocate"), MeetingState.CONVENED, False),
        (_("Riunioni in corso"), MeetingState.OPEN, True),
        (_("Riunioni da verbalizzare"), MeetingState.CLOSED, True),
    )
    figures = [
        Figure(
            label,
            counts.get(state, 0),
            url_for("meetings_manage.index", state=state.value),
            attention=warns and counts.get(state, 0) > 0,
        )
        for label, state, warns in shown
    ]
    asked = reached_count()
    if asked:
        figures.append(
            Figure(_("Assemblee chieste dai soci"), asked, url_for("convening_manage.index"), attention=True)
        )
    return figures


def find_meetings(term: str, limit: int) -> list[SearchHit]:
    """By their titles."""
    rows = select(OrganMeeting).where(func.f_unaccent(OrganMeeting.title).contains(fold(term), autoescape=True))
    return [
        SearchHit(row.title, datetime_words(row.first_call_at), url_for("meetings_manage.show", meeting_id=row.id))
        for row in db.session.scalars(rows.order_by(OrganMeeting.first_call_at.desc()).limit(limit))
    ]


ROOM = OfficeRoom(
    key="meetings",
    title=_l("Riunioni"),
    icon="calendar",
    endpoint="meetings_manage.index",
    permission=Permission.MEETINGS_READ,
    figures=meeting_figures,
    search=find_meetings,
    order=36,
)
