"""The member's own area: whose pages somebody sees, the entry of the menu, the next things."""

from uuid import UUID

from flask import abort, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.members.models import Membership
from ama_net.features.members.queries_area import memberships_of, waiting_change
from ama_net.kernel.access import Actor, Role, signed_in_actor
from ama_net.kernel.accounts.personal import NextThing, PersonalRoom


def my_memberships() -> list[Membership]:
    """The memberships of who is signed in, and of the minors they answer for."""
    return memberships_of(signed_in_actor().person_id)


def my_membership(membership_id: UUID) -> Membership:
    """One of them; any other is not there."""
    return next((one for one in my_memberships() if one.id == membership_id), None) or abort(404)


def is_own(membership: Membership, actor: Actor) -> bool:
    """Whether a membership is one's own, not that of a minor one answers for."""
    return membership.person_id == actor.person_id


def concerns(actor: Actor) -> bool:
    """Members; who has no role at all may answer for a minor."""
    return actor.person_id is not None and (Role.MEMBER in actor.roles or not actor.roles)


def next_things(actor: Actor) -> list[NextThing]:
    """A request of one's own that waits."""
    if actor.person_id is None or waiting_change(actor.person_id) is None:
        return []
    words = _("La segreteria la sta guardando")
    return [NextThing(_("Hai chiesto di cambiare i tuoi dati"), words, url_for("members_my.index"))]


ROOM = PersonalRoom(
    key="membership",
    title=_l("Sono socio"),
    icon="user",
    endpoint="members_my.index",
    next_things=next_things,
    concerns=concerns,
    order=5,
)
