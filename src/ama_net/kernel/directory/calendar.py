"""The timetable of a published group, from its row of the listing to series: for pages, calendars, feeds and brochures.

What is not known is not guessed: a line without its day, its hour or the week it counts from is no series, and is said
in words only (``words.meeting_words``); if single times of it are known, they are a series without a rule. A protected
group has none.
"""

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from ama_net.kernel.scheduling import Change, ClosedDays, Pause, Series, counts_from_first, rule_of


def series_of(row: Any) -> list[Series]:
    """The series of a group: ``row`` has the listing's ``meetings``, ``pauses``, ``changes`` and ``province``."""
    return series_from(row.meetings, row.pauses, row.changes, province=row.province or "")


def series_from(
    meetings: Iterable[Mapping[str, Any]],
    pauses: Iterable[Mapping[str, Any]],
    changes: Iterable[Mapping[str, Any]],
    *,
    province: str = "",
) -> list[Series]:
    """The series of a timetable written as in the listing: days and hours as ISO text, or as dates and times."""
    stops = tuple(Pause(_day(pause["first"]) or date.min, _day(pause["last"])) for pause in pauses)
    changed: dict[str, list[Change]] = {}
    for change in changes:
        changed.setdefault(str(change["meeting"]), []).append(_change(change))
    found = (_series(meeting, stops, changed, province) for meeting in meetings)
    return [series for series in found if series is not None]


def _series(
    meeting: Mapping[str, Any], pauses: tuple[Pause, ...], changed: Mapping[str, list[Change]], province: str
) -> Series | None:
    own = tuple(changed.get(str(meeting["id"]), ()))
    starts, first, rule = _hour(meeting["starts"]), _day(meeting["first"]), _rule(meeting)
    if starts is None or first is None or not rule:
        own = tuple(change for change in own if change.original is None and change.starts)
        if not own:
            return None
        rule, first, starts = "", min(change.day for change in own if change.day), own[0].starts or time()
    return Series(
        key=str(meeting["id"]),
        first=first,
        starts=starts,
        rule=rule,
        ends=_hour(meeting["ends"]),
        last=_day(meeting["ends_on"]),
        closed=ClosedDays(meeting["off_holidays"], meeting["off_august"], province),
        changes=own,
        pauses=pauses,
    )


def _rule(meeting: Mapping[str, Any]) -> str | None:
    own = meeting["rule"] if meeting["frequency"] == "custom" else ""
    rule = own or rule_of(meeting["frequency"], meeting["weekday"], meeting["month_week"])
    # Of a meeting every two weeks one must know which weeks.
    unknown = rule and not meeting["starts_on"] and counts_from_first(rule)
    return None if unknown else rule


def _change(change: Mapping[str, Any]) -> Change:
    return Change(
        original=_day(change["original"]),
        cancelled=change["cancelled"],
        day=_day(change["day"]),
        starts=_hour(change["starts"]),
        ends=_hour(change["ends"]),
        place=change["place"],
        note=change["note"],
    )


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) or value is None else date.fromisoformat(value)


def _hour(value: Any) -> time | None:
    return value if isinstance(value, time) or value is None else time.fromisoformat(value)
