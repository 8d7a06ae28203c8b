"""The member's own area: asking to change one's data, the card, leaving, who of the members may see whom."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.features.members.models.memberships import Membership
from ama_net.foundation.clock import now, today
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import Sealed, TenantModel, tenant_fk, tenant_link

WAITING = text("state = 'waiting'")


class ChangeState(StrEnum):
    """Where a request to change one's data is."""

    WAITING = "waiting"
    APPLIED = "applied"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


class DataChangeRequest(TenantModel):
    """What a member asks to change of what the association keeps about them (GDPR art. 16): one waiting at a time.

    ``changes`` is sealed JSON, ``{"family_name": ["Rossi", "Bianchi"], "street": […]}``: only what is asked, each with the
    value there was and the value wanted. It is emptied when the request is settled and its time has passed.
    """

    __tablename__ = "data_change_requests"
    __table_args__ = (
        tenant_fk("person_id", "people", ondelete="CASCADE"),
        CheckConstraint("state IN ('waiting', 'applied', 'refused', 'taken_back')", name="state"),
        Index("uq_data_change_requests_waiting", "tenant_id", "person_id", unique=True, postgresql_where=WAITING),
        Index("ix_data_change_requests_state", "tenant_id", "state", "asked_at"),
        Index("ix_data_change_requests_person_id", "tenant_id", "person_id"),
    )

    person_id: Mapped[UUID]
    asked_by: Mapped[UUID | None]
    asked_at: Mapped[datetime] = mapped_column(default=now)
    state: Mapped[str] = mapped_column(Text, default=ChangeState.WAITING)
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[UUID | None]
    emptied_at: Mapped[datetime | None]
    changes = Sealed()
    changes_sealed: Mapped[bytes | None]
    answer = Sealed()
    answer_sealed: Mapped[bytes | None]

    person: Mapped[Person] = tenant_link("Person", "DataChangeRequest.person_id", viewonly=True)

    @property
    def is_waiting(self) -> bool:
        """Whether the office has still to look at it."""
        return self.state == ChangeState.WAITING


class MemberCard(TenantModel):
    """A member's card: the token behind its QR, and whether it was revoked. One in force for each membership."""

    __tablename__ = "member_cards"
    __table_args__ = (
        tenant_fk("membership_id", "memberships"),
        UniqueConstraint("tenant_id", "token_digest"),
        Index(
            "uq_member_cards_current",
            "tenant_id",
            "membership_id",
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    membership_id: Mapped[UUID]
    token_digest: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(default=now)
    revoked_at: Mapped[datetime | None]
    token = Sealed()
    token_sealed: Mapped[bytes | None]

    membership: Mapped[Membership] = tenant_link("Membership", "MemberCard.membership_id", viewonly=True)


class ExitState(StrEnum):
    """Where a withdrawal is: the office has still to confirm it, it is in the register, it was taken back."""

    WAITING = "waiting"
    DONE = "done"
    TAKEN_BACK = "taken_back"


class ExitRequest(TenantModel):
    """A member's withdrawal, from the day it is written to the day it has effect (art. 24 of the civil code).

    No reason is asked: none is needed.
    """

    __tablename__ = "exit_requests"
    __table_args__ = (
        tenant_fk("membership_id", "memberships"),
        CheckConstraint("state IN ('waiting', 'done', 'taken_back')", name="state"),
        CheckConstraint("effective_on >= asked_on", name="effective_after"),
        Index(
            "uq_exit_requests_waiting",
            "tenant_id",
            "membership_id",
            unique=True,
            postgresql_where=WAITING,
        ),
        Index("ix_exit_requests_state", "tenant_id", "state", "effective_on"),
    )

    membership_id: Mapped[UUID]
    asked_on: Mapped[date] = mapped_column(default=today)
    asked_by: Mapped[UUID | None]
    effective_on: Mapped[date]
    state: Mapped[str] = mapped_column(Text, default=ExitState.WAITING)
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[UUID | None]

    membership: Mapped[Membership] = tenant_link("Membership", "ExitRequest.membership_id", viewonly=True)

    @property
    def is_waiting(self) -> bool:
        """Whether it may still be taken back."""
        return self.state == ExitState.WAITING


class MemberVisibility(TenantModel):
    """What a member chose to let the other members see. No row: nothing."""

    __tablename__ = "member_visibilities"
    __table_args__ = (
        tenant_fk("person_id", "people", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "person_id"),
    )

    person_id: Mapped[UUID]
    is_listed: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    shows_email: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    shows_phone: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    changed_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    person: Mapped[Person] = tenant_link("Person", "MemberVisibility.person_id", viewonly=True)
