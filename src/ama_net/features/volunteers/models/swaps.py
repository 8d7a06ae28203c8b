"""Swaps: a volunteer's place offered to others, perhaps for a place of theirs."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.features.volunteers.models.shifts import ShiftSignup
from ama_net.foundation.clock import now
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link

WAITING = text("state IN ('open', 'accepted')")


class SwapState(StrEnum):
    """Where an offer is. ``ACCEPTED``: somebody takes it and the office has still to confirm; nothing has passed yet.

    ``ENDED``: the shift began or was called off, or the giver's place was gone, before anybody took it.
    """

    OPEN = "open"
    ACCEPTED = "accepted"
    DONE = "done"
    DECLINED = "declined"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


UNSETTLED = (SwapState.OPEN, SwapState.ACCEPTED)


class ShiftSwap(TenantModel):
    """A place (``signup_id``) that its holder offers: to everybody of the activity, or to one person (``to_person_id``).

    With ``in_return_id`` it is an exchange, for a place that person holds. Until it is ``DONE`` each holds what they held.
    An open offer of a shift that has begun, or of a place given up, is worth nothing: ``queries_swaps.open_offers`` leaves it
    out, and a job settles it.
    """

    __tablename__ = "shift_swaps"
    __table_args__ = (
        tenant_fk("signup_id", "shift_signups", ondelete="CASCADE"),
        tenant_fk("in_return_id", "shift_signups", ondelete="CASCADE"),
        tenant_fk("person_id", "people"),
        tenant_fk("to_person_id", "people"),
        tenant_fk("taken_by_id", "people"),
        CheckConstraint(
            "state IN ('open', 'accepted', 'done', 'declined', 'refused', 'withdrawn', 'ended')", name="state"
        ),
        CheckConstraint("in_return_id IS NULL OR to_person_id IS NOT NULL", name="exchange"),
        CheckConstraint("state NOT IN ('accepted', 'done') OR taken_by_id IS NOT NULL", name="taken"),
        Index("uq_shift_swaps_unsettled", "tenant_id", "signup_id", unique=True, postgresql_where=WAITING),
        Index("ix_shift_swaps_state", "tenant_id", "state", "created_at"),
        Index("ix_shift_swaps_signup_id", "tenant_id", "signup_id"),
        Index("ix_shift_swaps_in_return_id", "tenant_id", "in_return_id"),
        Index("ix_shift_swaps_person_id", "tenant_id", "person_id"),
        Index("ix_shift_swaps_to_person_id", "tenant_id", "to_person_id"),
        Index("ix_shift_swaps_taken_by_id", "tenant_id", "taken_by_id"),
    )

    signup_id: Mapped[UUID]
    person_id: Mapped[UUID]
    to_person_id: Mapped[UUID | None]
    in_return_id: Mapped[UUID | None]
    taken_by_id: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(Text, default=SwapState.OPEN)
    created_at: Mapped[datetime] = mapped_column(default=now)
    settled_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    """When everybody of the activity was written to, if it is offered to everybody."""

    signup: Mapped[ShiftSignup] = tenant_link("ShiftSignup", "ShiftSwap.signup_id", viewonly=True)
    in_return: Mapped[ShiftSignup | None] = tenant_link("ShiftSignup", "ShiftSwap.in_return_id", viewonly=True)
    person: Mapped[Person] = tenant_link("Person", "ShiftSwap.person_id", viewonly=True)
    to_person: Mapped[Person | None] = tenant_link("Person", "ShiftSwap.to_person_id", viewonly=True)
    taken_by: Mapped[Person | None] = tenant_link("Person", "ShiftSwap.taken_by_id", viewonly=True)

    @property
    def is_exchange(self) -> bool:
        """Whether a place is asked in return."""
        return self.in_return_id is not None

    @property
    def is_unsettled(self) -> bool:
        """Whether it waits for a volunteer, or for the office."""
        return self.state in UNSETTLED
