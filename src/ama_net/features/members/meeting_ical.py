"""A meeting as iCalendar (RFC 5545), for who is called: it follows changes by its sequence, and says when it is called off."""

from datetime import timedelta

from flask_babel import gettext as _

from ama_net.features.members.models import MeetingState, OrganMeeting
from ama_net.features.members.notice_text import place_words
from ama_net.foundation.clock import now
from ama_net.kernel.scheduling import EventTexts, calendar_text, single_event
from ama_net.kernel.tenancy import current_tenant

LASTS = timedelta(hours=2)
"""How long a meeting is taken to last: nobody knows before."""


def meeting_ical(meeting: OrganMeeting) -> bytes:
    """The first call and, when there is one, the second."""
    calls = [(1, meeting.first_call_at)]
    if meeting.second_call_at is not None:
        calls.append((2, meeting.second_call_at))
    cancelled = meeting.state == MeetingState.CANCELLED
    events = [single_event(_texts(meeting, call), at, at + LASTS, cancelled=cancelled) for call, at in calls]
    return calendar_text(meeting.title, events, product="Riunioni", method="CANCEL" if cancelled else "PUBLISH")


def _texts(meeting: OrganMeeting, call: int) -> EventTexts:
    words = _("seconda convocazione") if call == 2 else _("prima convocazione") if meeting.second_call_at else ""
    summary = f"{meeting.title} ({words})" if words else meeting.title
    return EventTexts(
        uid=f"{meeting.id}-{call}@{current_tenant().slug}",
        sequence=meeting.sequence,
        stamp=now(),
        summary=summary,
        cancelled=summary,
        location=place_words(meeting),
        url=f"{current_tenant().base_url}/my/riunioni/{meeting.id}",
    )
