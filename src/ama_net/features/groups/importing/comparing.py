"""What a draft would change of a group: field by field, in words, for whoever has to say yes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ama_net.features.groups.importing.drafts import GroupDraft
from ama_net.features.groups.importing.lines import wanted_lines
from ama_net.features.groups.importing.schedule import MeetingDraft
from ama_net.features.groups.models import Audience, Difference, Group, Meeting, Status, Theme, group_audiences
from ama_net.foundation.database import db
from ama_net.foundation.text import fold
from ama_net.kernel.directory.words import ENTRY_WORDS, KIND_WORDS, MODE_WORDS, STATUS_WORDS, meeting_words
from ama_net.kernel.places import Municipality, Venue

PLAIN = (
    "name", "kind", "theme_words", "mode", "municipality_code", "organisation", "description", "source", "office_notes",
    "entry", "languages", "newcomers", "online_url", "online_notes",
)  # fmt: skip
"""Columns of a group that a draft has under the same name."""
OF_THE_OFFICE = {"office_notes", "source", "status"}
"""Not compared in a group the office keeps by itself: it writes them, or decides them."""
LINE = ("weekday", "starts", "ends", "time_words", "frequency", "month_week")

_STATE_COLUMNS = (
    "id", "theme_id", "venue_id", "status", "confirmed_on", "office_changed_at", "import_key", "import_digest", "sequence",
    "published", "is_example",
)  # fmt: skip
_GROUP = tuple(getattr(Group, name) for name in (*PLAIN, *_STATE_COLUMNS))
_VENUE = tuple(
    getattr(Venue, name).label(f"venue_{name}") for name in ("name", "address", "postcode", "step_free", "lat")
)


@dataclass
class Line:
    """A line of a timetable as it is in the directory."""

    id: UUID
    says: MeetingDraft


@dataclass
class Current:
    """A group as it is in the directory: its columns, its venue's, its lines, the keys of its audiences."""

    values: Mapping[str, Any]
    lines: list[Line] = field(default_factory=list)
    audience_keys: set[str] = field(default_factory=set)

    @property
    def kept_by_office(self) -> bool:
        """Whether somebody has worked on it here, so that files change it no more."""
        return self.values["office_changed_at"] is not None


@dataclass(frozen=True)
class Words:
    """What keys and numbers are called, and which row a theme's or an audience's key stands for."""

    themes: Mapping[str, tuple[UUID, str]]
    audiences: Mapping[str, tuple[UUID, str]]

    def theme_label(self, key: str | None) -> str:
        """What a theme is called; nothing for one that is no longer there."""
        return self.themes[key][1] if key and key in self.themes else ""

    def audience_labels(self, keys: Iterable[str]) -> str:
        """What some audiences are called."""
        return ", ".join(sorted(self.audiences[key][1] for key in keys if key in self.audiences))

    def theme_key(self, theme_id: UUID | None) -> str | None:
        """The key of a theme's row."""
        return next((key for key, (one, _label) in self.themes.items() if one == theme_id), None)


def read_words() -> Words:
    """The words of the association in scope."""
    themes = db.session.execute(select(Theme.key, Theme.id, Theme.label)).all()
    audiences = db.session.execute(select(Audience.key, Audience.id, Audience.label)).all()
    return Words(
        themes={row.key: (row.id, row.label) for row in themes},
        audiences={row.key: (row.id, row.label) for row in audiences},
    )


def read_current(keys: Iterable[str]) -> dict[str, Current]:
    """The groups with these import keys, by key: three statements, and nothing kept in the session."""
    groups = (
        select(*_GROUP, *_VENUE).outerjoin(Venue, Venue.id == Group.venue_id).where(Group.import_key.in_(set(keys)))
    )
    found = {row["import_key"]: Current(dict(row)) for row in db.session.execute(groups).mappings()}
    by_id = {current.values["id"]: current for current in found.values()}
    lines = select(Meeting.group_id, Meeting.id, *(getattr(Meeting, name) for name in LINE))
    for row in db.session.execute(lines.where(Meeting.group_id.in_(by_id)).order_by(Meeting.position)).mappings():
        says = MeetingDraft(**{name: row[name] for name in LINE})
        by_id[row["group_id"]].lines.append(Line(row["id"], says))
    link = group_audiences.c
    audiences = select(link.group_id, Audience.key).join(Audience, Audience.id == link.audience_id)
    for group_id, key in db.session.execute(audiences.where(link.group_id.in_(by_id))):
        by_id[group_id].audience_keys.add(key)
    return found


def status_for(draft: GroupDraft, before: Mapping[str, Any] | None, *, trusted: bool) -> str:
    """The state a group gets. Whoever collected the rows did not call the groups: somebody of the association must.

    ``before`` are the columns of the group that is there. An example that becomes a real group is to be confirmed.
    """
    if draft.suspended:
        return Status.SUSPENDED
    if draft.is_example or trusted:
        return Status.ACTIVE
    if before is None or (before["is_example"] and draft.is_example is False):
        return Status.UNCONFIRMED
    status: str = before["status"]
    return Status.UNCONFIRMED if status == Status.SUSPENDED and not draft.whole else status


def overlaid(current: Current, draft: GroupDraft) -> dict[str, Any]:
    """The plain columns as they would be: what the draft says, over what it is silent about."""
    values = {}
    for name in PLAIN:
        said = list(draft.languages) if name == "languages" and draft.languages else getattr(draft, name)
        keeps = said is None or said in ("", (), "unknown")
        keeps = keeps or (name == "languages" and set(said) == set(current.values[name]))
        values[name] = current.values[name] if keeps else said
    if not draft.whole and draft.mode == "in_person":
        values["online_url"] = ""
    return values


def differences(current: Current, draft: GroupDraft, words: Words, *, trusted: bool) -> list[Difference]:
    """What would change, in the order people read a group's facts."""
    found = [*_plain(current, draft), *_linked(current, draft, words), *_place(current, draft)]
    status = status_for(draft, current.values, trusted=trusted)
    if status != current.values["status"]:
        found.append(_difference("status", STATUS_WORDS[current.values["status"]], STATUS_WORDS[status]))
    if meetings_differ(current, draft):
        old = [line.says for line in current.lines]
        found.append(_difference("when", lines_in_words(old), lines_in_words(wanted_lines(old, draft))))
    if current.kept_by_office:
        return [one for one in found if one["field"] not in OF_THE_OFFICE]
    return found


def _difference(name: str, old: Any, new: Any) -> Difference:
    return Difference(field=name, old=str(old or ""), new=str(new or ""))


def _plain(current: Current, draft: GroupDraft) -> list[Difference]:
    new = overlaid(current, draft)
    return [_in_words(name, current.values[name], new[name]) for name in PLAIN if current.values[name] != new[name]]


def _in_words(name: str, old: Any, new: Any) -> Difference:
    if name == "municipality_code":
        return _difference("municipality", _town(old), _town(new))
    if name == "newcomers":
        return _difference(name, *("" if value is None else "sì" if value else "no" for value in (old, new)))
    tables: dict[str, Mapping[Any, Any]] = {"kind": KIND_WORDS, "mode": MODE_WORDS, "entry": ENTRY_WORDS}
    if name in tables:
        return _difference(name, tables[name][old], tables[name][new])
    return _difference(name, *(", ".join(value) if isinstance(value, list) else value for value in (old, new)))


def _town(code: str | None) -> str:
    town = db.session.get(Municipality, code) if code else None
    return town.label if town else ""


def _linked(current: Current, draft: GroupDraft, words: Words) -> list[Difference]:
    found = []
    theme = words.theme_key(current.values["theme_id"])
    if draft.theme_key and theme != draft.theme_key:
        found.append(_difference("theme", words.theme_label(theme), words.theme_label(draft.theme_key)))
    keys = set(draft.audience_keys)
    if keys and keys != current.audience_keys:
        labels = words.audience_labels(current.audience_keys), words.audience_labels(keys)
        found.append(_difference("audiences", *labels))
    return found


def venue_differs(current: Current, draft: GroupDraft) -> bool:
    """Whether the draft names another venue than the group's (another postcode of the same one is not another).

    Of our CSV only the cells that say something count: the name alone, or the address alone.
    """
    if not draft.venue_name:
        return False
    if draft.whole and not draft.address:
        return fold(current.values["venue_name"] or "") != fold(draft.venue_name)
    if draft.whole and draft.address[: len(draft.venue_name)] == draft.venue_name:
        return fold(current.values["venue_address"] or "") != fold(draft.address)
    return not names_venue_of(current, draft)


def names_venue_of(current: Current, draft: GroupDraft) -> bool:
    """Whether the draft says the name and the address of the group's venue."""
    old = (fold(current.values["venue_name"] or ""), fold(current.values["venue_address"] or ""))
    return old == (fold(draft.venue_name), fold(draft.address))


def _place(current: Current, draft: GroupDraft) -> list[Difference]:
    values = current.values
    if venue_differs(current, draft):
        old = _venue_words(values["venue_name"], values["venue_address"], values["venue_postcode"])
        return [_difference("venue", old, _venue_words(draft.venue_name, draft.address, draft.postcode))]
    found = []
    if values["venue_id"] and draft.step_free and values["venue_step_free"] is None:
        found.append(_difference("step_free", "", "senza gradini"))
    if values["venue_id"] and draft.lat is not None and values["venue_lat"] is None:
        found.append(_difference("position", "", f"{draft.lat:.5f}, {draft.lon:.5f}"))
    return found


def _venue_words(*parts: str | None) -> str:
    """Name, address and postcode; a venue called like its address is said once."""
    return ", ".join(dict.fromkeys(part for part in parts if part))


def meetings_differ(current: Current, draft: GroupDraft) -> bool:
    """Whether the timetable is another one; what says none changes none."""
    old = [line.says for line in current.lines]
    return set(old) != set(wanted_lines(old, draft))


def lines_in_words(lines: Iterable[MeetingDraft]) -> str:
    """``ogni lunedì, ore 18:00; ogni giovedì, ore 20:30``."""
    ordered = sorted(lines, key=lambda line: (line.weekday or 8, line.starts or time(0)))
    return "; ".join(meeting_words(vars(line), "it") or "giorno e ora da chiedere" for line in ordered)
