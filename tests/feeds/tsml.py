"""What TSML UI 1.8 does with a feed, rule by rule: what it leaves out, what it complains of, what it shows as active."""

import re
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from ama_net.kernel.directory.feeds.meeting_guide import PROVIDERS


@dataclass
class Shown:
    """The meetings TSML UI would show, its complaints, and which meetings are active."""

    meetings: dict[str, dict[str, Any]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    active: set[str] = field(default_factory=set)
    dropped: int = 0


def load(feed: Any) -> Shown:
    """Read a feed."""
    shown = Shown()
    assert isinstance(feed, list)
    assert feed, "TSML UI says that an empty feed is broken"
    for meeting in feed:
        complaint = _refusal(meeting, shown)
        if complaint:
            shown.dropped += 1
            shown.warnings.append(complaint)
            continue
        shown.meetings[meeting["slug"]] = meeting
        shown.warnings += _complaints(meeting)
        if _is_active(meeting):
            shown.active.add(meeting["slug"])
    return shown


def _refusal(meeting: dict[str, Any], shown: Shown) -> str:
    slug = meeting.get("slug")
    if not slug:
        return "no slug"
    if slug in shown.meetings:
        return f"duplicate slug: {slug}"
    parts = ("address", "city", "state", "postal_code", "country")
    if not meeting.get("formatted_address") and not any(meeting.get(part) for part in parts):
        return f"no address information: {slug}"
    if "day" in meeting and meeting.get("time"):
        return _time_refusal(meeting, slug)
    return ""


def _time_refusal(meeting: dict[str, Any], slug: str) -> str:
    if not meeting.get("timezone"):
        return f"{slug} has no timezone"
    assert isinstance(meeting["day"], int)
    assert 0 <= meeting["day"] <= 6
    try:
        ZoneInfo(meeting["timezone"])
        time.fromisoformat(meeting["time"])
        time.fromisoformat(meeting.get("end_time", "00:00"))
    except ValueError as error:
        return f"invalid start or end: {slug} {error}"
    return ""


def _complaints(meeting: dict[str, Any]) -> list[str]:
    found = []
    url = meeting.get("conference_url")
    if url and not _provider(url):
        found.append("unknown conference_url")
    phone = meeting.get("conference_phone")
    if phone and len(re.sub(r"[^\d,+#]", "", phone)) < 10:
        found.append("invalid conference_phone")
    if meeting.get("time") and meeting.get("end_time"):
        hours = [time.fromisoformat(meeting[name]) for name in ("time", "end_time")]
        minutes = (hours[1].hour - hours[0].hour) * 60 + hours[1].minute - hours[0].minute
        if minutes > 120:
            found.append("unusually long")
    if meeting.get("updated"):
        try:
            datetime.strptime(meeting["updated"], "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007  # only its form
        except ValueError:
            found.append("invalid updated")
    return found


def _provider(url: str) -> bool:
    return any(url.split("/")[2].endswith(domain) for domain in PROVIDERS)


def _is_active(meeting: dict[str, Any]) -> bool:
    approximate = meeting.get("approximate")
    if isinstance(approximate, str):
        approximate = approximate.lower() == "yes"
    elif approximate is None:
        approximate = meeting["formatted_address"].count(",") < 3
    in_person = "TC" not in meeting.get("types", []) and not approximate
    url = meeting.get("conference_url")
    return in_person or bool(url and _provider(url)) or bool(meeting.get("conference_phone"))
