"""The free times of a service as a page shows them: the nearest ones, a month to choose a day in, the times of that day.

One look at the timetables gives all of it. A choice is a text: the instant and the way to meet.
"""

from calendar import Calendar
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from flask_babel import format_date
from flask_babel import ngettext as _n

from ama_net.features.helpdesk.models import Appointment, Mode, Service
from ama_net.features.helpdesk.slots import Slot, free_slots
from ama_net.features.helpdesk.visitor_words import MODES
from ama_net.foundation.clock import today

NEAREST = 6
YEARS = range(2000, 2201)
"""Instants outside of them cannot be told in every time zone."""

_MONTHS = Calendar()


class DayEntry(NamedTuple):
    """What a day of the month leads to."""

    title: str
    url: str


class Day(NamedTuple):
    """A day of the month: values that can be compared, so that a month is drawn once for all who see the same."""

    date: date
    in_month: bool
    today: bool
    entries: tuple[DayEntry, ...]


@dataclass(frozen=True)
class TimesPage:
    """What is free, and what of it is shown. ``address`` makes the page's own address with other choices."""

    service: Service
    free: list[Slot]
    mode: Mode | None
    day: date | None
    month: date
    address: Callable[..., str]

    @property
    def shown(self) -> list[Slot]:
        """The times of the day that was chosen, otherwise the nearest."""
        return [slot for slot in self.free if slot.day == self.day] if self.day else self.free[:NEAREST]

    @property
    def ways(self) -> list[tuple[str, str, bool]]:
        """How to meet, as links: words, address, whether it is the one chosen. None where there is no choice."""
        if len(self.service.modes) < 2:
            return []
        return [(str(MODES[mode]), self.address(modo=mode.value), mode == self.mode) for mode in self.service.modes]

    @property
    def title(self) -> str:
        """The month."""
        return str(format_date(self.month, "LLLL y")).capitalize()

    @property
    def previous_url(self) -> str | None:
        """The month before, if it has days to come."""
        before = (self.month - timedelta(days=1)).replace(day=1)
        return self._month_url(before) if self.month > today() else None

    @property
    def next_url(self) -> str | None:
        """The month after, as far as one may book."""
        after = (self.month + timedelta(days=31)).replace(day=1)
        return self._month_url(after) if after <= _last_day(self.service) else None

    @property
    def weeks(self) -> tuple[tuple[Day, ...], ...]:
        """The month for ``components/calendar.html``, from this week on: each day with how many times are free."""
        free = Counter(slot.day for slot in self.free)
        weeks = _MONTHS.monthdatescalendar(self.month.year, self.month.month)
        return tuple(tuple(self._day(day, free[day]) for day in week) for week in weeks if week[-1] >= today())

    def _day(self, day: date, free: int) -> Day:
        in_month = day.month == self.month.month
        words = _n("%(num)s orario", "%(num)s orari", free)
        entries = (DayEntry(words, self._url("orari", giorno=day)),) if free and in_month else ()
        return Day(day, in_month, day == today(), entries)

    def _month_url(self, month: date) -> str:
        return self._url("mese", mese=f"{month:%Y-%m}")

    def _url(self, part: str, **chosen: Any) -> str:
        return f"{self.address(modo=self.mode.value if self.mode else None, **chosen)}#{part}"


def times_page(
    service: Service, args: Mapping[str, str], address: Callable[..., str], *, moving: Appointment | None = None
) -> TimesPage:
    """The page of what is free of a service, as its address asks; what is asked wrongly is left out.

    ``moving``: an appointment that another time is looked for, not its own; that of a pathway keeps who listens.
    """
    person_id = moving.person_id if moving is not None and moving.pathway_id else None
    mode = next((one for one in service.modes if one.value == args.get("modo")), None)
    free = free_slots(service, today(), _last_day(service), mode=mode, person_id=person_id, besides=moving)
    if moving is not None:
        free = _others(free, moving)
    if mode is not None:
        free = [Slot(one.starts_at, one.ends_at, (mode,)) for one in free]
    day = _asked_day(service, args.get("giorno"), first=today())
    month = _asked_day(service, f"{args.get('mese')}-01", first=today().replace(day=1))
    nearest = free[0].day if free else today()
    return TimesPage(service, free, mode, day, (month or day or nearest).replace(day=1), address)


def choice_of(slot: Slot, mode: Mode) -> str:
    """What the button of a time sends."""
    return f"{slot.starts_at.astimezone(UTC):%Y-%m-%dT%H:%MZ}|{mode.value}"


def read_choice(text: str | None) -> tuple[datetime, Mode] | None:
    """The time and the way that a button sent; None for anything else."""
    instant, _bar, way = (text or "").partition("|")
    try:
        said = datetime.fromisoformat(instant)
        return (said, Mode(way)) if said.tzinfo and said.year in YEARS else None
    except ValueError:
        return None


def _others(free: list[Slot], moving: Appointment) -> list[Slot]:
    """Without the very time and way of the appointment: to that one it is not moved."""
    found = []
    for one in free:
        ways = tuple(mode for mode in one.modes if (one.starts_at, mode) != (moving.starts_at, moving.mode))
        if ways:
            found.append(one if ways == one.modes else replace(one, modes=ways))
    return found


def _asked_day(service: Service, text: str | None, *, first: date) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if first <= day <= _last_day(service) else None


def _last_day(service: Service) -> date:
    return today() + timedelta(days=service.horizon_days)
