"""The timetable a group would have: what the cells of day, hour and frequency say, over what they are silent about."""

from collections.abc import Sequence
from dataclasses import replace

from ama_net.features.groups.importing.drafts import GroupDraft
from ama_net.features.groups.importing.schedule import MeetingDraft
from ama_net.features.groups.models import Frequency


def wanted_lines(old: Sequence[MeetingDraft], draft: GroupDraft) -> tuple[MeetingDraft, ...]:
    """The lines a draft asks for. Our CSV says them in three cells: an empty one keeps what is known.

    Where it is not plain which hour is of which day, everything stays as it is.
    """
    said = draft.meetings
    if not said:
        return tuple(old)
    if not draft.whole or not old:
        return said
    if all(line.weekday is None for line in said):
        found = _on_known_days(old, said)
    elif all(_timeless(line) for line in said):
        found = [_timed(line, old) for line in said]
    else:
        found = list(said)
    return tuple(dict.fromkeys(_as_often(line, old) for line in found))


def _timeless(line: MeetingDraft) -> bool:
    return line.starts is None and not line.time_words


def _on_known_days(old: Sequence[MeetingDraft], said: Sequence[MeetingDraft]) -> list[MeetingDraft]:
    if len(said) == 1 and _timeless(said[0]):
        return [_often(line, said[0]) for line in old]
    if len(said) == 1:
        return [replace(said[0], weekday=line.weekday) for line in old]
    if len(said) == len(old):
        return [replace(new, weekday=line.weekday) for new, line in zip(said, old, strict=True)]
    return list(old)


def _timed(line: MeetingDraft, old: Sequence[MeetingDraft]) -> MeetingDraft:
    """A day without an hour keeps that day's, or the one hour there is."""
    there = [one for one in old if one.weekday == line.weekday] or old
    hours = {(one.starts, one.ends, one.time_words) for one in there}
    if len(hours) != 1:
        return line
    starts, ends, words = hours.pop()
    return replace(line, starts=starts, ends=ends, time_words=words)


def _as_often(line: MeetingDraft, old: Sequence[MeetingDraft]) -> MeetingDraft:
    there = [one for one in old if one.weekday == line.weekday] or old
    if line.frequency != Frequency.UNKNOWN or len({(one.frequency, one.month_week) for one in there}) != 1:
        return line
    return _often(line, there[0])


def _often(line: MeetingDraft, like: MeetingDraft) -> MeetingDraft:
    return replace(line, frequency=like.frequency, month_week=like.month_week)
