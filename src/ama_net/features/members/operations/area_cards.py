"""The member's card: a token behind a QR, one in force for each membership, revocable."""

from ama_net.features.members.models import MemberCard, Membership
from ama_net.features.members.queries_area import current_card
from ama_net.foundation.clock import now
from ama_net.foundation.crypto import digest_token, new_token
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.tenancy import current_tenant_id


def card_of(membership: Membership, *, by: Actor) -> MemberCard:
    """The card in force, made the first time it is asked for."""
    found = current_card(membership.id)
    if found is not None:
        return found
    hold(f"members:card:{current_tenant_id()}:{membership.id}")
    return current_card(membership.id) or _make(membership, by)


def renew_card(membership: Membership, *, by: Actor) -> MemberCard:
    """Revoke the card (lost, photographed) and make another: the old QR says it is not valid from now on.

    Who may: the member, who answers for a minor, the office with MEMBERS_EDIT.
    """
    hold(f"members:card:{current_tenant_id()}:{membership.id}")
    old = current_card(membership.id)
    if old is not None:
        old.revoked_at = now()
        db.session.flush()
        record(by=by, verb="member_card.revoked", subject=membership)
    return _make(membership, by)


def _make(membership: Membership, by: Actor) -> MemberCard:
    token = new_token()
    card = MemberCard(membership_id=membership.id, token_digest=digest_token(token))
    card.token = token
    db.session.add(card)
    db.session.flush()
    record(by=by, verb="member_card.made", subject=membership)
    return card
