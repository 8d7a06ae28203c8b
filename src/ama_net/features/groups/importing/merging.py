"""Several rows of one group into one draft: every meeting once, what one row says and another does not, never less."""

from dataclasses import replace
from typing import Any

from ama_net.features.groups.importing.drafts import LONGEST_TEXT, GroupDraft
from ama_net.features.groups.importing.schedule import MeetingDraft
from ama_net.features.groups.models import Mode

MOST_MEETINGS = 50
"""No group has more lines in its timetable: rows beyond these are refused, so that one name cannot fill the memory."""


def merge(drafts: list[GroupDraft]) -> GroupDraft:
    """The drafts of one group, in the order of their rows; the first wins where only one can."""
    first = drafts[0]
    if len(drafts) == 1:
        return first
    open_now = [draft for draft in drafts if not draft.suspended] or drafts
    return replace(
        first,
        **_first_said(drafts),
        meetings=_all_meetings(open_now),
        audience_keys=tuple(dict.fromkeys(key for draft in drafts for key in draft.audience_keys)),
        languages=tuple(dict.fromkeys(one for draft in drafts for one in draft.languages or ())) or None,
        mode=_mode({draft.mode for draft in drafts} - {Mode.UNKNOWN}),
        description=_texts([draft.description for draft in drafts]),
        office_notes=_texts([draft.office_notes for draft in drafts], " "),
        suspended=all(draft.suspended for draft in drafts),
    )


ONE_OF = (
    "theme_key",
    "municipality_code",
    "venue_name",
    "address",
    "postcode",
    "organisation",
    "source",
    "entry",
    "place_key",
)
ONE_OF_MORE = ("newcomers", "online_url", "online_notes")
ONE_OF_PLACE = ("step_free", "lat", "lon")


def _first_said(drafts: list[GroupDraft]) -> dict[str, Any]:
    """For each fact, what the first row that says something says."""
    found = {}
    for name in (*ONE_OF, *ONE_OF_MORE, *ONE_OF_PLACE):
        values = [value for draft in drafts if (value := getattr(draft, name)) not in (None, "")]
        found[name] = values[0] if values else getattr(drafts[0], name)
    return found


def _all_meetings(drafts: list[GroupDraft]) -> tuple[MeetingDraft, ...]:
    found = dict.fromkeys(meeting for draft in drafts for meeting in draft.meetings)
    return tuple(sorted(found, key=lambda one: (one.weekday or 8, str(one.starts or ""), one.time_words)))


def _mode(modes: set[str]) -> str:
    if not modes:
        return Mode.UNKNOWN
    return modes.pop() if len(modes) == 1 else Mode.HYBRID


def _texts(texts: list[str], between: str = "\n") -> str:
    return between.join(dict.fromkeys(text for text in texts if text))[:LONGEST_TEXT]
