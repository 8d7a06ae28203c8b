"""A meeting as iCalendar (RFC 5545), for who is called: it follows changes by its sequence, and says when it is called off."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from icalendar import Calendar, Event

from ama_net.features.members.models import MeetingState, OrganMeeting
from ama_net.features.members.notice_text import place_words
from ama_net.foundation.clock import ROME, now
from ama_net.kernel.scheduling.ical import italian_time_zone
from ama_net.kernel.tenancy import current_tenant

LASTS = timedelta(hours=2)
"""How long a meeting is taken to last: nobody knows before."""


def meeting_ical(meeting: OrganMeeting) -> bytes:
    """The first call and, when there is one, the second."""
    calendar = Calendar()
    calendar.add("PRODID", "-//ama_net//riunioni//IT")
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "CANCEL" if meeting.state == MeetingState.CANCELLED else "PUBLISH")
    events = [_event(meeting, 1, meeting.first_call_at)]
    if meeting.second_call_at is not None:
        events.append(_event(meeting, 2, meeting.second_call_at))
    for event in events:
        calendar.add_component(event)
    made: bytes = calendar.to_ical()
    # The rule of the zone stands once, before the events that quote it.
    return made.replace(b"BEGIN:VEVENT", italian_time_zone() + b"BEGIN:VEVENT", 1)


def _event(meeting: OrganMeeting, call: int, starts: datetime) -> Event:
    event = Event()
    event.add("UID", f"{meeting.id}-{call}@{current_tenant().slug}")
    event.add("SEQUENCE", meeting.sequence)
    event.add("DTSTAMP", now())
    event.add("DTSTART", starts.astimezone(ROME))
    event.add("DTEND", (starts + LASTS).astimezone(ROME))
    words = _("seconda convocazione") if call == 2 else _("prima convocazione") if meeting.second_call_at else ""
    event.add("SUMMARY", f"{meeting.title} ({words})" if words else meeting.title)
    event.add("LOCATION", place_words(meeting))
    event.add("URL", f"{current_tenant().base_url}/my/riunioni/{meeting.id}")
    if meeting.state == MeetingState.CANCELLED:
        event.add("STATUS", "CANCELLED")
    return event
