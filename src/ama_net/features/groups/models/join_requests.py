"""Requests to join a group, or one still to be born, what is written about them, and the calls made.

Everything that says who or why is sealed. The way back (secret link, short code) and the form it came from are kept as
digests only. There is no list of who is in a group: a request ends, and is emptied.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ama_net.features.groups.models.directory import Group
from ama_net.features.groups.models.proposals import Proposal
from ama_net.foundation.clock import now
from ama_net.kernel.confiding import CallTime, ContactKind
from ama_net.kernel.tenancy import Sealed, TenantModel, tenant_fk, tenant_link


class Purpose(StrEnum):
    """What a person asks for: to join a group, that one be born, or to be told when it is."""

    JOIN = "join"
    PROPOSE = "propose"
    INTEREST = "interest"


class JoinState(StrEnum):
    """Where a request is. NEW and REPLIED wait for the office; REPLIED: the person wrote again."""

    NEW = "new"
    REPLIED = "replied"
    ANSWERED = "answered"
    CLOSED = "closed"


WAITING = (JoinState.NEW, JoinState.REPLIED)


class CloseOutcome(StrEnum):
    """How a request ended.

    WITHDRAWN is the person's own act; QUIET (they were silent) and UNANSWERED (we were) the timetable's; STARTED and
    NOT_STARTED say what became of the proposal; the others are the office's.
    """

    POINTED_TO_GROUP = "pointed_to_group"
    OTHER_SERVICE = "other_service"
    NO_ANSWER = "no_answer"
    CHANGED_MIND = "changed_mind"
    OTHER = "other"
    WITHDRAWN = "withdrawn"
    QUIET = "quiet"
    UNANSWERED = "unanswered"
    STARTED = "started"
    NOT_STARTED = "not_started"


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
    """One person asks to join one group, or proposes one, or would join it when it starts.

    ``waiting_since`` is when the office was last spoken to, ``changed_at`` the last change of state or the last news told,
    from which every term counts. ``guardian_…`` is the proof of who answers for somebody under eighteen: no age is kept.
    ``alerted_at``: the office was told that it waits too long; ``warned_at``: the person was told that it is about to be
    closed; ``told_at``: the person was told news of the proposal.
    """

    __tablename__ = "join_requests"
    __table_args__ = (
        tenant_fk("group_id", "groups", ondelete="SET NULL (group_id)"),
        tenant_fk("proposal_id", "proposals"),
    )

    group_id: Mapped[UUID | None]
    proposal_id: Mapped[UUID | None]
    purpose: Mapped[str] = mapped_column(Text, default=Purpose.JOIN)
    for_other: Mapped[bool] = mapped_column(default=False)
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
    guardian_version: Mapped[str] = mapped_column(Text, default="")
    guardian_digest: Mapped[bytes | None]
    secret_digest: Mapped[bytes]
    code_digest: Mapped[bytes | None]
    form_digest: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(default=now)
    waiting_since: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    alerted_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None]
    emptied_at: Mapped[datetime | None]

    group: Mapped[Group | None] = tenant_link("Group", "JoinRequest.group_id", viewonly=True)
    proposal: Mapped[Proposal | None] = tenant_link("Proposal", "JoinRequest.proposal_id", viewonly=True)
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
    def has_guardian(self) -> bool:
        """Whether a parent or guardian answers for somebody under eighteen."""
        return self.guardian_digest is not None

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
