"""What is read about accounts. The association is never named here: row security keeps to the one in scope."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, or_, select

from ama_net.foundation.clock import now
from ama_net.foundation.crypto import digest_token
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import PERMISSIONS_OF, Permission
from ama_net.kernel.accounts.models import ACTIVE, RECOVERY, Account, AccountCode, AccountSession
from ama_net.kernel.accounts.settings import AccountsSettings
from ama_net.kernel.people.models import Person
from ama_net.kernel.tenancy import current_tenant_id
from ama_net.kernel.tenancy.settings import TenantSetting


def visit_of(token: str) -> Row[*tuple[Any, ...]] | None:
    """The session a cookie's token leads to, with its account, the person's name and the room's settings: one query.

    None when the token is of nobody, of another association, over, or of a suspended account.
    """
    settings = (
        select(TenantSetting.values)
        .where(TenantSetting.room == AccountsSettings.room)
        .order_by(TenantSetting.changed_at.desc(), TenantSetting.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    found = (
        select(
            AccountSession.id.label("session_id"),
            AccountSession.created_at,
            AccountSession.seen_at,
            Account.id.label("account_id"),
            Account.person_id,
            Account.email,
            Account.roles,
            Account.totp_sealed.is_not(None).label("has_second_factor"),
            Person.given_name,
            Person.family_name,
            settings.label("settings"),
        )
        .join(Account, Account.id == AccountSession.account_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(
            AccountSession.digest == digest_token(token),
            AccountSession.expires_at > now(),
            Account.status == ACTIVE,
        )
    )
    return db.session.execute(found).one_or_none()


def account_with_email(email: str) -> Account | None:
    """The account of this address, whatever its state."""
    return db.session.scalar(select(Account).where(Account.email == email.strip().lower()))


def browsers_of(account_id: UUID) -> Sequence[AccountSession]:
    """Where the account is signed in, the last used first."""
    open_ones = select(AccountSession).where(AccountSession.account_id == account_id, AccountSession.expires_at > now())
    return db.session.scalars(open_ones.order_by(AccountSession.seen_at.desc())).all()


def unused_recovery_codes(account_id: UUID) -> int:
    """How many recovery codes are left."""
    return (
        db.session.scalar(
            select(func.count()).where(
                AccountCode.account_id == account_id, AccountCode.purpose == RECOVERY, AccountCode.used_at.is_(None)
            )
        )
        or 0
    )


def others_in_charge(account: Account) -> int:
    """How many other people can edit accounts: active, with a password."""
    able = [role.value for role, permissions in PERMISSIONS_OF.items() if Permission.ACCOUNTS_EDIT in permissions]
    return (
        db.session.scalar(
            select(func.count()).where(
                Account.id != account.id,
                Account.status == ACTIVE,
                Account.password_hash.is_not(None),
                or_(*(Account.roles.contains([role]) for role in able)),
            )
        )
        or 0
    )


def lock_who_is_in_charge() -> None:
    """Wait for whoever is changing who can edit accounts: two who leave together must not both find the other there."""
    _lock("accounts:in-charge")


def lock_email(email: str) -> None:
    """Wait for whoever is giving this address to an account, so that the second finds it taken."""
    _lock(f"accounts:email:{email}")


def _lock(key: str) -> None:
    hold(f"{current_tenant_id()}:{key}")


def names_of_accounts(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names behind account ids; ids of nobody are left out."""
    wanted = {one for one in ids if one is not None}
    rows = db.session.execute(
        select(Account.id, Person).join(Person, Person.id == Account.person_id).where(Account.id.in_(wanted))
    )
    return {row.id: row.Person.name for row in rows} if wanted else {}
