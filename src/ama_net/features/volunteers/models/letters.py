"""The confidentiality letter: its versions, who accepted which, and who was reminded.

GDPR art. 29 and 32 par. 4, D.Lgs. 196/2003 art. 2-quaterdecies: who handles data for the association is instructed by it.
"""

from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now, today
from ama_net.kernel.documents import Document
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link


class LetterWay(StrEnum):
    """How a letter was accepted: by the volunteer in their area, or on a signed paper the office keeps."""

    AREA = "area"
    PAPER = "paper"


class ConfidentialityLetter(TenantModel):
    """A version of the letter, in force from a day until the next one is. Once somebody accepted it, its text stays.

    ``asks_again``: who accepted an earlier one has to read and accept this one too.
    """

    __tablename__ = "confidentiality_letters"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        Index("ix_confidentiality_letters_in_force_from", "tenant_id", "in_force_from"),
    )

    number: Mapped[int]
    in_force_from: Mapped[date] = mapped_column(default=today)
    body: Mapped[str] = mapped_column(Text)
    body_en: Mapped[str] = mapped_column(Text, default="", server_default="")
    asks_again: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]

    def text_in(self, language: str) -> str:
        """The text as it is read in a language; the Italian one where there is no other."""
        return self.body_en if language == "en" and self.body_en else self.body

    def digest_in(self, language: str) -> str:
        """SHA-256 of the text in a language, in hexadecimal."""
        return sha256(self.text_in(language).encode()).hexdigest()


class LetterAcceptance(TenantModel):
    """That a person accepted a version: when, how, which very text. Never changed, nor deleted for ten years.

    ``document_id`` is its PDF, or the scan of the signed paper. No address of the network is kept, as for consents.
    """

    __tablename__ = "letter_acceptances"
    __table_args__ = (
        tenant_fk("person_id", "people"),
        tenant_fk("letter_id", "confidentiality_letters"),
        tenant_fk("document_id", "documents"),
        CheckConstraint("way IN ('area', 'paper')", name="way"),
        Index("ix_letter_acceptances_person_id", "tenant_id", "person_id", "accepted_at"),
        Index("ix_letter_acceptances_letter_id", "tenant_id", "letter_id"),
        Index("ix_letter_acceptances_document_id", "tenant_id", "document_id"),
    )

    person_id: Mapped[UUID]
    letter_id: Mapped[UUID]
    way: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text, default="it")
    text_digest: Mapped[str] = mapped_column(Text)
    accepted_at: Mapped[datetime] = mapped_column(default=now)
    accepted_on: Mapped[date] = mapped_column(default=today)
    """The day on the paper, or today."""
    account_id: Mapped[UUID | None]
    """Whose account wrote it down: the volunteer's own in the area, the office's for a paper."""
    document_id: Mapped[UUID | None]

    person: Mapped[Person] = tenant_link("Person", "LetterAcceptance.person_id", viewonly=True)
    letter: Mapped[ConfidentialityLetter] = tenant_link(
        "ConfidentialityLetter", "LetterAcceptance.letter_id", viewonly=True
    )
    document: Mapped[Document | None] = tenant_link("Document", "LetterAcceptance.document_id", viewonly=True)


class LetterReminder(TenantModel):
    """That somebody was reminded of the letter, and when: not more often than the association says."""

    __tablename__ = "letter_reminders"
    __table_args__ = (
        tenant_fk("person_id", "people", ondelete="CASCADE"),
        tenant_fk("letter_id", "confidentiality_letters", ondelete="CASCADE"),
        Index("ix_letter_reminders_person_id", "tenant_id", "person_id", "sent_at"),
        Index("ix_letter_reminders_letter_id", "tenant_id", "letter_id"),
    )

    person_id: Mapped[UUID]
    letter_id: Mapped[UUID]
    sent_at: Mapped[datetime] = mapped_column(default=now)
    sent_by: Mapped[UUID | None]
