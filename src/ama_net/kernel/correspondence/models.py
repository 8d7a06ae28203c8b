"""The tables: the protocol of letters in and out, and one row for each letter to one person or body.

Members without e-mail are written to like everybody else: on paper, by PEC or by hand, and what became of it is noted.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.documents import Document
from ama_net.kernel.outbox import Message
from ama_net.kernel.people import Organisation, Person
from ama_net.kernel.tenancy import Sealed, TenantModel, tenant_fk, tenant_link


class Direction(StrEnum):
    """Whether it came or went."""

    IN = "in"
    OUT = "out"


class Channel(StrEnum):
    """How a letter travels. E-mail leaves by itself; the others are printed or sent by hand, and noted."""

    EMAIL = "email"
    POST = "post"
    REGISTERED_POST = "registered_post"
    PEC = "pec"
    HAND = "hand"


class LetterState(StrEnum):
    """Where a letter is. An e-mail follows its message (``waiting``, ``sent``, ``failed``); paper is noted by hand."""

    WAITING = "waiting"
    PRINTED = "printed"
    SENT = "sent"
    DELIVERED = "delivered"
    RETURNED = "returned"
    FAILED = "failed"


class ProtocolEntry(TenantModel):
    """One line of the protocol: number and year, day, what it is about and who wrote or was written to.

    Letters sent together (a convocation) share one line. ``correspondent`` is sealed; ``kind`` is a word of the room
    that wrote (``convocation``, ``admission``); ``about`` is the row it speaks of.
    """

    __tablename__ = "protocol_entries"
    __table_args__ = (
        tenant_fk("person_id", "people"),
        tenant_fk("organisation_id", "organisations"),
        tenant_fk("document_id", "documents"),
        UniqueConstraint("tenant_id", "year", "number"),
        Index("ix_protocol_entries_on_day", "tenant_id", "on_day"),
        Index("ix_protocol_entries_person_id", "tenant_id", "person_id"),
        Index("ix_protocol_entries_about", "tenant_id", "about_id"),
        CheckConstraint("direction IN ('in', 'out')", name="direction"),
    )

    direction: Mapped[str] = mapped_column(Text)
    year: Mapped[int]
    number: Mapped[int]
    on_day: Mapped[date]
    kind: Mapped[str] = mapped_column(Text, default="")
    subject: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text, default="", server_default="")
    correspondent = Sealed()
    correspondent_sealed: Mapped[bytes | None]
    person_id: Mapped[UUID | None]
    organisation_id: Mapped[UUID | None]
    document_id: Mapped[UUID | None]
    about_kind: Mapped[str] = mapped_column(Text, default="", server_default="")
    about_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
    emptied_at: Mapped[datetime | None]

    person: Mapped[Person | None] = tenant_link("Person", "ProtocolEntry.person_id", viewonly=True)
    organisation: Mapped[Organisation | None] = tenant_link(
        "Organisation", "ProtocolEntry.organisation_id", viewonly=True
    )
    document: Mapped[Document | None] = tenant_link("Document", "ProtocolEntry.document_id", viewonly=True)

    @property
    def number_words(self) -> str:
        """As it is quoted: ``12/2026``."""
        return f"{self.number}/{self.year}"


class Letter(TenantModel):
    """One letter to one recipient, and what became of it: the delivery log is made of these rows.

    ``subject``, ``body`` (plain text) and ``address`` (where it went, one line each) are sealed. ``message_id`` is the
    mail of an e-mail letter. ``person_id`` or ``organisation_id`` is who it is to; for a minor, ``for_person_id`` is the
    minor and ``person_id`` the guardian. ``receipt`` is the number of a registered letter or of a PEC's receipt;
    ``instead_of_id`` the e-mail that came back, when paper takes its place. Triggers on ``messages`` keep the state of an
    e-mail letter equal to its mail's, also when that comes back, and give a lost letter the mail that was sent again.
    """

    __tablename__ = "letters"
    __table_args__ = (
        tenant_fk("entry_id", "protocol_entries"),
        tenant_fk("person_id", "people"),
        tenant_fk("for_person_id", "people"),
        tenant_fk("organisation_id", "organisations"),
        tenant_fk("message_id", "messages", ondelete="SET NULL (message_id)"),
        tenant_fk("instead_of_id", "letters", ondelete="SET NULL (instead_of_id)"),
        Index("ix_letters_instead_of_id", "tenant_id", "instead_of_id"),
        Index("ix_letters_organisation_id", "tenant_id", "organisation_id"),
        Index("ix_letters_entry_id", "tenant_id", "entry_id"),
        Index("ix_letters_person_id", "tenant_id", "person_id"),
        Index("ix_letters_about", "tenant_id", "about_id"),
        Index("ix_letters_state", "tenant_id", "state", "channel"),
        Index("ix_letters_message_id", "tenant_id", "message_id"),
    )

    entry_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    for_person_id: Mapped[UUID | None]
    organisation_id: Mapped[UUID | None]
    template: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default=LetterState.WAITING)
    state_on: Mapped[date | None]
    noted_by: Mapped[UUID | None]
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    receipt: Mapped[str] = mapped_column(Text, default="", server_default="")
    printed_on: Mapped[date | None]
    sent_on: Mapped[date | None]
    instead_of_id: Mapped[UUID | None]
    emptied_at: Mapped[datetime | None]
    message_id: Mapped[UUID | None]
    about_kind: Mapped[str] = mapped_column(Text, default="", server_default="")
    about_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    address = Sealed()
    address_sealed: Mapped[bytes | None]
    subject = Sealed()
    subject_sealed: Mapped[bytes | None]
    body = Sealed()
    body_sealed: Mapped[bytes | None]

    entry: Mapped[ProtocolEntry] = tenant_link("ProtocolEntry", "Letter.entry_id", viewonly=True)
    person: Mapped[Person | None] = tenant_link("Person", "Letter.person_id", viewonly=True)
    organisation: Mapped[Organisation | None] = tenant_link("Organisation", "Letter.organisation_id", viewonly=True)
    message: Mapped[Message | None] = tenant_link("Message", "Letter.message_id", viewonly=True)
