"""Opening a part of the personal area to somebody: the role that opens it, or an invitation, and what came of it."""

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
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


OPENINGS: dict[str, LazyString] = {
    Access.GIVEN: _l("L'area personale è aperta: entra con il suo accesso, %(email)s."),
    Access.INVITED: _l("Invito spedito a %(email)s. Vale sette giorni."),
    Access.INVITED_AGAIN: _l("Aveva già un invito: spedito di nuovo a %(email)s. Vale sette giorni."),
    Access.SUSPENDED: _l("Il suo accesso, %(email)s, è sospeso: va riattivato tra gli accessi."),
    Access.NO_ADDRESS: _l("Non ha un indirizzo e-mail: nessun invito è partito."),
    Access.ADDRESS_TAKEN: _l("L'accesso di %(email)s è di un'altra persona: nessun invito è partito."),
    Access.NOT_ALLOWED: _l("Nessun invito è partito: può invitare solo chi gestisce gli accessi."),
}
GOOD_OPENINGS = (Access.GIVEN, Access.INVITED, Access.INVITED_AGAIN)


@dataclass(frozen=True)
class Opening:
    """What came of it, and the address it was about."""

    access: Access
    email: str = ""

    @property
    def is_good(self) -> bool:
        """Whether they can enter, or have an invitation to."""
        return self.access in GOOD_OPENINGS

    @property
    def words(self) -> str:
        """What came of it, for the office."""
        return str(OPENINGS[self.access]) % {"email": self.email}


def open_area(person: Person, role: Role, *, by: Actor, email: str = "") -> Opening:
    """Open the part of the area that a role opens: the person's account gets the role, or an invitation leaves.

    The invitation goes to ``email``, the address they wrote from and confirmed; without it, to the one of the register.
    Who has an account that never was opened is invited again, at the account's address. An address that is somebody
    else's account (families share them) invites nobody. Who may is the business of the caller; inviting takes
    ACCOUNTS_EDIT too.
    """
    account = _account_of(person)
    if account is not None:
        give_role([person.id], role, by=by)
        return _opened_again(account, by=by)
    address = (email or person.email or "").lower()
    if not address:
        return Opening(Access.NO_ADDRESS)
    try:
        invite(person=person, email=address, roles=[role], by=by)
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
