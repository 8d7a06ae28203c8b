"""What the helpdesk shows in the personal area, to who listens."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.helpdesk.queries_meetings import coming_meetings_of, untold_meetings_of
from ama_net.features.helpdesk.rules import listens
from ama_net.features.helpdesk.whereabouts import calendar_place
from ama_net.kernel.access import Actor
from ama_net.kernel.accounts.personal import NextThing, PersonalRoom

SHOWN = 2


def next_things(actor: Actor) -> list[NextThing]:
    """The next appointments, and how many wait for a word: never with whom, somebody may be looking at the screen."""
    if actor.person_id is None:
        return []
    untold = untold_meetings_of(actor.person_id)
    waiting = [
        NextThing(
            _("Com'è andato l'incontro?"), "", url_for("helpdesk_my.show", appointment_id=one.id), when=one.starts_at
        )
        for one in untold[:1]
    ]
    return waiting + [
        NextThing(
            _("Appuntamento"),
            calendar_place(one),
            url_for("helpdesk_my.show", appointment_id=one.id),
            when=one.starts_at,
        )
        for one in coming_meetings_of(actor.person_id, limit=SHOWN)
    ]


ROOM = PersonalRoom(
    key="helpdesk",
    title=_l("Sportello"),
    icon="speech",
    endpoint="helpdesk_my.index",
    next_things=next_things,
    concerns=listens,
    order=14,
)
