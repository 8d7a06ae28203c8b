"""What pathways show in the personal area, to who follows them: those without a meeting to come."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.helpdesk.queries_pathways import pathways_without_meeting
from ama_net.features.helpdesk.rules import listens
from ama_net.kernel.access import Actor
from ama_net.kernel.accounts.personal import NextThing, PersonalRoom

SHOWN = 2


def next_things(actor: Actor) -> list[NextThing]:
    """The pathways that wait for a day: never whose, somebody may be looking at the screen."""
    if actor.person_id is None:
        return []
    return [
        NextThing(_("Un percorso aspetta il prossimo incontro"), "", url_for("pathways_my.show", pathway_id=one.id))
        for one in pathways_without_meeting(actor.person_id)[:SHOWN]
    ]


ROOM = PersonalRoom(
    key="pathways",
    title=_l("Percorsi"),
    icon="people",
    endpoint="pathways_my.index",
    next_things=next_things,
    concerns=listens,
    order=15,
    within="helpdesk",
)
