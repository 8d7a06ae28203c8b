"""What hours offer to the office's first page: what waits, and what was given this year."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.volunteers.hours_rules import duration_words
from ama_net.features.volunteers.queries_hours import count_waiting, in_year, minutes_in
from ama_net.foundation.clock import today
from ama_net.kernel.access import Figure, OfficeRoom, Permission


def figures_of_hours() -> list[Figure]:
    """Entries to approve, and the approved hours of the year."""
    year, waiting = today().year, count_waiting()
    given = minutes_in(in_year(year))
    return [
        Figure(_("Ore da approvare"), waiting, url_for("hours_manage.index"), attention=waiting > 0),
        Figure(_("Ore del %(year)s", year=year), duration_words(given - given % 60), url_for("hours_manage.totals")),
    ]


ROOM = OfficeRoom(
    key="hours",
    title=_l("Ore"),
    icon="clock",
    endpoint="hours_manage.index",
    permission=Permission.VOLUNTEERS_READ,
    figures=figures_of_hours,
    order=42,
)
