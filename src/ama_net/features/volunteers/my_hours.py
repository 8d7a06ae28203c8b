"""What hours show in the personal area: the shifts whose hours are still to be written, and what was sent back."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ama_net.features.volunteers.personal import is_volunteer
from ama_net.features.volunteers.queries_hours import refused_of, shifts_to_log
from ama_net.features.volunteers.settings_hours import HoursSettings
from ama_net.kernel.access import Actor
from ama_net.kernel.accounts.personal import NextThing, PersonalRoom
from ama_net.kernel.tenancy.settings import read_settings


def next_things(actor: Actor) -> list[NextThing]:
    """Hours to write of shifts that ended; hours that were sent back."""
    if actor.person_id is None:
        return []
    things = []
    shifts = len(shifts_to_log(actor.person_id, read_settings(HoursSettings).days_back))
    if shifts:
        words = ngettext("Un turno finito aspetta le sue ore", "%(num)s turni finiti aspettano le loro ore", shifts)
        things.append(NextThing(words, _("Basta un tocco"), url_for("hours_my.index")))
    refused, last = refused_of(actor.person_id)
    if last is not None:  # its page shows one year: in January these are mostly of the year before
        words = ngettext("Delle ore sono da correggere", "%(num)s voci delle tue ore sono da correggere", refused)
        things.append(NextThing(words, _("La segreteria ha scritto perché"), url_for("hours_my.index", anno=last.year)))
    return things


ROOM = PersonalRoom(
    key="hours",
    title=_l("Ore"),
    icon="clock",
    endpoint="hours_my.index",
    next_things=next_things,
    concerns=is_volunteer,
    order=17,
    within="volunteer",
)
