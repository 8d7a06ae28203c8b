"""What taking everything back would end, and what else the same contact asked for: for who is asked to erase it all."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from ama_net.features.helpdesk.models import Appointment, Pathway, Visitor, WaitingEntry
from ama_net.features.helpdesk.queries_bookings import appointments_of
from ama_net.features.helpdesk.queries_pathways import pathways_of_visitor
from ama_net.features.helpdesk.queries_waiting import entries_of
from ama_net.foundation.database import db

MOST_SHOWN = 30


@dataclass(frozen=True)
class Ending:
    """What ends with a visitor: their appointments to come, their pathways, their places in the waiting lists."""

    appointments: Sequence[Appointment]
    pathways: Sequence[Pathway]
    entries: Sequence[WaitingEntry]

    def __bool__(self) -> bool:
        """Whether anything ends at all."""
        return bool(self.appointments or self.pathways or self.entries)

    @property
    def tells_listeners(self) -> bool:
        """Whether it is of somebody who listens, too."""
        return bool(self.appointments) or any(pathway.is_followed for pathway in self.pathways)


def what_would_end(visitor: Visitor) -> Ending:
    """What taking everything back would end."""
    return Ending(
        [one for one in reversed(appointments_of(visitor)) if one.is_coming],
        [one for one in pathways_of_visitor(visitor.id) if one.is_open],
        [one for one in entries_of(visitor.id) if one.is_open],
    )


def same_contact(visitor: Visitor) -> Sequence[Visitor]:
    """Who else asked with the same contact and is not erased, the last first: each time somebody asks is a row of its own."""
    if visitor.contact_digest is None:
        return []
    others = select(Visitor).where(Visitor.contact_digest == visitor.contact_digest, Visitor.id != visitor.id)
    return db.session.scalars(others.order_by(Visitor.created_at.desc(), Visitor.id).limit(MOST_SHOWN)).all()
