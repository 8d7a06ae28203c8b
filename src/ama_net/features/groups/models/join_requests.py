"""Requests to join a group, what is written about them, and the calls made.

Everything that says who or why is sealed. The way back (secret link, short code) and the form it came from are kept as
digests only. There is no list of who is in a group: a request ends, and is emptied.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ama_net.features.groups.models.directory import Group
from ama_net.foundation.clock import now
from ama_net.kernel.tenancy import Sealed, TenantModel, tenant_fk, tenant_link


class ContactKind(StrEnum):
    """How a person asked to be reached."""

    EMAIL = "email"
    PHONE = "phone"


class CallTime(StrEnum):
    """When a person prefers to be called."""

    ANY = "any"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class JoinState(StrEnum):
    """Where a request is. NEW and REPLIED wait for the office; REPLIED: the person wrote again."""

    NEW = "new"
    REPLIED = "replied"
    ANSWERED = "answered"
    CLOSED = "closed"


WAITING = (JoinState.NEW, JoinState.REPLIED)


class CloseOutcome(StrEnum):
    """How a request ended. WITHDRAWN is the person's own act, QUIET the timetable's; the others are the office's."""

    POINTED_TO_GROUP = "pointed_to_group"
    OTHER_SERVICE = "other_service"
    NO_ANSWER = "no_answer"
    CHANGED_MIND = "changed_mind"
    OTHER = "other"
    WITHDRAWN = "withdrawn"
    QUIET = "quiet"


class CallOutcome(StrEnum):
    """What came of a telephone call."""

    SPOKE = "spoke"
    NO_ANSWER = "no_answer"
    CALL_AGAIN = "call_again"


class Author(StrEnum):
    """Who wrote a message."""

    CITIZEN = "citizen"
    OFFICE = "office"


class JoinRequest(TenantModel):
    """One person asks to join one group. ``waiting_since`` is when the office was last spoken to."""

    __tablename__ = "join_requests"
    __table_args__ = (tenant_fk("group_id", "groups", ondelete="SET NULL (group_id)"),)

    group_id: Mapped[UUID | None]
    nickname = Sealed()
    nickname_sealed: Mapped[bytes | None]
    contact = Sealed()
    contact_sealed: Mapped[bytes | None]
    message = Sealed()
    message_sealed: Mapped[bytes | None]
    contact_kind: Mapped[str] = mapped_column(Text)
    call_time: Mapped[str] = mapped_column(Text, default=CallTime.ANY)
    answer_in_mail: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(Text, default="it")
    state: Mapped[str] = mapped_column(Text, default=JoinState.NEW)
    outcome: Mapped[str] = mapped_column(Text, default="")
    consent_version: Mapped[str] = mapped_column(Text)
    consent_digest: Mapped[bytes]
    consent_at: Mapped[datetime]
    secret_digest: Mapped[bytes]
    code_digest: Mapped[bytes | None]
    form_digest: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(default=now)
    waiting_since: Mapped[datetime] = mapped_column(default=now)
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None]
    emptied_at: Mapped[datetime | None]

    group: Mapped[Group | None] = tenant_link("Group", "JoinRequest.group_id", viewonly=True)
    messages: Mapped[list["JoinRequestMessage"]] = relationship(
        primaryjoin="JoinRequest.id == foreign(JoinRequestMessage.request_id)",
        order_by="(JoinRequestMessage.written_at, JoinRequestMessage.id)",
        viewonly=True,
    )
    calls: Mapped[list["JoinRequestCall"]] = relationship(
        primaryjoin="JoinRequest.id == foreign(JoinRequestCall.request_id)",
        order_by="(JoinRequestCall.called_at, JoinRequestCall.id)",
        viewonly=True,
    )

    @property
    def is_open(self) -> bool:
        """Whether the office has not closed it and the person has not withdrawn it."""
        return self.state != JoinState.CLOSED

    @property
    def is_emptied(self) -> bool:
        """Whether what it said has been deleted."""
        return self.emptied_at is not None

    @property
    def by_mail(self) -> bool:
        """Whether the person is reached by e-mail."""
        return self.contact_kind == ContactKind.EMAIL

    @property
    def may_write(self) -> bool:
        """Whether the person may add a message: one, then it is the office's turn."""
        return self.is_open and (not self.messages or self.messages[-1].author == Author.OFFICE)


class JoinRequestMessage(TenantModel):
    """Something written about a request after it was sent: the office's answers and the person's own words."""

    __tablename__ = "join_request_messages"
    __table_args__ = (tenant_fk("request_id", "join_requests", ondelete="CASCADE"),)

    request_id: Mapped[UUID]
    author: Mapped[str] = mapped_column(Text)
    body = Sealed()
    body_sealed: Mapped[bytes | None]
    written_at: Mapped[datetime] = mapped_column(default=now)
    written_by: Mapped[UUID | None]


class JoinRequestCall(TenantModel):
    """A telephone call about a request: when and what came of it, never what was said."""

    __tablename__ = "join_request_calls"
    __table_args__ = (tenant_fk("request_id", "join_requests", ondelete="CASCADE"),)

    request_id: Mapped[UUID]
    outcome: Mapped[str] = mapped_column(Text)
    called_at: Mapped[datetime] = mapped_column(default=now)
    called_by: Mapped[UUID | None]
