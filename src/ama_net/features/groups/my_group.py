"""What a facilitator's page says of a group: the facts to confirm, the next times with who leads them, what is to be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from flask_babel import gettext as _

from ama_net.features.groups.models import Entry, Group, MeetingSubstitute, Mode, Status
from ama_net.features.groups.operations.freshness import EVERY
from ama_net.features.groups.operations.headcounts import days_to_count
from ama_net.features.groups.queries_facilitators import days_counted, substitutes_of
from ama_net.features.groups.sheet import timetable
from ama_net.features.groups.timetable import NextMeeting, meeting_told, next_meetings
from ama_net.foundation.clock import now, today
from ama_net.kernel.directory.words import ENTRY_WORDS, MODE_WORDS
from ama_net.kernel.scheduling import Occurrence

SHOWN_TIMES = 6
ASK_COUNT_FOR = timedelta(days=7)
"""How long after a meeting its facilitator is reminded to count heads."""


@dataclass(frozen=True)
class OwnTime:
    """One of the next times: as everybody reads it, the line and day it stands for (none for an extra one), who leads."""

    told: NextMeeting
    meeting_id: UUID
    original: date | None
    substitute: str = ""

    @property
    def day(self) -> date:
        """The day it is on."""
        return self.told.starts.date()


def own_times(group: Group, *, limit: int = SHOWN_TIMES) -> list[OwnTime]:
    """The next times, those called off among them. Of a suspended group there are none."""
    if group.status == Status.SUSPENDED:
        return []
    found = next_meetings(group, now(), limit=limit, cancelled=True)
    leading = substitutes_of(group.id, [one.starts.date() for one in found])
    return [_own(one, leading) for one in found]


def _own(one: Occurrence, leading: Mapping[date, MeetingSubstitute]) -> OwnTime:
    substitute = leading.get(one.starts.date())
    called = substitute.called if substitute else ""
    return OwnTime(meeting_told(one), UUID(one.series.key), one.original, called)


def next_time(group: Group) -> tuple[datetime, str] | None:
    """The next time that is not called off: when, and in words."""
    found = [] if group.status == Status.SUSPENDED else next_meetings(group, now(), limit=1)
    return (found[0].starts, meeting_told(found[0]).when) if found else None


def facts_to_confirm(group: Group, *, open_page: bool = False) -> list[tuple[str, str]]:
    """What facilitators say is right. A page that needs no sign-in never tells where and when a protected group meets."""
    hidden = open_page and group.hides_place
    protected = _("Non si scrive qui: il gruppo è protetto")
    return [
        (_("Dove"), protected if hidden else _where(group)),
        (_("Quando"), protected if hidden else "; ".join(timetable(group)) or _("Non è scritto")),
        (_("Come ci si incontra"), str(MODE_WORDS[group.mode]) if group.mode != Mode.UNKNOWN else ""),
        (_("Come si entra"), str(ENTRY_WORDS[group.entry]) if group.entry != Entry.UNKNOWN else _("Non è scritto")),
    ]


def _where(group: Group) -> str:
    town = group.municipality.label if group.municipality else ""
    if group.venue is None:
        return town or str(_("Non è scritto"))
    address = group.venue.address if group.venue.address != group.venue.name else ""
    town = group.venue.municipality.label if group.venue.municipality else town
    return ", ".join(filter(None, (group.venue.name, address, town)))


def is_to_confirm(group: Group) -> bool:
    """Whether a month has gone by since somebody said that all is right."""
    return not group.is_example and (group.confirmed_on is None or group.confirmed_on <= today() - EVERY)


def days_to_count_now(groups: Sequence[Group]) -> dict[UUID, date]:
    """For each group the latest meeting of this week that nobody has counted yet; nothing where there is none."""
    since = today() - ASK_COUNT_FOR
    known = {group.id: [day for day in days_to_count(group) if day >= since] for group in groups}
    counted = days_counted([group_id for group_id, days in known.items() if days], since)
    left = {group_id: [day for day in days if (group_id, day) not in counted] for group_id, days in known.items()}
    return {group_id: days[0] for group_id, days in left.items() if days}


def next_august(day: date) -> tuple[date, date]:
    """The first and last day of the August that is going on or comes next."""
    year = day.year if day.month <= 8 else day.year + 1
    return date(year, 8, 1), date(year, 8, 31)


def may_pause_august(group: Group) -> bool:
    """Whether one tap may pause the next August: nothing is said of those days yet."""
    first, last = next_august(today())
    taken = any(pause.first_day <= last and (pause.last_day or last) >= first for pause in group.pauses)
    return not taken and not (group.meetings and all(meeting.off_august for meeting in group.meetings))
