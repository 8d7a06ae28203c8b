"""What became of a group's facts: each change of the office, and what the public says is wrong."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.features.groups.models.directory import Group
from ama_net.foundation.clock import now
from ama_net.kernel.tenancy import Sealed, TenantModel, tenant_fk, tenant_link


class GroupRevision(TenantModel):
    """One change: ``changes`` is ``{fact: [before, after]}``, as text that people read. Rows are only ever added.

    ``made_by`` is the account, None for a file or the timetable of jobs; ``way`` the verb of the audit that goes with it.
    """

    __tablename__ = "group_revisions"
    __table_args__ = (tenant_fk("group_id", "groups", ondelete="CASCADE"),)

    group_id: Mapped[UUID]
    made_at: Mapped[datetime] = mapped_column(default=now)
    made_by: Mapped[UUID | None]
    way: Mapped[str] = mapped_column(Text)
    changes: Mapped[dict[str, Any]] = mapped_column(JSONB)


class ChangeState(StrEnum):
    """Where a change request is."""

    NEW = "new"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class ChangeRequest(TenantModel):
    """Something is wrong on a group's page, says somebody who needs not say who they are.

    ``proposed`` are facts of the group (see ``changing.FACTS``) as they should be, ``seen`` what the page said of them
    then; words and contact are sealed and emptied some time after the decision.
    """

    __tablename__ = "change_requests"
    __table_args__ = (tenant_fk("group_id", "groups", ondelete="CASCADE"),)

    group_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(Text, default=ChangeState.NEW)
    proposed: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    seen: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    words = Sealed()
    words_sealed: Mapped[bytes | None]
    contact = Sealed()
    contact_sealed: Mapped[bytes | None]
    form_digest: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(default=now)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    emptied_at: Mapped[datetime | None]

    group: Mapped[Group] = tenant_link("Group", "ChangeRequest.group_id", viewonly=True)

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.state == ChangeState.NEW
