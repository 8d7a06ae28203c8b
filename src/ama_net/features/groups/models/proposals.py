"""Groups that are not there yet: what somebody proposes or reports, and its way to a group, step by step.

A proposal says nothing of who: the person who proposes, and whoever would come, is a ``JoinRequest`` that leads here,
sealed like every other. So a proposal may be counted and joined to others without knowing anybody.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ama_net.features.groups.models.directory import Audience, Group, Theme
from ama_net.foundation.clock import now
from ama_net.kernel.places import Municipality
from ama_net.kernel.tenancy import Sealed, TenantModel, tenant_fk, tenant_link


class ProposalKind(StrEnum):
    """What was told: somebody would start a group, or somebody sees that one is missing."""

    PROPOSAL = "proposal"
    NEED = "need"


class Stage(StrEnum):
    """How far a group that is not there yet has come."""

    IDEA = "idea"
    GATHERING = "gathering"
    VENUE = "venue"
    STARTING = "starting"
    ACTIVE = "active"
    PAUSED = "paused"
    CLOSED = "closed"


class Proposal(TenantModel):
    """A group somebody proposes, or a need somebody reports.

    ``organisation`` is the body that reports it, in plain (a person never stands here). ``title``, ``public_text`` and
    ``public_where`` are the office's words for the public page, shown at ``slug`` while ``published``; the slug, once
    chosen, does not change. ``merged_into`` is the proposal that this one became part of. ``started_on`` is the day from
    which the erasure of who was interested counts.
    """

    __tablename__ = "proposals"
    __table_args__ = (
        tenant_fk("theme_id", "themes", ondelete="SET NULL (theme_id)"),
        tenant_fk("audience_id", "audiences", ondelete="SET NULL (audience_id)"),
        tenant_fk("group_id", "groups", ondelete="SET NULL (group_id)"),
        tenant_fk("merged_into", "proposals"),
    )

    kind: Mapped[str] = mapped_column(Text, default=ProposalKind.PROPOSAL)
    organisation: Mapped[str] = mapped_column(Text, default="")
    theme_id: Mapped[UUID | None]
    audience_id: Mapped[UUID | None]
    district: Mapped[str] = mapped_column(Text, default="")
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipalities.istat_code", onupdate="CASCADE"))
    stage: Mapped[str] = mapped_column(Text, default=Stage.IDEA)
    title: Mapped[str] = mapped_column(Text, default="")
    public_text: Mapped[str] = mapped_column(Text, default="")
    public_where: Mapped[str] = mapped_column(Text, default="")
    slug: Mapped[str | None] = mapped_column(Text)
    published: Mapped[bool] = mapped_column(default=False)
    group_id: Mapped[UUID | None]
    merged_into: Mapped[UUID | None]
    started_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    stage_since: Mapped[datetime] = mapped_column(default=now)
    told_at: Mapped[datetime | None]

    theme: Mapped[Theme | None] = tenant_link("Theme", "Proposal.theme_id", viewonly=True)
    audience: Mapped[Audience | None] = tenant_link("Audience", "Proposal.audience_id", viewonly=True)
    group: Mapped[Group | None] = tenant_link("Group", "Proposal.group_id", viewonly=True)
    municipality: Mapped[Municipality | None] = relationship()
    steps: Mapped[list["ProposalStep"]] = relationship(
        primaryjoin="Proposal.id == foreign(ProposalStep.proposal_id)",
        order_by="(ProposalStep.made_at, ProposalStep.id)",
        viewonly=True,
    )

    @property
    def is_merged(self) -> bool:
        """Whether it became part of another one."""
        return self.merged_into is not None


class ProposalStep(TenantModel):
    """One step on the way: from where to where, on which day, why, and who wrote it down. Only ever added."""

    __tablename__ = "proposal_steps"
    __table_args__ = (tenant_fk("proposal_id", "proposals", ondelete="CASCADE"),)

    proposal_id: Mapped[UUID]
    from_stage: Mapped[str] = mapped_column(Text, default="")
    to_stage: Mapped[str] = mapped_column(Text)
    day: Mapped[date]
    reason = Sealed()
    reason_sealed: Mapped[bytes | None]
    made_at: Mapped[datetime] = mapped_column(default=now)
    made_by: Mapped[UUID | None]
