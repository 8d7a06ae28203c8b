"""Writing groups of a file into the directory, many with one statement; each is published once, when it is whole."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update
from uuid_utils.compat import uuid7

from ama_net.features.groups.importing.comparing import (
    PLAIN,
    Current,
    Words,
    meetings_differ,
    names_venue_of,
    overlaid,
    status_for,
    venue_differs,
)
from ama_net.features.groups.importing.drafts import GroupDraft
from ama_net.features.groups.importing.lines import wanted_lines
from ama_net.features.groups.importing.places import VenueBook
from ama_net.features.groups.importing.slugs import SlugBook
from ama_net.features.groups.importing.staging import Result, Staged
from ama_net.features.groups.models import (
    Group,
    GroupImport,
    GroupRevision,
    Kind,
    Meeting,
    Outcome,
    Status,
    group_audiences,
)
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor

NOT_HISTORY = {"contact", "office_notes", "source", "position", "step_free", "newcomers", "online_notes"}
"""Differences the history of a group does not keep: a contact may be a person's, the others are not facts of the group."""

Rows = list[dict[str, Any]]


class Pair(Protocol):
    """A group of the file and the one of the directory it is."""

    @property
    def staged(self) -> Staged:
        """What the file says."""

    @property
    def current(self) -> Current | None:
        """What the directory says."""

    @property
    def key(self) -> str:
        """What ties them."""


class Writer:
    """Writes the groups of one file, batch by batch."""

    def __init__(self, kept: GroupImport, words: Words, *, by: Actor) -> None:
        self.words = words
        self._trusted, self._by = kept.trusted, by
        self._slugs = SlugBook(set(db.session.scalars(select(Group.slug))))

    def write(self, judged: Iterable[tuple[Pair, Result]]) -> list[Result]:
        """Write what is new or changed of some groups; gives the results back, with the groups they made."""
        pairs = list(judged)
        batch = _Batch(self.words, VenueBook(pair.staged.draft for pair, _result in pairs))
        results = [self._write(pair, result, batch) for pair, result in pairs]
        batch.flush()
        return results

    def _write(self, pair: Pair, result: Result, batch: "_Batch") -> Result:
        draft, current = pair.staged.draft, pair.current
        if result.outcome not in (Outcome.CREATED, Outcome.UPDATED):
            return replace(result, meanwhile=False)
        before = current.values if current else {}
        values = {
            **(overlaid(current, draft) if current else _first_values(draft)),
            "is_example": bool(before.get("is_example") if draft.is_example is None else draft.is_example),
            "status": status_for(draft, before or None, trusted=self._trusted),
            "theme_id": self._theme(draft, before.get("theme_id")),
            "import_digest": draft.digest,
        }
        confirms = self._trusted and values["status"] == Status.ACTIVE
        values["confirmed_on"] = today() if confirms else before.get("confirmed_on")
        keeps = current is not None and not venue_differs(current, draft)
        if current and keeps and draft.whole and not names_venue_of(current, draft):
            venue_id, remark = before["venue_id"], None  # said in part: no second venue of half a name
        else:
            venue_id, remark = batch.venues.venue_of(draft)
        if current is None:
            slug = self._slugs.take(draft.name, pair.key)
            group_id = batch.create(draft, {**values, "venue_id": venue_id, "slug": slug, "import_key": pair.key})
        else:
            values["venue_id"] = before["venue_id"] if keeps else venue_id
            group_id = batch.change(current, draft, values, self._revision(result))
        return replace(result, group_id=group_id, meanwhile=False, remarks=(remark,) if remark else ())

    def _theme(self, draft: GroupDraft, before: UUID | None) -> UUID | None:
        if draft.theme_key and draft.theme_key in self.words.themes:
            return self.words.themes[draft.theme_key][0]
        return before

    def _revision(self, result: Result) -> dict[str, Any]:
        changes = {one["field"]: [one["old"], one["new"]] for one in result.diff if one["field"] not in NOT_HISTORY}
        return {"made_by": self._by.account_id, "way": "groups.imported", "changes": changes}


class _Batch:
    """The statements of some groups."""

    def __init__(self, words: Words, venues: VenueBook) -> None:
        self.words, self.venues = words, venues
        self._groups: Rows = []
        self._changed: Rows = []
        self._lines: Rows = []
        self._changed_lines: Rows = []
        self._old_lines: list[UUID] = []
        self._audiences: Rows = []
        self._audiences_of: list[UUID] = []
        self._revisions: Rows = []
        self._new: list[UUID] = []
        self._apart: list[UUID] = []

    def create(self, draft: GroupDraft, values: dict[str, Any]) -> UUID:
        """A new group, not yet published."""
        group_id = uuid7()
        self._groups.append({"id": group_id, **values, "published": False})
        self._new.append(group_id)
        self._lines += [_line(group_id, n, one) for n, one in enumerate(draft.meetings)]
        self._name_audiences(group_id, draft)
        return group_id

    def change(self, current: Current, draft: GroupDraft, values: dict[str, Any], revision: dict[str, Any]) -> UUID:
        """Other values for a group that is there and held; lines of the timetable that stay the same are not touched.

        Whether it is published is the office's to say.
        """
        group_id: UUID = current.values["id"]
        other_times = meetings_differ(current, draft)
        other_people = set(draft.audience_keys) != current.audience_keys and bool(draft.audience_keys)
        sequence = current.values["sequence"] + int(other_times)
        self._changed.append({"the_id": group_id, **values, "sequence": sequence, "updated_at": now()})
        if current.values["published"] and (other_times or other_people):
            # While its parts change, in this same transaction, it is in no listing: it is published once, at the end.
            self._apart.append(group_id)
        if other_times:
            self._change_lines(group_id, current, draft)
        if other_people:
            self._audiences_of.append(group_id)
            self._name_audiences(group_id, draft)
        if revision["changes"]:
            self._revisions.append({"group_id": group_id, **revision})
        return group_id

    def flush(self) -> None:
        """Send everything, in an order that publishes each new group once."""
        self.venues.write()
        _insert(Group, self._groups)
        if self._apart:
            _silently(update(Group).where(Group.id.in_(self._apart)).values(published=False))
        self._update()
        if self._old_lines:
            _silently(delete(Meeting).where(Meeting.id.in_(self._old_lines)))
        _insert(Meeting, self._lines)
        if self._audiences_of:
            _silently(delete(group_audiences).where(group_audiences.c.group_id.in_(self._audiences_of)))
        if self._audiences:
            db.session.execute(insert(group_audiences), self._audiences)
        _insert(GroupRevision, self._revisions)
        if shown := [*self._new, *self._apart]:
            _silently(update(Group).where(Group.id.in_(shown)).values(published=True))

    def _update(self) -> None:
        for model, rows in ((Group, self._changed), (Meeting, self._changed_lines)):
            if rows:
                names = [name for name in rows[0] if name != "the_id"]
                table = model.__table__
                statement = update(table).where(table.c.id == bindparam("the_id"))  # type: ignore[arg-type]
                values: Any = {name: bindparam(name) for name in names}
                db.session.connection().execute(statement.values(values), rows)

    def _change_lines(self, group_id: UUID, current: Current, draft: GroupDraft) -> None:
        """A line keeps its row, and so its place in people's calendars, as long as it is on the same weekday."""
        old = [line.says for line in current.lines]
        lines = wanted_lines(old, draft)
        wanted = [one for one in lines if one not in old]
        free = [line for line in current.lines if line.says not in lines]
        for n, one in enumerate(wanted, start=len(current.lines)):
            same = next((line for line in free if line.says.weekday == one.weekday), None)
            if same:
                free.remove(same)
                self._changed_lines.append({"the_id": same.id, **vars(one)})
            else:
                self._lines.append(_line(group_id, n, one))
        self._old_lines += [line.id for line in free]

    def _name_audiences(self, group_id: UUID, draft: GroupDraft) -> None:
        known = [self.words.audiences[key][0] for key in draft.audience_keys if key in self.words.audiences]
        self._audiences += [{"group_id": group_id, "audience_id": one} for one in known]


def _first_values(draft: GroupDraft) -> dict[str, Any]:
    """The plain columns of a new group: what nobody said is empty, or not known."""
    empty: dict[str, Any] = {"kind": Kind.GROUP, "entry": "unknown", "languages": [], "newcomers": None}
    said = {name: getattr(draft, name) for name in PLAIN}
    values = {name: empty.get(name, "") if value is None else value for name, value in said.items()}
    return {**values, "municipality_code": draft.municipality_code, "languages": list(draft.languages or ())}


def _line(group_id: UUID, position: int, says: Any) -> dict[str, Any]:
    return {"group_id": group_id, "position": position, **vars(says)}


def _insert(model: Any, rows: Rows) -> None:
    if rows:
        db.session.execute(insert(model), rows)


def _silently(statement: Any) -> None:
    db.session.execute(statement, execution_options={"synchronize_session": False})
