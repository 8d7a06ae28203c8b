"""Inviting members to have an account: one, or all those of today who have an e-mail address and none yet."""

from collections.abc import Callable

from sqlalchemy import Select, exists, func, or_, select

from ama_net.features.members.models import Membership
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Role
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.accounts.operations.office import EmailTaken, invite
from ama_net.kernel.people import Contact, ContactKind


class CannotInvite(ValueError):
    """There is no address to write to, the membership is over or of a body, or there is an account already."""


def account_of(membership: Membership) -> Account | None:
    """The account of a member."""
    if membership.person_id is None:
        return None
    return db.session.scalars(select(Account).where(Account.person_id == membership.person_id)).first()


def invite_member(membership: Membership, *, by: Actor) -> Account:
    """Invite a member to have an account. For who edits accounts.

    Raises:
        CannotInvite: see there; also when another account has the address (families share them).
        NotYours: the actor may not give the role of member.
    """
    person = membership.person
    if person is None or not membership.is_active or not person.email or account_of(membership) is not None:
        raise CannotInvite
    try:
        account, _token = invite(person=person, email=person.email.lower(), roles=[Role.MEMBER], by=by)
    except EmailTaken as error:
        raise CannotInvite from error
    return account


def members_to_invite() -> list[Membership]:
    """The members of today with an e-mail address and no account."""
    return list(db.session.scalars(_to_invite().order_by(Membership.number)))


def how_many_to_invite() -> int:
    """How many they are."""
    return db.session.scalar(select(func.count()).select_from(_to_invite().subquery())) or 0


def _to_invite() -> Select[Membership]:
    reachable = exists().where(Contact.person_id == Membership.person_id, Contact.kind == ContactKind.EMAIL)
    has_account = exists().where(Account.person_id == Membership.person_id)
    running = or_(Membership.ended_on.is_(None), Membership.ended_on > today())
    return select(Membership).where(running, Membership.person_id.is_not(None), reachable, ~has_account)


def invite_members(*, by: Actor, step: Callable[[], None]) -> tuple[int, int]:
    """Invite them all; gives how many were invited, and how many share an address that has an account already."""
    invited = shared = 0
    for membership in members_to_invite():
        try:
            invite_member(membership, by=by)
        except CannotInvite:
            shared += 1
        else:
            invited += 1
        step()
    return invited, shared
