"""Requests for a room or for material, which the network lends to groups."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.features.groups.models.directory import Group
from ama_net.foundation.clock import now
from ama_net.kernel.places import Venue
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link


class LogisticKind(StrEnum):
    """What is asked for."""

    ROOM = "room"
    MATERIAL = "material"
    OTHER = "other"


class LogisticState(StrEnum):
    """Where the request is."""

    NEW = "new"
    SEARCHING = "searching"
    GRANTED = "granted"
    REFUSED = "refused"
    CLOSED = "closed"


OPEN = (LogisticState.NEW, LogisticState.SEARCHING)


class LogisticRequest(TenantModel):
    """What a group (or somebody who is starting one) needs, for when, and what came of it; ``venue`` is what was found."""

    __tablename__ = "logistic_requests"
    __table_args__ = (
        tenant_fk("group_id", "groups", ondelete="SET NULL (group_id)"),
        tenant_fk("venue_id", "venues", ondelete="SET NULL (venue_id)"),
    )

    group_id: Mapped[UUID | None]
    venue_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(Text, default=LogisticKind.ROOM)
    what: Mapped[str] = mapped_column(Text)
    needed_from: Mapped[date | None]
    needed_to: Mapped[date | None]
    state: Mapped[str] = mapped_column(Text, default=LogisticState.NEW)
    answer: Mapped[str] = mapped_column(Text, default="")
    requested_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    group: Mapped[Group | None] = tenant_link("Group", "LogisticRequest.group_id", viewonly=True)
    venue: Mapped[Venue | None] = tenant_link("Venue", "LogisticRequest.venue_id", viewonly=True)

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state in OPEN
