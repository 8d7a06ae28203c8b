"""Meetings of the organs: the assembly of the members, the board, the control body; their agenda, roll and proxies."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ama_net.features.members.models.memberships import Membership
from ama_net.foundation.clock import now
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link


class MeetingState(StrEnum):
    """The life of a meeting."""

    DRAFT = "draft"
    CONVENED = "convened"
    OPEN = "open"
    CLOSED = "closed"
    FILED = "filed"
    CANCELLED = "cancelled"
    DESERTED = "deserted"
    """Too few came, in the last call there was: nothing could be decided."""


class Attendance(StrEnum):
    """How somebody attends."""

    IN_PERSON = "in_person"
    REMOTE = "remote"


class VoteMode(StrEnum):
    """How an item of the agenda is voted on."""

    NONE = "none"
    OPEN = "open"
    SECRET = "secret"  # noqa: S105  # a way of voting, not a password


class Majority(StrEnum):
    """What carries a vote (STATUTE; the defaults are art. 21 of the codice civile)."""

    PRESENT_HALF = "present_half"
    """More than half of the votes cast (abstentions as the statute says)."""
    CHANGE_STATUTE = "change_statute"
    """Three quarters of the members attending, and the majority of those present."""
    DISSOLVE = "dissolve"
    """Three quarters of all the members."""
    MOST_VOTED = "most_voted"
    """An election: the most voted for the seats there are."""


class OrganMeeting(TenantModel):
    """A meeting of an organ. ``call`` is which call it was held in (1 or 2), once opened.

    ``roll_on`` is the day the voter roll was frozen at; ``sequence`` grows with every change after the convocation (for
    calendars). ``online_url`` is read by who is convened only. ``changed_at`` is the last change that who is convened was
    not told of yet; ``deserted_at`` when the first call was found without a quorum.
    """

    __tablename__ = "organ_meetings"
    __table_args__ = (
        Index("ix_organ_meetings_first_call_at", "tenant_id", "organ", "first_call_at"),
        CheckConstraint("organ IN ('assembly', 'board', 'control_body', 'other')", name="organ"),
        CheckConstraint(
            "state IN ('draft', 'convened', 'open', 'closed', 'filed', 'cancelled', 'deserted')", name="state"
        ),
        CheckConstraint("second_call_at IS NULL OR second_call_at > first_call_at", name="calls"),
    )

    organ: Mapped[str] = mapped_column(Text)
    extraordinary: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    title: Mapped[str] = mapped_column(Text)
    first_call_at: Mapped[datetime]
    second_call_at: Mapped[datetime | None]
    place: Mapped[str] = mapped_column(Text, default="", server_default="")
    online_url: Mapped[str] = mapped_column(Text, default="", server_default="")
    notice: Mapped[str] = mapped_column(Text, default="", server_default="")
    state: Mapped[str] = mapped_column(Text, default=MeetingState.DRAFT)
    convened_at: Mapped[datetime | None]
    roll_on: Mapped[date | None]
    opened_at: Mapped[datetime | None]
    call: Mapped[int | None]
    chaired_by: Mapped[UUID | None]
    minuted_by: Mapped[UUID | None]
    closed_at: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    changed_at: Mapped[datetime | None]
    deserted_at: Mapped[datetime | None]
    minutes_text: Mapped[str] = mapped_column(Text, default="", server_default="")
    minutes_document_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]

    items: Mapped[list["AgendaItem"]] = relationship(
        primaryjoin="OrganMeeting.id == foreign(AgendaItem.meeting_id)", order_by="AgendaItem.position", viewonly=True
    )


class AgendaItem(TenantModel):
    """One item of the agenda, and how it is voted on; ``text`` is the proposal, ``discussion`` what the minutes say."""

    __tablename__ = "agenda_items"
    __table_args__ = (
        tenant_fk("meeting_id", "organ_meetings", ondelete="CASCADE"),
        tenant_fk("document_id", "documents"),
        tenant_fk("resolution_id", "resolutions"),
        UniqueConstraint("tenant_id", "meeting_id", "position", deferrable=True, initially="DEFERRED"),
        CheckConstraint("vote_mode IN ('none', 'open', 'secret')", name="vote_mode"),
    )

    meeting_id: Mapped[UUID]
    position: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text, default="", server_default="")
    vote_mode: Mapped[str] = mapped_column(Text, default=VoteMode.NONE)
    majority: Mapped[str] = mapped_column(Text, default=Majority.PRESENT_HALF)
    seats: Mapped[int] = mapped_column(default=1, server_default="1")
    document_id: Mapped[UUID | None]
    discussion: Mapped[str] = mapped_column(Text, default="", server_default="")
    resolution_id: Mapped[UUID | None]

    meeting: Mapped[OrganMeeting] = tenant_link("OrganMeeting", "AgendaItem.meeting_id", viewonly=True)


class RollEntry(TenantModel):
    """A line of the roll, frozen: who is convened, since when a member, how the fee stood, whether they vote and why not.

    For the board and the control body there is no membership, only the person. ``voter_id`` is who acts for the line: the
    person, or the guardian of a minor. Attendance is by line: ``attendance`` with ``arrived_at`` and ``left_at``.
    """

    __tablename__ = "roll_entries"
    __table_args__ = (
        tenant_fk("meeting_id", "organ_meetings", ondelete="CASCADE"),
        tenant_fk("membership_id", "memberships"),
        tenant_fk("person_id", "people"),
        tenant_fk("voter_id", "people"),
        UniqueConstraint("tenant_id", "meeting_id", "membership_id"),
        UniqueConstraint("tenant_id", "meeting_id", "person_id"),
        Index("ix_roll_entries_sort_name", "tenant_id", "meeting_id", "sort_name"),
        Index("ix_roll_entries_voter_id", "tenant_id", "voter_id"),
        CheckConstraint("attendance IN ('in_person', 'remote')", name="attendance"),
        CheckConstraint("votes BETWEEN 0 AND 5", name="votes"),
    )

    meeting_id: Mapped[UUID]
    membership_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    voter_id: Mapped[UUID | None]
    name: Mapped[str] = mapped_column(Text)
    sort_name: Mapped[str] = mapped_column(Text)
    number: Mapped[int | None]
    since: Mapped[date | None]
    fee_state: Mapped[str] = mapped_column(Text, default="", server_default="")
    votes: Mapped[int] = mapped_column(default=1, server_default="1")
    why_not: Mapped[str] = mapped_column(Text, default="", server_default="")
    """A word: ``seniority``, ``fee``, ``category``, ``minor_without_guardian``, ``not_member`` (no longer); empty when they
    vote."""
    attendance: Mapped[str | None] = mapped_column(Text)
    identity_check: Mapped[str] = mapped_column(Text, default="", server_default="")
    arrived_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]

    meeting: Mapped[OrganMeeting] = tenant_link("OrganMeeting", "RollEntry.meeting_id", viewonly=True)
    membership: Mapped[Membership | None] = tenant_link("Membership", "RollEntry.membership_id", viewonly=True)
    person: Mapped[Person | None] = tenant_link("Person", "RollEntry.person_id", viewonly=True)
    voter: Mapped[Person | None] = tenant_link("Person", "RollEntry.voter_id", viewonly=True)

    @property
    def may_vote(self) -> bool:
        """Whether the line has votes and nothing stands against them."""
        return self.votes > 0 and not self.why_not

    @property
    def is_present(self) -> bool:
        """Whether they are there now, themselves."""
        return self.attendance is not None and self.left_at is None


class Proxy(TenantModel):
    """A written proxy: ``giver_id`` lets ``holder_id`` (both lines of the roll) vote in their place, at this meeting.

    At most three for each holder below 500 members, five from 500 (D.Lgs. 117/2017 art. 24 c. 3; STATUTE).
    """

    __tablename__ = "proxies"
    __table_args__ = (
        tenant_fk("meeting_id", "organ_meetings", ondelete="CASCADE"),
        tenant_fk("giver_id", "roll_entries"),
        tenant_fk("holder_id", "roll_entries"),
        tenant_fk("document_id", "documents"),
        Index(
            "uq_proxies_giver",
            "tenant_id",
            "meeting_id",
            "giver_id",
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
        Index("ix_proxies_holder_id", "tenant_id", "holder_id"),
        CheckConstraint("giver_id <> holder_id", name="two_lines"),
    )

    meeting_id: Mapped[UUID]
    giver_id: Mapped[UUID]
    holder_id: Mapped[UUID]
    way: Mapped[str] = mapped_column(Text, default="online")
    """``online`` (from the personal area) or ``paper`` (entered by the office)."""
    given_at: Mapped[datetime] = mapped_column(default=now)
    recorded_by: Mapped[UUID | None]
    document_id: Mapped[UUID | None]
    revoked_at: Mapped[datetime | None]

    giver: Mapped[RollEntry] = tenant_link("RollEntry", "Proxy.giver_id", viewonly=True)
    holder: Mapped[RollEntry] = tenant_link("RollEntry", "Proxy.holder_id", viewonly=True)
