"""The facts of a group that anybody may say are wrong, as values that can be compared, shown and put in place.

A value is what JSON can hold: ``status`` and ``entry`` and ``mode`` a word, ``organisation`` text, ``when`` one line of
the timetable, ``venue`` a name, an address and a municipality (ISTAT code). A protected group offers neither of the last two.
"""

from datetime import time
from typing import Any

from sqlalchemy import func, select

from ama_net.features.groups.models import Group, Meeting, Status
from ama_net.features.groups.rules import shows_its_place
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.foundation.text import fold
from ama_net.kernel.access import Actor
from ama_net.kernel.directory.words import ENTRY_WORDS, MODE_WORDS, STATUS_WORDS, meeting_words
from ama_net.kernel.places import Municipality, Venue
from ama_net.kernel.places.operations import VenueFacts, add_venue

LINE = ("weekday", "starts", "ends", "frequency", "month_week")
NO_LINE: dict[str, Any] = {"weekday": None, "starts": None, "ends": None, "frequency": "unknown", "month_week": None}


def facts_now(group: Group) -> dict[str, Any]:
    """What the group says now of each fact that may be corrected. A timetable of several lines is for words."""
    facts: dict[str, Any] = {
        "status": str(group.status),
        "entry": str(group.entry),
        "mode": str(group.mode),
        "organisation": group.organisation,
    }
    if shows_its_place(group):
        facts["venue"] = _venue_now(group)
        if len(group.meetings) <= 1:
            facts["when"] = _line_now(group)
    return facts


def fact_words(fact: str, value: Any) -> str:
    """A value as people read it; empty when it says nothing."""
    if fact == "when":
        return meeting_words({**value, "time_words": ""})
    if fact == "venue":
        town = db.session.get(Municipality, value["town"]) if value["town"] else None
        return ", ".join(filter(None, (value["name"], value["address"], town.label if town else "")))
    words = {"status": STATUS_WORDS, "entry": ENTRY_WORDS, "mode": MODE_WORDS}.get(fact)
    return str(words[value]) if words else str(value)


def put_facts(group: Group, facts: dict[str, Any], *, by: Actor) -> None:
    """Write values in place; the group is the office's from now on, and its calendar has a new number."""
    for name in ("entry", "mode", "organisation"):
        if name in facts:
            setattr(group, name, facts[name])
    if "status" in facts:
        group.status = facts["status"]
        group.ended_on = today() if group.status == Status.CLOSED else None
    if "when" in facts:
        _put_line(group, facts["when"])
    if "venue" in facts:
        _put_venue(group, facts["venue"], by=by)
    group.office_changed_at = now()
    group.sequence += 1


def _line_now(group: Group) -> dict[str, Any]:
    if not group.meetings:
        return dict(NO_LINE)
    meeting = group.meetings[0]
    hours = {
        name: value.strftime("%H:%M") if (value := getattr(meeting, name)) else None for name in ("starts", "ends")
    }
    return {
        "weekday": meeting.weekday,
        **hours,
        "frequency": str(meeting.frequency),
        "month_week": meeting.month_week,
    }


def _put_line(group: Group, line: dict[str, Any]) -> None:
    if line == NO_LINE:
        group.meetings.clear()
        return
    if not group.meetings:
        group.meetings.append(Meeting(position=0))
    meeting = group.meetings[0]
    for name in LINE:
        value = line[name]
        setattr(meeting, name, time.fromisoformat(value) if name in {"starts", "ends"} and value else value)
    if meeting.starts:
        meeting.time_words = ""


def _venue_now(group: Group) -> dict[str, Any]:
    venue = db.session.get(Venue, group.venue_id) if group.venue_id else None
    code = (venue.municipality_code if venue else None) or group.municipality_code
    return {"name": venue.name if venue else "", "address": venue.address if venue else "", "town": code or ""}


def _put_venue(group: Group, wanted: dict[str, Any], *, by: Actor) -> None:
    """The association's venue that is called so and stands there, or a new one."""
    code = wanted["town"] or None
    group.municipality_code = code
    if not wanted["name"]:
        group.venue_id = None
        return
    same_name = select(Venue).where(Venue.sort_name == func.f_unaccent(wanted["name"]), Venue.municipality_code == code)
    known = [venue for venue in db.session.scalars(same_name) if fold(venue.address) == fold(wanted["address"])]
    facts = VenueFacts(name=wanted["name"], address=wanted["address"], municipality_code=code)
    venue = known[0] if known else add_venue(facts, by=by)
    db.session.flush()
    group.venue_id = venue.id
