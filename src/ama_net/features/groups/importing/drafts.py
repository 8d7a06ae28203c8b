"""What one row, or all the rows of one group, say: a draft, and what was remarked while reading it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import time
from typing import Any

from ama_net.features.groups.importing.schedule import MeetingDraft
from ama_net.features.groups.models import Remark
from ama_net.foundation.text import fold

LONGEST_NAME = 200
LONGEST_TEXT = 2000


@dataclass(frozen=True)
class GroupDraft:
    """What a row says of a group. ``audience_keys`` and ``theme_key`` are keys of the association's own words.

    What a row is silent about it changes nothing of. ``whole`` is whether it is a row of our CSV: it says the timetable in
    three cells, each of which may be silent; a feed says each meeting at once. ``key`` is the name and the municipality; ``place_key``
    tells apart groups of one name that meet in several places of one municipality. The fields from ``entry`` on, kind and
    example are None when nothing was said.
    """

    name: str
    key: str
    kind: str | None
    theme_key: str | None
    theme_words: str
    audience_keys: tuple[str, ...]
    municipality_code: str | None
    venue_name: str
    address: str
    postcode: str
    meetings: tuple[MeetingDraft, ...]
    mode: str
    description: str
    office_notes: str
    organisation: str
    source: str
    is_example: bool | None
    whole: bool = True
    place_key: str = ""
    entry: str | None = None
    languages: tuple[str, ...] | None = None
    newcomers: bool | None = None
    online_url: str | None = None
    online_notes: str | None = None
    step_free: bool | None = None
    lat: float | None = None
    lon: float | None = None
    suspended: bool | None = None

    @property
    def staging_key(self) -> str:
        """The same for rows that are one group."""
        return f"{self.key}|{self.place_key}" if self.place_key else self.key

    @property
    def digest(self) -> str:
        """A fingerprint: the same when the row says the same."""
        said = {
            name: value
            for name, value in vars(self).items()
            if name in _ALWAYS or (name in _SAID and value is not None)
        }
        said["meetings"] = [vars(meeting) for meeting in self.meetings]
        return hashlib.sha256(json.dumps(said, default=str, sort_keys=True).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """As the row of an import keeps it."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {**values, "meetings": [_meeting_as_json(meeting) for meeting in self.meetings]}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "GroupDraft":
        """Back from ``as_json``."""
        tuples = {name: tuple(values[name]) for name in ("audience_keys", "languages") if values.get(name) is not None}
        meetings = tuple(_meeting_from_json(meeting) for meeting in values["meetings"])
        return cls(**{**values, **tuples, "meetings": meetings})


_ALWAYS = {"theme_key", "municipality_code"}
_SAID = {one.name for one in fields(GroupDraft)} - {"whole", "place_key"}


def _meeting_as_json(meeting: MeetingDraft) -> dict[str, Any]:
    hours = {name: value.isoformat() if (value := getattr(meeting, name)) else None for name in ("starts", "ends")}
    return {**vars(meeting), **hours}


def _meeting_from_json(values: Mapping[str, Any]) -> MeetingDraft:
    hours = {name: time.fromisoformat(values[name]) if values[name] else None for name in ("starts", "ends")}
    return MeetingDraft(**{**values, **hours})


@dataclass
class ReadRow:
    """A row that was read: its draft, or the reason why it is refused, and the remarks on its cells."""

    number: int
    name: str
    draft: GroupDraft | None = None
    refusal: str = ""
    remarks: list[Remark] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def remark(self, column: str, value: str, done: str, *, note: str = "") -> None:
        """Account for a cell; ``note`` is kept with the group, in the office."""
        self.remarks.append(Remark(column=column, value=value, done=done))
        if note:
            self.notes.append(note)


def identity(name: str, municipality: str) -> str:
    """What makes two rows the same group: the name in the source and the municipality."""
    return f"{' '.join(fold(name).split())}|{fold(municipality).strip()}"
