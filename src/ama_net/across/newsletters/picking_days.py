"""What of the site has a day: the next times of the groups that may be seen, for newsletters that invite to them.

Everything is read from the listing, so a group that hides its place has none; nothing says who comes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import takewhile
from uuid import UUID, uuid5

from flask_babel import force_locale
from flask_babel import gettext as _

from ama_net.features.groups.models import Mode
from ama_net.features.groups.timetable import meeting_told
from ama_net.foundation.clock import now
from ama_net.kernel.directory import Listing
from ama_net.kernel.directory.calendar import series_of
from ama_net.kernel.directory.words import ENTRY_WORDS
from ama_net.kernel.scheduling import Occurrence, next_occurrences

AHEAD = timedelta(days=60)
MOST_OF_ONE = 3
"""Times of one group that are offered."""


@dataclass(frozen=True)
class Appointment:
    """One time of a group. ``id`` is of that very time: moved or called off, it is another."""

    id: UUID
    group: Listing
    time: Occurrence

    def words(self, language: str) -> str:
        """The day and the hour, the place, how one gets in and what is unusual, in a language."""
        with force_locale(language):
            told = meeting_told(self.time)
            known = (
                told.when,
                told.place_note or self._place(),
                told.unusual,
                told.note,
                ENTRY_WORDS[self.group.entry],
            )
            words = ". ".join(part.strip(" .") for one in known if (part := str(one or "")).strip(" ."))
        return f"{words[:1].upper()}{words[1:]}"

    def _place(self) -> str:
        group = self.group
        if group.mode == Mode.ONLINE:
            return str(_("Online"))
        place = ", ".join(part for part in dict.fromkeys((group.venue_name, group.address, group.municipality)) if part)
        return f"{place} ({_('anche online')})" if place and group.mode == Mode.HYBRID else place


def appointments_of(groups: Iterable[Listing]) -> list[Appointment]:
    """The next times of groups, the nearest first; none of a group that takes nobody new now."""
    found = [one for group in groups if group.newcomers is not False for one in _next(group)]
    return sorted(found, key=lambda one: (one.time.starts, one.group.sort_name))


def _next(group: Listing) -> Iterable[Appointment]:
    last = now() + AHEAD
    near = takewhile(lambda one: one.starts <= last, next_occurrences(series_of(group), now(), limit=MOST_OF_ONE))
    return [
        Appointment(uuid5(group.group_id, one.starts.isoformat()), group, one) for one in near if one.starts > now()
    ]
