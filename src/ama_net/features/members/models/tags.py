"""Tags: words of the office that gather members, and which member has which."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link


class MemberTag(TenantModel):
    """A word that gathers members: "Banchetti", "Consiglio 2024". Never about health, and never why somebody came."""

    __tablename__ = "member_tags"
    __table_args__ = (
        UniqueConstraint("tenant_id", "name"),
        CheckConstraint("length(name) BETWEEN 1 AND 40", name="name_length"),
    )

    name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)


class MembershipTag(TenantModel):
    """That a member has a tag."""

    __tablename__ = "membership_tags"
    __table_args__ = (
        tenant_fk("membership_id", "memberships", ondelete="CASCADE"),
        tenant_fk("tag_id", "member_tags", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "membership_id", "tag_id"),
        Index("ix_membership_tags_tag_id", "tenant_id", "tag_id", "membership_id"),
    )

    membership_id: Mapped[UUID]
    tag_id: Mapped[UUID]

    tag: Mapped[MemberTag] = tenant_link("MemberTag", "MembershipTag.tag_id", viewonly=True)
