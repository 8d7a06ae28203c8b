"""Who waits for a free time of a service, and the times that were offered to them, one after the other."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, Index, Text, case, or_, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ama_net.features.helpdesk.models.appointments import Appointment
from ama_net.features.helpdesk.models.pathways import FreePart
from ama_net.features.helpdesk.models.services import Service
from ama_net.features.helpdesk.models.visitors import Visitor
from ama_net.foundation.clock import now
from ama_net.kernel.confiding import ContactKind
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link


class WaitingState(StrEnum):
    """Where somebody in the list is. OFFERED: a time is kept for them, and they have not answered yet."""

    WAITING = "waiting"
    OFFERED = "offered"
    BOOKED = "booked"
    LEFT = "left"


class LeftBecause(StrEnum):
    """Why somebody is not in the list any more.

    They or the office said so, they never answered, it was too long, the service was closed.
    UNREACHED: they left an e-mail and never opened what was written to it.
    """

    VISITOR = "visitor"
    OFFICE = "office"
    SILENCE = "silence"
    TOO_LONG = "too_long"
    CLOSED = "closed"
    UNREACHED = "unreached"


class OfferAnswer(StrEnum):
    """What became of an offer. WITHDRAWN: who was asked left the list, or the office took it back."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class WaitingEntry(TenantModel):
    """A place in the waiting list of a service: first come, first asked.

    ``mode`` is how they want to meet ('' for any way the service has). ``missed`` counts the offers that ran out without
    an answer. ``reached_at``: since when it is known that they read, or answer, where they said; see ``in_turn``.
    """

    __tablename__ = "helpdesk_waiting"
    __table_args__ = (
        tenant_fk("service_id", "helpdesk_services"),
        tenant_fk("visitor_id", "helpdesk_visitors"),
        CheckConstraint("mode IN ('', 'in_person', 'online', 'phone')", name="mode"),
        CheckConstraint("free_part IN ('any', 'morning', 'afternoon', 'evening')", name="free_part"),
        CheckConstraint("state IN ('waiting', 'offered', 'booked', 'left')", name="state"),
        CheckConstraint(
            "left_because IN ('', 'visitor', 'office', 'silence', 'too_long', 'closed', 'unreached')"
            " AND (left_because <> '') = (state = 'left')",
            name="left_because",
        ),
        CheckConstraint("missed >= 0", name="missed"),
        Index(
            "uq_helpdesk_waiting_open",
            "tenant_id",
            "visitor_id",
            "service_id",
            unique=True,
            postgresql_where=text("state IN ('waiting', 'offered')"),
        ),
        Index("ix_helpdesk_waiting_service_id", "tenant_id", "service_id", "state", "joined_at"),
        Index("ix_helpdesk_waiting_visitor_id", "tenant_id", "visitor_id"),
    )

    service_id: Mapped[UUID]
    visitor_id: Mapped[UUID]
    mode: Mapped[str] = mapped_column(Text, default="", server_default="")
    free_part: Mapped[str] = mapped_column(Text, default=FreePart.ANY, server_default="any")
    state: Mapped[str] = mapped_column(Text, default=WaitingState.WAITING)
    left_because: Mapped[str] = mapped_column(Text, default="", server_default="")
    missed: Mapped[int] = mapped_column(default=0, server_default="0")
    joined_at: Mapped[datetime] = mapped_column(default=now)
    state_at: Mapped[datetime] = mapped_column(default=now)
    reached_at: Mapped[datetime | None]
    created_by: Mapped[UUID | None]

    service: Mapped[Service] = tenant_link("Service", "WaitingEntry.service_id", viewonly=True)
    visitor: Mapped[Visitor] = tenant_link("Visitor", "WaitingEntry.visitor_id", viewonly=True)
    offers: Mapped[list["WaitingOffer"]] = relationship(
        primaryjoin="WaitingEntry.id == foreign(WaitingOffer.entry_id)",
        order_by="WaitingOffer.created_at",
        viewonly=True,
    )

    @property
    def is_open(self) -> bool:
        """Whether they still wait, with or without an offer."""
        return self.state in (WaitingState.WAITING, WaitingState.OFFERED)

    @property
    def has_turn(self) -> bool:
        """Whether the place counts: see ``in_turn``."""
        return self.reached_at is not None or self.visitor.contact_kind == ContactKind.PHONE

    @classmethod
    def in_turn(cls) -> ColumnElement[bool]:
        """Whose place counts: anybody can type an e-mail, so that only who opened what was written to it is offered times."""
        return or_(cls.reached_at.is_not(None), cls.visitor.has(Visitor.contact_kind == ContactKind.PHONE))

    @classmethod
    def turn(cls) -> ColumnElement[datetime]:
        """By what the places are in order: who came first; a telephone nobody has called goes behind each time it is tried."""
        return case((cls.reached_at.is_not(None), cls.joined_at), else_=cls.state_at)


class WaitingOffer(TenantModel):
    """A time kept for one person of the list, for them alone until ``until``.

    ``appointment_id`` is the appointment that is held for them, or that they accepted; a time that was given back has
    none any more, and ``starts_at`` says which it was, so that nobody is asked twice about the same.
    """

    __tablename__ = "helpdesk_offers"
    __table_args__ = (
        tenant_fk("entry_id", "helpdesk_waiting", ondelete="CASCADE"),
        tenant_fk("appointment_id", "helpdesk_appointments"),
        CheckConstraint("mode IN ('in_person', 'online', 'phone')", name="mode"),
        CheckConstraint("answer IN ('', 'accepted', 'declined', 'expired', 'withdrawn')", name="answer"),
        CheckConstraint("(answer = '') = (answered_at IS NULL)", name="answered"),
        CheckConstraint("(answer IN ('', 'accepted')) = (appointment_id IS NOT NULL)", name="appointment"),
        Index("uq_helpdesk_offers_open", "tenant_id", "entry_id", unique=True, postgresql_where=text("answer = ''")),
        Index("uq_helpdesk_offers_appointment_id", "tenant_id", "appointment_id", unique=True),
        Index("ix_helpdesk_offers_entry_id", "tenant_id", "entry_id", "starts_at"),
        Index("ix_helpdesk_offers_until", "tenant_id", "until", postgresql_where=text("answer = ''")),
    )

    entry_id: Mapped[UUID]
    appointment_id: Mapped[UUID | None]
    mode: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[datetime]
    until: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="", server_default="")
    answered_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]

    entry: Mapped[WaitingEntry] = tenant_link("WaitingEntry", "WaitingOffer.entry_id", viewonly=True)
    appointment: Mapped[Appointment | None] = tenant_link("Appointment", "WaitingOffer.appointment_id", viewonly=True)

    @property
    def stands(self) -> bool:
        """Whether it may still be accepted."""
        return self.answer == "" and self.until > now()
