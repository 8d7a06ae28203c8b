"""What expenses show in the personal area: a claim that was not sent yet, one that was decided."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.volunteers.models import ClaimState
from ama_net.features.volunteers.personal import is_volunteer
from ama_net.features.volunteers.queries_expenses import open_claims_of
from ama_net.foundation.web.pages import money
from ama_net.kernel.access import Actor
from ama_net.kernel.accounts.personal import NextThing, PersonalRoom


def next_things(actor: Actor) -> list[NextThing]:
    """What was written and not sent."""
    if actor.person_id is None:
        return []
    drafts = [one for one in open_claims_of(actor.person_id) if one.state == ClaimState.DRAFT and one.items]
    url = url_for("expenses_my.index")
    return [
        NextThing(_("Spese da mandare: %(sum)s", sum=money(one.asked_cents)), _("La nota è aperta"), url)
        for one in drafts
    ]


ROOM = PersonalRoom(
    key="expenses",
    title=_l("Le mie spese"),
    icon="euro",
    endpoint="expenses_my.index",
    next_things=next_things,
    concerns=is_volunteer,
    order=18,
    within="volunteer",
)
