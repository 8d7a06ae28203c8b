"""Accounts of an association, their signed-in browsers, their single-use codes.

Passkeys (WebAuthn) will be a table of their own here, ``account_passkeys``: public key, counter and name per account;
their challenges are single-use codes like the others.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.access import PERMISSIONS_OF, Permission, Role
from ama_net.kernel.accounts.credentials import CodeRow, Credentials, SessionRow
from ama_net.kernel.people.models import Person
from ama_net.kernel.tenancy import Sealed, TenantModel, tenant_fk, tenant_link

INVITED, ACTIVE, SUSPENDED = "invited", "active", "suspended"
INVITATION, RESET, EMAIL_CHANGE, SECOND_STEP, RECOVERY, SIGN_IN_LINK = (
    "invitation",
    "reset",
    "email_change",
    "second_step",
    "recovery",
    "sign_in_link",
)


def roles_of(words: list[str]) -> frozenset[Role]:
    """The roles as they are stored; a word that is no longer a role counts for nothing."""
    return frozenset(Role(word) for word in words if word in set(Role))


class Account(Credentials, TenantModel):
    """Who signs in at one association; the human behind it is a person of its register.

    ``totp`` is the secret of the second factor, ``totp_pending`` the one being set up, ``totp_step`` the last half
    minute whose code was taken: it and the earlier ones are refused.
    """

    __tablename__ = "accounts"
    __table_args__ = (
        tenant_fk("person_id", "people", ondelete="SET NULL (person_id)"),
        UniqueConstraint("tenant_id", "email"),
        Index("ix_accounts_person_id", "tenant_id", "person_id"),
        CheckConstraint("status IN ('invited', 'active', 'suspended')", name="status"),
        CheckConstraint("email = lower(email)", name="email_lower"),
    )

    person_id: Mapped[UUID | None]
    roles: Mapped[list[str]] = mapped_column(default=list)
    status: Mapped[str] = mapped_column(Text, default=INVITED)
    created_at: Mapped[datetime] = mapped_column(default=now)
    signed_in_at: Mapped[datetime | None]
    totp_step: Mapped[int | None]

    person: Mapped[Person | None] = tenant_link("Person", "Account.person_id")

    totp = Sealed()
    totp_sealed: Mapped[bytes | None]
    totp_pending = Sealed()
    totp_pending_sealed: Mapped[bytes | None]

    @property
    def name(self) -> str:
        """The person's name; the address when there is no person (any more)."""
        return self.person.name if self.person else self.email

    @property
    def role_set(self) -> frozenset[Role]:
        """What the association's board gave to it."""
        return roles_of(self.roles)

    @property
    def has_second_factor(self) -> bool:
        """Whether signing in asks for a code too."""
        return self.totp_sealed is not None

    @property
    def works_in_office(self) -> bool:
        """Whether one of its roles opens the office."""
        return any(Permission.OFFICE_OPEN in PERMISSIONS_OF[role] for role in self.role_set)

    @property
    def edits_accounts(self) -> bool:
        """Whether one of its roles may invite others and give roles."""
        return any(Permission.ACCOUNTS_EDIT in PERMISSIONS_OF[role] for role in self.role_set)


class AccountSession(SessionRow, TenantModel):
    """A browser where the account is signed in; removing the row signs it out."""

    __tablename__ = "account_sessions"
    __table_args__ = (
        tenant_fk("account_id", "accounts", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "digest"),
        Index("ix_account_sessions_account_id", "tenant_id", "account_id"),
    )

    account_id: Mapped[UUID]


class AccountCode(CodeRow, TenantModel):
    """Something that works once.

    An invitation, a password reset, the change to ``new_email``, a sign-in waiting for its second step, a link that
    signs in, or one of the recovery codes (these have no expiry).
    """

    __tablename__ = "account_codes"
    __table_args__ = (
        tenant_fk("account_id", "accounts", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "digest"),
        Index("ix_account_codes_account_id", "tenant_id", "account_id", "purpose"),
        CheckConstraint(
            "purpose IN ('invitation', 'reset', 'email_change', 'second_step', 'recovery', 'sign_in_link')",
            name="purpose",
        ),
    )

    account_id: Mapped[UUID]
    new_email: Mapped[str | None] = mapped_column(Text)
