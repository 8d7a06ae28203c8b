"""A group's page for search engines (schema.org as JSON-LD): who it is, and when it meets.

Only what somebody of the association has confirmed. Of a protected group neither place nor time. The block of data is not
a script for the browser, so the content policy has nothing to say about it (HTML standard, "prepare the script element").
"""

import json
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from ama_net.features.groups.models import Entry, Frequency, Group, Meeting, Mode, Status
from ama_net.features.groups.rules import shows_its_place
from ama_net.features.groups.timetable import series_of_meeting
from ama_net.foundation.clock import now
from ama_net.kernel.scheduling import Series, next_occurrences
from ama_net.kernel.scheduling.rules import LAST, WEEKDAYS
from ama_net.kernel.tenancy import TenantInfo

MODES = {
    Mode.IN_PERSON: "OfflineEventAttendanceMode",
    Mode.ONLINE: "OnlineEventAttendanceMode",
    Mode.HYBRID: "MixedEventAttendanceMode",
}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EVERY = {Frequency.WEEKLY: "P1W", Frequency.BIWEEKLY: "P2W", Frequency.MONTHLY: "P1M"}
SCHEMA = "https://schema.org/"


def structured_data(group: Group, tenant: TenantInfo, address: str) -> Markup:
    """The element to put into the page's head; empty when there is nothing that may be said."""
    confirmed = group.confirmed_on is not None and group.status in {Status.ACTIVE, Status.STARTING}
    if not confirmed or group.is_example or not group.is_group:
        return Markup()
    told = {"@context": SCHEMA.rstrip("/"), "@graph": [_organisation(group, tenant, address), *_events(group, address)]}
    # A name with "</script>" in it must not end the element.
    safe = json.dumps(told, ensure_ascii=False).replace("<", r"\u003c").replace(">", r"\u003e").replace("&", r"\u0026")
    return Markup(f'<script type="application/ld+json">{safe}</script>')  # noqa: S704  # made safe just above


def _organisation(group: Group, tenant: TenantInfo, address: str) -> dict[str, Any]:
    about = group.theme.label if group.theme else group.theme_words
    return _without_gaps(
        {
            "@type": "Organization",
            "@id": f"{address}#gruppo",
            "name": group.name,
            "url": address,
            "description": group.description or about,
            "knowsAbout": about,
            "foundingDate": group.started_on.isoformat() if group.started_on else None,
            "parentOrganization": {"@type": "NGO", "name": tenant.name, "url": f"{tenant.base_url}/"},
        }
    )


def _events(group: Group, address: str) -> Iterator[dict[str, Any]]:
    if not shows_its_place(group):
        return
    for meeting in group.meetings:
        series = series_of_meeting(group, meeting)
        nearest = next_occurrences([series], now(), limit=1) if series else []
        if series is None or not nearest:
            continue
        yield _without_gaps(
            {
                "@type": "Event",
                "name": group.name,
                "url": address,
                "organizer": {"@id": f"{address}#gruppo"},
                "startDate": nearest[0].starts.isoformat(),
                "endDate": end.isoformat() if (end := nearest[0].known_end) else None,
                "eventStatus": f"{SCHEMA}EventScheduled",
                "eventAttendanceMode": _mode(group),
                "isAccessibleForFree": True,
                "inLanguage": group.languages or ["it"],
                "location": list(_places(group, address)),
                "eventSchedule": _schedule(meeting, series),
            }
        )


def _mode(group: Group) -> str | None:
    mode = MODES.get(Mode(group.mode))
    return f"{SCHEMA}{mode}" if mode else None


def _places(group: Group, address: str) -> Iterator[dict[str, Any]]:
    venue = group.venue
    town = (venue.municipality if venue else None) or group.municipality
    if group.mode != Mode.ONLINE and (venue or town):
        postal = {
            "@type": "PostalAddress",
            "streetAddress": venue.address if venue else None,
            "postalCode": venue.postcode if venue else None,
            "addressLocality": town.name if town else None,
            "addressRegion": town.province if town else None,
            "addressCountry": "IT",
        }
        name = venue.name if venue else (town.name if town else None)
        yield _without_gaps({"@type": "Place", "name": name, "address": _without_gaps(postal)})
    if group.mode in {Mode.ONLINE, Mode.HYBRID}:
        told = group.online_url if group.entry == Entry.OPEN else ""
        yield {"@type": "VirtualLocation", "url": told or address}


def _schedule(meeting: Meeting, series: Series) -> dict[str, Any] | None:
    """The recurrence, when it is one of those that schema.org can say; a rule of its own is left to the next date."""
    every = EVERY.get(Frequency(meeting.frequency))
    if every is None or meeting.weekday is None or (every == "P1M" and not meeting.month_week):
        return None
    return _without_gaps(
        {
            "@type": "Schedule",
            "repeatFrequency": every,
            "byDay": _day(meeting),
            "startTime": f"{series.starts:%H:%M:%S}",
            "endTime": f"{series.ends:%H:%M:%S}" if series.ends else None,
            "startDate": meeting.starts_on.isoformat() if meeting.starts_on else None,
            "endDate": meeting.ends_on.isoformat() if meeting.ends_on else None,
            "scheduleTimezone": "Europe/Rome",
        }
    )


def _day(meeting: Meeting) -> str:
    assert meeting.weekday is not None
    if meeting.frequency != Frequency.MONTHLY:
        return f"{SCHEMA}{DAYS[meeting.weekday - 1]}"
    nth = -1 if meeting.month_week == LAST else meeting.month_week
    return f"{nth}{WEEKDAYS[meeting.weekday - 1]}"  # as calendars say it: 3MO is the third Monday


def _without_gaps(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [])}
