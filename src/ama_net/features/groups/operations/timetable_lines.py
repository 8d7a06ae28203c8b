"""The lines of a group's timetable: written down, changed in place, taken away; and the way back from any change of it.

Who may: the office with GROUPS_EDIT. A line keeps its identity for as long as it is the same line, because calendars know
its events by it (RFC 5545 UID), and single changes hang on it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from ama_net.features.groups.models import Frequency, Group, GroupPause, Meeting, MeetingChange
from ama_net.features.groups.operations.timetable import lock_timetable, timetable_changing
from ama_net.features.groups.timetable import series_of_meeting
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.office import CannotUndo, undoable

UNDO_KIND = "groups.timetable"
Row = Meeting | GroupPause | MeetingChange


@dataclass(frozen=True)
class LineFacts:
    """What is known of a line; see ``Meeting``."""

    weekday: int | None = None
    starts: time | None = None
    ends: time | None = None
    time_words: str = ""
    frequency: str = Frequency.UNKNOWN
    month_week: int | None = None
    rule: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    off_holidays: bool = False
    off_august: bool = False


def write_line(group: Group, meeting: Meeting | None, facts: LineFacts, *, by: Actor) -> int:
    """Change a line in place, or add one (``meeting`` None).

    Returns:
        How many single changes no longer fit (their days are no meetings any more) and were taken away.
    """
    lock_timetable(group)
    with timetable_changing(group, "group.timetable_changed", {}, by):
        if meeting is None:
            meeting = Meeting(group_id=group.id, position=max((one.position for one in group.meetings), default=-1) + 1)
            group.meetings.append(meeting)
        _write(meeting, asdict(facts))
        db.session.flush()
        return _drop_misfits(group, meeting)


def remove_line(group: Group, meeting: Meeting, *, by: Actor) -> None:
    """Take a line away, with what hangs on it."""
    lock_timetable(group)
    if meeting in group.meetings:  # nobody has taken it away meanwhile
        with timetable_changing(group, "group.timetable_changed", {}, by):
            for change in [one for one in group.changes if one.meeting_id == meeting.id]:
                group.changes.remove(change)
            db.session.flush()  # before the line, which would take them along
            group.meetings.remove(meeting)


def put_lines(group: Group, lines: Sequence[Mapping[str, Any]]) -> bool:
    """Make the timetable these lines, in their order: for whoever writes a whole group. What a line does not say it keeps.

    The same line is first the one that says the same, then the one of the same day, then the first that is left.

    Returns:
        Whether anything changed; whoever calls counts the ``sequence`` and records.
    """
    left = list(group.meetings)
    kept: list[Meeting | None] = [None] * len(lines)
    for same in (_says_the_same, _same_day, _left):
        for place, line in enumerate(lines):
            if kept[place] is None:
                kept[place] = next((meeting for meeting in left if same(meeting, line)), None)
                left = [meeting for meeting in left if meeting is not kept[place]]
    changed = bool(left)
    for meeting in left:
        group.meetings.remove(meeting)
    for place, line in enumerate(lines):
        changed = _write(kept[place] or _new_line(group), {**line, "position": place}) or changed
    if left:
        db.session.flush()
        db.session.expire(group, ["changes"])  # those of the lines that went are gone
    return changed


def _new_line(group: Group) -> Meeting:
    meeting = Meeting(group_id=group.id)
    group.meetings.append(meeting)
    return meeting


def _says_the_same(meeting: Meeting, line: Mapping[str, Any]) -> bool:
    return all(getattr(meeting, name) == value for name, value in line.items())


def _same_day(meeting: Meeting, line: Mapping[str, Any]) -> bool:
    return meeting.weekday is not None and meeting.weekday == line.get("weekday")


def _left(_meeting: Meeting, _line: Mapping[str, Any]) -> bool:
    return True


def _write(row: Row, values: Mapping[str, Any]) -> bool:
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return bool(changed)


def _drop_misfits(group: Group, meeting: Meeting) -> int:
    series = series_of_meeting(group, meeting)
    misfits = [
        change
        for change in group.changes
        if change.meeting_id == meeting.id
        and change.original_day is not None
        and not (series is not None and series.gives(change.original_day))
    ]
    for change in misfits:
        group.changes.remove(change)
    return len(misfits)


PARTS: dict[str, type[Row]] = {"meetings": Meeting, "pauses": GroupPause, "changes": MeetingChange}


def timetable_kept(group: Group) -> dict[str, Any]:
    """The whole timetable as it is now, for ``offer_undo(UNDO_KIND, …, confided=…)``: notes may be personal."""
    return {part: [_row(row) for row in getattr(group, part)] for part in PARTS}


@undoable(UNDO_KIND, Permission.GROUPS_EDIT)
def put_back(payload: dict[str, Any], *, by: Actor) -> None:
    """Put the timetable of a group back as it was kept.

    Raises:
        CannotUndo: it has been changed since, or the group is no more.
    """
    group = db.session.get(Group, UUID(payload["group"]))
    if group is None:
        raise CannotUndo
    lock_timetable(group)
    if group.sequence != payload["sequence"]:
        raise CannotUndo
    with timetable_changing(group, "group.timetable_restored", {}, by):
        for part in reversed(PARTS):  # what hangs on a line goes before it
            wanted = {row["id"] for row in payload[part]}
            for row in [one for one in getattr(group, part) if str(one.id) not in wanted]:
                getattr(group, part).remove(row)
            db.session.flush()
        for part, model in PARTS.items():  # and comes after it
            _put_rows(group, getattr(group, part), model, payload[part])
            db.session.flush()


def _put_rows(group: Group, there: list[Any], model: type[Row], rows: Iterable[Mapping[str, Any]]) -> None:
    known = {str(row.id): row for row in there}
    for row in rows:
        found = known.get(row["id"])
        if found is None:
            found = model(group_id=group.id)
            there.append(found)
        _write(found, {name: _value(model, name, value) for name, value in row.items()})


def _row(row: Row) -> dict[str, Any]:
    names = [column.key for column in row.__table__.columns if column.key not in {"tenant_id", "group_id"}]
    values = {name: getattr(row, name) for name in names}
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, int):
        return value
    return str(value) if isinstance(value, str | UUID) else value.isoformat()


def _value(model: type[Row], name: str, value: Any) -> Any:
    kind = model.__table__.c[name].type.python_type
    if value is None or kind in {str, bool, int}:
        return value
    return kind(value) if kind is UUID else kind.fromisoformat(value)
