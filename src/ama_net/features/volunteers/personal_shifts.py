"""What shifts show in the personal area: the next ones, and what one is asked to swap."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.volunteers.personal import is_volunteer
from ama_net.features.volunteers.queries_my_shifts import coming_shifts
from ama_net.features.volunteers.queries_swaps import offers_for
from ama_net.kernel.access import Actor
from ama_net.kernel.accounts.personal import NextThing, PersonalRoom

SHOWN = 2


def next_things(actor: Actor) -> list[NextThing]:
    """One's next shifts, and the offers made to oneself (those to everybody are on the page of shifts)."""
    if actor.person_id is None:
        return []
    things = [
        NextThing(
            _("Il tuo turno: %(label)s", label=seen.shift.activity.label),
            seen.shift.where,
            url_for("shifts_my.show", shift_id=seen.shift.id),
            when=seen.shift.starts_at,
        )
        for seen in coming_shifts(actor.person_id, limit=SHOWN)
    ]
    things += [
        NextThing(
            _("%(name)s ti chiede un cambio di turno", name=swap.person.short_name),
            swap.signup.shift.activity.label,
            url_for("shifts_my.show", shift_id=swap.signup.shift_id),
            when=swap.signup.shift.starts_at,
        )
        for swap in offers_for(actor.person_id)
        if swap.to_person_id is not None
    ]
    return things


ROOM = PersonalRoom(
    key="shifts",
    title=_l("Turni"),
    icon="calendar",
    endpoint="shifts_my.index",
    next_things=next_things,
    concerns=is_volunteer,
    order=16,
    within="volunteer",
)
