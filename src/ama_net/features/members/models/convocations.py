"""Convocations: what was sent to whom is called to a meeting; and who came and went while it was held."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.correspondence import Letter, ProtocolEntry
from ama_net.kernel.people import Organisation, Person
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link


class NoticeKind(StrEnum):
    """Why who is called to a meeting is written to."""

    CONVOCATION = "convocation"
    CHANGE = "change"
    CANCELLATION = "cancellation"


class MeetingNotice(TenantModel):
    """One sending: its line of the protocol, its words. The letters leave a few at a time; ``finished_at`` when all have.

    ``sequence`` is the meeting's, so a meeting has one notice for each of its versions: convening twice is refused here.
    """

    __tablename__ = "meeting_notices"
    __table_args__ = (
        tenant_fk("meeting_id", "organ_meetings", ondelete="CASCADE"),
        tenant_fk("entry_id", "protocol_entries"),
        UniqueConstraint("tenant_id", "meeting_id", "sequence"),
        Index("ix_meeting_notices_finished_at", "tenant_id", "finished_at"),
        CheckConstraint("kind IN ('convocation', 'change', 'cancellation')", name="kind"),
    )

    meeting_id: Mapped[UUID]
    sequence: Mapped[int]
    kind: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    entry_id: Mapped[UUID]
    job_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
    finished_at: Mapped[datetime | None]

    entry: Mapped[ProtocolEntry] = tenant_link("ProtocolEntry", "MeetingNotice.entry_id", viewonly=True)


class MeetingRecipient(TenantModel):
    """Somebody a notice goes to, frozen when it was asked for, with their letter once written.

    For a minor ``for_person_id`` is the minor and ``person_id`` the guardian. The row is taken with a lock and written
    together with its letter, and its key allows nobody twice: a job that is killed goes on and writes to nobody again.
    """

    __tablename__ = "meeting_recipients"
    __table_args__ = (
        tenant_fk("notice_id", "meeting_notices", ondelete="CASCADE"),
        tenant_fk("person_id", "people"),
        tenant_fk("organisation_id", "organisations"),
        tenant_fk("for_person_id", "people"),
        tenant_fk("letter_id", "letters"),
        UniqueConstraint(
            "tenant_id",
            "notice_id",
            "person_id",
            "organisation_id",
            "for_person_id",
            postgresql_nulls_not_distinct=True,
            name="uq_meeting_recipients_notice_id",
        ),
        Index("ix_meeting_recipients_letter_id", "tenant_id", "notice_id", "letter_id"),
        Index("ix_meeting_recipients_person_id", "tenant_id", "person_id"),
        CheckConstraint("num_nonnulls(person_id, organisation_id) = 1", name="one_recipient"),
    )

    notice_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    organisation_id: Mapped[UUID | None]
    for_person_id: Mapped[UUID | None]
    letter_id: Mapped[UUID | None]

    person: Mapped[Person | None] = tenant_link("Person", "MeetingRecipient.person_id", viewonly=True)
    organisation: Mapped[Organisation | None] = tenant_link(
        "Organisation", "MeetingRecipient.organisation_id", viewonly=True
    )
    for_person: Mapped[Person | None] = tenant_link("Person", "MeetingRecipient.for_person_id", viewonly=True)
    letter: Mapped[Letter | None] = tenant_link("Letter", "MeetingRecipient.letter_id", viewonly=True)


class AttendanceMove(TenantModel):
    """Somebody came in or went out, and when: whole, for the minutes; the roll keeps only how each line stands now."""

    __tablename__ = "attendance_moves"
    __table_args__ = (
        tenant_fk("meeting_id", "organ_meetings", ondelete="CASCADE"),
        tenant_fk("entry_id", "roll_entries", ondelete="CASCADE"),
        Index("ix_attendance_moves_at", "tenant_id", "meeting_id", "at"),
        CheckConstraint("way IN ('in_person', 'remote', 'out')", name="way"),
    )

    meeting_id: Mapped[UUID]
    entry_id: Mapped[UUID]
    at: Mapped[datetime] = mapped_column(default=now)
    way: Mapped[str] = mapped_column(Text)
    """``in_person`` and ``remote`` when they came in, ``out`` when they left."""
    recorded_by: Mapped[UUID | None]
