"""Votes: what is asked at a meeting, open votes by name, and what a secret vote keeps: rights, tokens, the box, receipts.

Nothing leads from a right to a ballot: they share no column, no moment and, once the vote is closed, no transaction
(docs/voting.md).
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ama_net.features.members.models.meetings import AgendaItem, Majority, OrganMeeting, RollEntry, VoteMode
from ama_net.foundation.clock import now
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link


class QuestionKind(StrEnum):
    """What is asked: yes or no to a proposal, or names for the seats there are."""

    MOTION = "motion"
    ELECTION = "election"


class QuestionState(StrEnum):
    """The life of a vote. It is opened once: after closing there is no way back, only another vote."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    PROCLAIMED = "proclaimed"
    ANNULLED = "annulled"


class OptionKey(StrEnum):
    """What may be answered to a proposal; a candidate has no word of its own."""

    IN_FAVOUR = "in_favour"
    AGAINST = "against"
    ABSTAIN = "abstain"
    CANDIDATE = "candidate"


class RightState(StrEnum):
    """What became of the right to one vote; whether it was used is written for all of them together, at closing."""

    ISSUED = "issued"
    USED = "used"
    UNUSED = "unused"
    VOID = "void"


class Question(TenantModel):
    """One vote on an item of the agenda. Its figures are written when it closes.

    ``carried`` says whether the proposal is approved, or somebody elected. ``present`` and ``entitled`` are the votes in the room and those there could be. ``settled_how`` says how a tie was
    decided, ``annulled_why`` why the vote does not count.
    """

    __tablename__ = "questions"
    __table_args__ = (
        tenant_fk("meeting_id", "organ_meetings", ondelete="CASCADE"),
        tenant_fk("item_id", "agenda_items", ondelete="CASCADE"),
        tenant_fk("resolution_id", "resolutions"),
        Index("ix_questions_meeting_id", "tenant_id", "meeting_id", "position"),
        Index("ix_questions_item_id", "tenant_id", "item_id"),
        CheckConstraint("kind IN ('motion', 'election')", name="kind"),
        CheckConstraint("mode IN ('open', 'secret')", name="mode"),
        CheckConstraint("state IN ('draft', 'open', 'closed', 'proclaimed', 'annulled')", name="state"),
        CheckConstraint("seats >= 1", name="seats"),
    )

    meeting_id: Mapped[UUID]
    item_id: Mapped[UUID]
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text, default=QuestionKind.MOTION)
    mode: Mapped[str] = mapped_column(Text, default=VoteMode.OPEN)
    majority: Mapped[str] = mapped_column(Text, default=Majority.PRESENT_HALF)
    seats: Mapped[int] = mapped_column(default=1, server_default="1")
    state: Mapped[str] = mapped_column(Text, default=QuestionState.DRAFT)
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    present: Mapped[int] = mapped_column(default=0, server_default="0")
    entitled: Mapped[int] = mapped_column(default=0, server_default="0")
    cast: Mapped[int] = mapped_column(default=0, server_default="0")
    blank: Mapped[int] = mapped_column(default=0, server_default="0")
    carried: Mapped[bool | None]
    settled_how: Mapped[str] = mapped_column(Text, default="", server_default="")
    annulled_why: Mapped[str] = mapped_column(Text, default="", server_default="")
    resolution_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]

    options: Mapped[list["QuestionOption"]] = relationship(
        primaryjoin="Question.id == foreign(QuestionOption.question_id)",
        order_by="QuestionOption.position",
        viewonly=True,
    )
    meeting: Mapped[OrganMeeting] = tenant_link("OrganMeeting", "Question.meeting_id", viewonly=True)
    item: Mapped[AgendaItem] = tenant_link("AgendaItem", "Question.item_id", viewonly=True)

    @property
    def is_secret(self) -> bool:
        """Whether nobody may know who voted what."""
        return self.mode == VoteMode.SECRET

    @property
    def is_election(self) -> bool:
        """Whether names are chosen."""
        return self.kind == QuestionKind.ELECTION

    @property
    def is_counted(self) -> bool:
        """Whether its figures stand."""
        return self.state in {QuestionState.CLOSED, QuestionState.PROCLAIMED}


class QuestionOption(TenantModel):
    """Something that may be answered. ``hands`` are votes counted in the room; ``votes`` all of them, from closing on."""

    __tablename__ = "question_options"
    __table_args__ = (
        tenant_fk("question_id", "questions", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "question_id", "position"),
        CheckConstraint("key IN ('in_favour', 'against', 'abstain', 'candidate')", name="key"),
        CheckConstraint("hands >= 0 AND votes >= 0", name="counts"),
    )

    question_id: Mapped[UUID]
    position: Mapped[int]
    key: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text, default="", server_default="")
    hands: Mapped[int] = mapped_column(default=0, server_default="0")
    votes: Mapped[int] = mapped_column(default=0, server_default="0")
    elected: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    tied: Mapped[bool] = mapped_column(default=False, server_default=text("false"))


class OpenVote(TenantModel):
    """What a line of the roll answered in an open vote, with its weight; it may be changed until the vote closes.

    ``choices`` are ids of options. ``holder_id`` is the line that voted for it by proxy.
    """

    __tablename__ = "open_votes"
    __table_args__ = (
        tenant_fk("question_id", "questions", ondelete="CASCADE"),
        tenant_fk("entry_id", "roll_entries"),
        tenant_fk("holder_id", "roll_entries"),
        UniqueConstraint("tenant_id", "question_id", "entry_id"),
        CheckConstraint("weight BETWEEN 1 AND 5", name="weight"),
    )

    question_id: Mapped[UUID]
    entry_id: Mapped[UUID]
    holder_id: Mapped[UUID | None]
    choices: Mapped[list[str]]
    weight: Mapped[int] = mapped_column(default=1, server_default="1")
    way: Mapped[str] = mapped_column(Text, default="online")
    """``online`` (by who votes) or ``office`` (written down by the office)."""
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[datetime] = mapped_column(default=now)

    entry: Mapped[RollEntry] = tenant_link("RollEntry", "OpenVote.entry_id", viewonly=True)


class VoteRight(TenantModel):
    """The right to one vote of a secret vote, given to who carries it: a line for itself, or the holder of its proxy.

    ``serial`` grows when the right is given again; the token is made of it with a key that is not in the database.
    ``on_paper`` says that the token was printed: it is used at the desk, and no longer from the personal area. While the vote
    is open ``unused`` is the right of a vote that nobody in the room carries.
    """

    __tablename__ = "vote_rights"
    __table_args__ = (
        tenant_fk("question_id", "questions", ondelete="CASCADE"),
        tenant_fk("entry_id", "roll_entries"),
        tenant_fk("holder_id", "roll_entries"),
        UniqueConstraint("tenant_id", "question_id", "entry_id", "ordinal"),
        Index("ix_vote_rights_holder_id", "tenant_id", "question_id", "holder_id"),
        CheckConstraint("state IN ('issued', 'used', 'unused', 'void')", name="state"),
    )

    question_id: Mapped[UUID]
    entry_id: Mapped[UUID]
    holder_id: Mapped[UUID]
    ordinal: Mapped[int] = mapped_column(default=1, server_default="1")
    serial: Mapped[int] = mapped_column(default=1, server_default="1")
    state: Mapped[str] = mapped_column(Text, default=RightState.ISSUED)
    void_why: Mapped[str] = mapped_column(Text, default="", server_default="")
    on_paper: Mapped[bool] = mapped_column(default=False, server_default=text("false"))

    entry: Mapped[RollEntry] = tenant_link("RollEntry", "VoteRight.entry_id", viewonly=True)
    holder: Mapped[RollEntry] = tenant_link("RollEntry", "VoteRight.holder_id", viewonly=True)


class BallotToken(TenantModel):
    """A token that has not been used yet, as a keyed digest; casting takes it away, in the ballot's transaction."""

    __tablename__ = "ballot_tokens"
    __table_args__ = (
        tenant_fk("question_id", "questions", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "question_id", "digest"),
    )

    question_id: Mapped[UUID]
    digest: Mapped[bytes]


class Ballot(TenantModel):
    """A ballot. While the vote is open it is sealed with its receipt; at closing all are opened, mixed and written anew.

    The id is random (UUIDv4): no order can be read from it. There is no moment, no person, no address.
    """

    __tablename__ = "ballots"
    __table_args__ = (
        tenant_fk("question_id", "questions", ondelete="CASCADE"),
        Index("ix_ballots_question_id", "tenant_id", "question_id"),
        CheckConstraint("num_nonnulls(box_sealed, choices) = 1", name="sealed_or_counted"),
    )

    question_id: Mapped[UUID]
    box_sealed: Mapped[bytes | None]
    choices: Mapped[list[str] | None] = mapped_column(JSONB(none_as_null=True))


class BallotReceipt(TenantModel):
    """A code that says that one ballot was counted, mixed apart from the ballots: it says nothing of any of them."""

    __tablename__ = "ballot_receipts"
    __table_args__ = (
        tenant_fk("question_id", "questions", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "question_id", "code"),
    )

    question_id: Mapped[UUID]
    code: Mapped[str] = mapped_column(Text)
