"""Pathways: a series of meetings with the same operator, from the request to the closure."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.features.helpdesk.models.services import Service
from ama_net.features.helpdesk.models.visitors import Visitor
from ama_net.foundation.clock import now
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link


class PathwayState(StrEnum):
    """Where a pathway is. REQUESTED waits to be looked at, WAITING for an operator; ACTIVE has one."""

    REQUESTED = "requested"
    WAITING = "waiting"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class PathwayOutcome(StrEnum):
    """How a pathway ended. NOT_ELIGIBLE and WITHDRAWN may come before it began."""

    COMPLETED = "completed"
    STOPPED = "stopped"
    POINTED_ELSEWHERE = "pointed_elsewhere"
    NO_LONGER_COMING = "no_longer_coming"
    NOT_ELIGIBLE = "not_eligible"
    WITHDRAWN = "withdrawn"


class FreePart(StrEnum):
    """When whoever asks can usually come."""

    ANY = "any"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class Pathway(TenantModel):
    """A visitor's series of meetings. The operator of today is in ``person_id``; who was before, in its assignments.

    ``wanted_mode`` (empty: any) and ``free_part`` are what whoever asked would like, to choose an operator by. ``told_at``
    is when the visitor was last told where it is: by mail at once, else by who calls them (None: they are to be called).
    """

    __tablename__ = "helpdesk_pathways"
    __table_args__ = (
        tenant_fk("service_id", "helpdesk_services"),
        tenant_fk("visitor_id", "helpdesk_visitors"),
        tenant_fk("person_id", "people"),
        CheckConstraint("state IN ('requested', 'waiting', 'active', 'suspended', 'closed')", name="state"),
        CheckConstraint("wanted_mode IN ('', 'in_person', 'online', 'phone')", name="wanted_mode"),
        CheckConstraint("free_part IN ('any', 'morning', 'afternoon', 'evening')", name="free_part"),
        CheckConstraint("planned_meetings BETWEEN 1 AND 60", name="planned"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        CheckConstraint(
            "outcome IN ('', 'completed', 'stopped', 'pointed_elsewhere', 'no_longer_coming', 'not_eligible', 'withdrawn')"
            " AND (outcome <> '') = (state = 'closed')",
            name="outcome",
        ),
        CheckConstraint("state NOT IN ('active', 'suspended') OR person_id IS NOT NULL", name="person"),
        Index("ix_helpdesk_pathways_service_id", "tenant_id", "service_id", "state"),
        Index("ix_helpdesk_pathways_visitor_id", "tenant_id", "visitor_id"),
        Index("ix_helpdesk_pathways_person_id", "tenant_id", "person_id"),
    )

    service_id: Mapped[UUID]
    visitor_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(Text, default=PathwayState.REQUESTED)
    state_at: Mapped[datetime] = mapped_column(default=now)
    planned_meetings: Mapped[int] = mapped_column(default=8, server_default="8")
    wanted_mode: Mapped[str] = mapped_column(Text, default="", server_default="")
    free_part: Mapped[str] = mapped_column(Text, default=FreePart.ANY, server_default="any")
    told_at: Mapped[datetime | None]
    suspended_until: Mapped[date | None]
    started_at: Mapped[datetime | None]
    """When it first had an operator: the waiting ends there."""
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(Text, default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]

    service: Mapped[Service] = tenant_link("Service", "Pathway.service_id", viewonly=True)
    visitor: Mapped[Visitor] = tenant_link("Visitor", "Pathway.visitor_id", viewonly=True)
    person: Mapped[Person | None] = tenant_link("Person", "Pathway.person_id", viewonly=True)

    @property
    def is_open(self) -> bool:
        """Whether it is not closed."""
        return self.state != PathwayState.CLOSED

    @property
    def is_followed(self) -> bool:
        """Whether it has an operator who follows it now."""
        return self.state in (PathwayState.ACTIVE, PathwayState.SUSPENDED)


class PathwayAssignment(TenantModel):
    """Who followed a pathway, from when to when (None: still)."""

    __tablename__ = "helpdesk_assignments"
    __table_args__ = (
        tenant_fk("pathway_id", "helpdesk_pathways", ondelete="CASCADE"),
        tenant_fk("person_id", "people"),
        Index(
            "uq_helpdesk_assignments_current",
            "tenant_id",
            "pathway_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_helpdesk_assignments_pathway_id", "tenant_id", "pathway_id"),
        Index("ix_helpdesk_assignments_person_id", "tenant_id", "person_id"),
    )

    pathway_id: Mapped[UUID]
    person_id: Mapped[UUID]
    started_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    created_by: Mapped[UUID | None]

    person: Mapped[Person] = tenant_link("Person", "PathwayAssignment.person_id", viewonly=True)
