"""What is read about accounts. The association is never named here: row security keeps to the one in scope."""

from typing import Any

from sqlalchemy import Row, select

from ama_net.foundation.clock import now
from ama_net.foundation.crypto import digest_token
from ama_net.foundation.database import db
from ama_net.kernel.accounts.models import ACTIVE, Account, AccountSession
from ama_net.kernel.accounts.settings import AccountsSettings
from ama_net.kernel.people.models import Person
from ama_net.kernel.tenancy.settings import TenantSetting


def visit_of(token: str) -> Row[Any] | None:
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
