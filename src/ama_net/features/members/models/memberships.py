"""Members: their categories, their memberships, the guardians of minors, the fee of each year."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, FetchedValue, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now, today
from ama_net.kernel.documents import Resolution
from ama_net.kernel.people import Organisation, Person
from ama_net.kernel.people.models import BYTEWISE
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link


class EndReason(StrEnum):
    """Why a membership ended. A fee not paid ends nothing by itself: the board decides (``LAPSE``)."""

    WITHDRAWAL = "withdrawal"
    EXCLUSION = "exclusion"
    LAPSE = "lapse"
    DEATH = "death"
    DISSOLUTION = "dissolution"
    MISTAKE = "mistake"


class MemberCategory(TenantModel):
    """A category of the statute: ordinary, supporting, honorary… ``votes`` 0 means no vote (D.Lgs. 117/2017 art. 24)."""

    __tablename__ = "member_categories"
    __table_args__ = (UniqueConstraint("tenant_id", "key"), CheckConstraint("votes BETWEEN 0 AND 5", name="votes"))

    key: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)
    votes: Mapped[int] = mapped_column(default=1, server_default="1")
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    is_open: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    """Whether one may apply for it; a closed one stays for who has it."""


class Membership(TenantModel):
    """One membership of a person (or a body): its number is the line of the libro soci and is never given again.

    It is the present state; what happened is in the register (``register.py``), which the operations write together with
    it. ``resolution_ref`` quotes a decision that is not in the system (an old book). ``custom`` holds the association's own
    fields by key.
    """

    __tablename__ = "memberships"
    __table_args__ = (
        tenant_fk("person_id", "people"),
        tenant_fk("organisation_id", "organisations"),
        tenant_fk("category_id", "member_categories"),
        tenant_fk("resolution_id", "resolutions"),
        tenant_fk("end_resolution_id", "resolutions"),
        CheckConstraint("num_nonnulls(person_id, organisation_id) = 1", name="one_member"),
        CheckConstraint("(ended_on IS NULL) = (end_reason IS NULL)", name="ended"),
        CheckConstraint("ended_on IS NULL OR ended_on >= admitted_on", name="ended_after"),
        UniqueConstraint("tenant_id", "number"),
        Index(
            "uq_memberships_current_person",
            "tenant_id",
            "person_id",
            unique=True,
            postgresql_where=text("ended_on IS NULL"),
        ),
        Index(
            "uq_memberships_current_organisation",
            "tenant_id",
            "organisation_id",
            unique=True,
            postgresql_where=text("ended_on IS NULL"),
        ),
        Index("ix_memberships_person_id", "tenant_id", "person_id"),
        Index("ix_memberships_admitted_on", "tenant_id", "admitted_on"),
        Index("ix_memberships_ended_on", "tenant_id", "ended_on"),
        Index("ix_memberships_category_id", "tenant_id", "category_id"),
        Index("ix_memberships_sort_name", "tenant_id", "sort_name"),
        Index("ix_memberships_organisation_id", "tenant_id", "organisation_id"),
    )

    number: Mapped[int]
    person_id: Mapped[UUID | None]
    organisation_id: Mapped[UUID | None]
    category_id: Mapped[UUID]
    applied_on: Mapped[date | None]
    admitted_on: Mapped[date]
    resolution_id: Mapped[UUID | None]
    resolution_ref: Mapped[str] = mapped_column(Text, default="", server_default="")
    ended_on: Mapped[date | None]
    end_reason: Mapped[str | None] = mapped_column(Text)
    end_resolution_id: Mapped[UUID | None]
    custom: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    sort_name: Mapped[str] = mapped_column(BYTEWISE, server_default=FetchedValue())
    """That of the person or body, kept here by the database: a list of members is sorted by one index."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    person: Mapped[Person | None] = tenant_link("Person", "Membership.person_id", viewonly=True)
    organisation: Mapped[Organisation | None] = tenant_link("Organisation", "Membership.organisation_id", viewonly=True)
    category: Mapped[MemberCategory] = tenant_link("MemberCategory", "Membership.category_id", viewonly=True)
    resolution: Mapped[Resolution | None] = tenant_link("Resolution", "Membership.resolution_id", viewonly=True)

    @property
    def is_active(self) -> bool:
        """Whether who it is of is a member today."""
        return self.admitted_on <= today() and (self.ended_on is None or self.ended_on > today())

    @property
    def last_day(self) -> date | None:
        """The last day of who leaves: ``ended_on`` is the first they are no longer a member."""
        return max(self.admitted_on, self.ended_on - timedelta(days=1)) if self.ended_on else None

    @property
    def name(self) -> str:
        """Who it is of, as a page says it."""
        return self.person.name if self.person else self.organisation.name if self.organisation else ""

    @property
    def list_name(self) -> str:
        """Who it is of, as a list is read."""
        return self.person.list_name if self.person else self.organisation.name if self.organisation else ""


class Guardianship(TenantModel):
    """Who exercises parental responsibility (or is the guardian) of a member under eighteen, and votes in their place.

    MLPS note 1309 of 6 February 2019; Cass. 23228/2017.
    """

    __tablename__ = "guardianships"
    __table_args__ = (
        tenant_fk("person_id", "people", ondelete="CASCADE"),
        tenant_fk("guardian_id", "people"),
        UniqueConstraint("tenant_id", "person_id", "guardian_id"),
        Index("ix_guardianships_guardian_id", "tenant_id", "guardian_id"),
        CheckConstraint("person_id <> guardian_id", name="two_people"),
    )

    person_id: Mapped[UUID]
    guardian_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(Text, default="parent", server_default="parent")
    """``parent`` or ``guardian`` (tutor)."""
    votes: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    """Which of two parents is convened and votes: one at most for each minor."""
    created_at: Mapped[datetime] = mapped_column(default=now)

    person: Mapped[Person] = tenant_link("Person", "Guardianship.person_id", viewonly=True)
    guardian: Mapped[Person] = tenant_link("Person", "Guardianship.guardian_id", viewonly=True)


class FeeKind(StrEnum):
    """What a member is asked for a year."""

    FULL = "full"
    REDUCED = "reduced"
    FREE = "free"


class MembershipFee(TenantModel):
    """The fee of one member for one year: amount and what was paid of it, in cents, and when it is due.

    ``reference`` is what a bank transfer quotes. A fee is never a donation: it gives no tax benefit (TUIR art. 148 c. 8).
    ``paid_cents`` is kept by ``operations/fees.py`` together with the movements of ``payments``.
    """

    __tablename__ = "membership_fees"
    __table_args__ = (
        tenant_fk("membership_id", "memberships"),
        UniqueConstraint("tenant_id", "membership_id", "year"),
        UniqueConstraint("tenant_id", "reference"),
        Index("ix_membership_fees_due_on", "tenant_id", "year", "due_on"),
        CheckConstraint("amount_cents >= 0 AND paid_cents >= 0", name="amounts"),
        CheckConstraint("kind IN ('full', 'reduced', 'free')", name="kind"),
    )

    membership_id: Mapped[UUID]
    year: Mapped[int]
    kind: Mapped[str] = mapped_column(Text, default=FeeKind.FULL)
    amount_cents: Mapped[int]
    paid_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    paid_on: Mapped[date | None]
    due_on: Mapped[date]
    reference: Mapped[str] = mapped_column(Text)
    waived_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    membership: Mapped[Membership] = tenant_link("Membership", "MembershipFee.membership_id", viewonly=True)

    @property
    def left_cents(self) -> int:
        """What is still to be paid."""
        return 0 if self.waived_on else max(0, self.amount_cents - self.paid_cents)

    @property
    def is_paid(self) -> bool:
        """Whether nothing is left: paid, free or waived."""
        return self.left_cents == 0

    @property
    def is_overdue(self) -> bool:
        """Whether something is left and the day has passed."""
        return self.left_cents > 0 and self.due_on < today()
