"""Opening the volunteers' area to somebody who is accepted: the role, or an invitation, and what came of it."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import case, select

from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Role
from ama_net.kernel.accounts.models import ACTIVE, INVITED, SUSPENDED, Account
from ama_net.kernel.accounts.operations.office import EmailTaken, NotYours, invite, invite_again
from ama_net.kernel.accounts.operations.roles import give_role
from ama_net.kernel.people import Person


class Access(StrEnum):
    """What came of opening the area. From ``SUSPENDED`` on, they cannot enter yet, and the office has something to do."""

    GIVEN = "given"
    INVITED = "invited"
    INVITED_AGAIN = "invited_again"
    SUSPENDED = "suspended"
    NO_ADDRESS = "no_address"
    ADDRESS_TAKEN = "address_taken"
    NOT_ALLOWED = "not_allowed"


@dataclass(frozen=True)
class Opening:
    """What came of it, and the address it was about."""

    access: Access
    email: str = ""


def open_area(person: Person, *, email: str, by: Actor) -> Opening:
    """Open the volunteers' area to a person: their account gets the role, or an invitation leaves.

    The invitation goes to ``email``, the address they wrote from and confirmed; without it, to the one of the register.
    Who has an account that never was opened is invited again, at the account's address. An address that is somebody
    else's account (families share them) invites nobody. Who may: VOLUNTEERS_EDIT; inviting takes ACCOUNTS_EDIT too.
    """
    account = _account_of(person)
    if account is not None:
        give_role([person.id], Role.VOLUNTEER, by=by)
        return _opened_again(account, by=by)
    address = (email or person.email or "").lower()
    if not address:
        return Opening(Access.NO_ADDRESS)
    try:
        invite(person=person, email=address, roles=[Role.VOLUNTEER], by=by)
    except EmailTaken:
        return Opening(Access.ADDRESS_TAKEN, address)
    except NotYours:
        return Opening(Access.NOT_ALLOWED, address)
    return Opening(Access.INVITED, address)


def _account_of(person: Person) -> Account | None:
    """The account to enter with, where two people made one have several: one in use before one that waits."""
    place = case((Account.status == ACTIVE, 0), (Account.status == INVITED, 1), else_=2)
    mine = select(Account).where(Account.person_id == person.id).order_by(place, Account.created_at, Account.id)
    return db.session.scalars(mine.limit(1)).first()


def _opened_again(account: Account, *, by: Actor) -> Opening:
    if account.status == SUSPENDED:
        return Opening(Access.SUSPENDED, account.email)
    if account.status != INVITED:
        return Opening(Access.GIVEN, account.email)
    try:
        invite_again(account=account, by=by)
    except NotYours:
        return Opening(Access.NOT_ALLOWED, account.email)
    return Opening(Access.INVITED_AGAIN, account.email)
