"""How far a newsletter has gone: counts, never who."""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import func, select

from ama_net.across.newsletters.models import Bounce, Delivery, DeliveryState, Newsletter
from ama_net.foundation.database import db


@dataclass(frozen=True)
class Progress:
    """The deliveries of a newsletter by state, and what came back."""

    recipients: int
    states: dict[str, int] = field(default_factory=dict)
    soft: int = 0
    hard: int = 0
    complaints: int = 0

    @property
    def queued(self) -> int:
        """Still to leave."""
        return self.states.get(DeliveryState.QUEUED, 0)

    @property
    def sending(self) -> int:
        """Leaving now."""
        return self.states.get(DeliveryState.SENDING, 0)

    @property
    def sent(self) -> int:
        """Taken by the recipient's server."""
        return self.states.get(DeliveryState.SENT, 0)

    @property
    def failed(self) -> int:
        """Refused for good, or given up."""
        return self.states.get(DeliveryState.FAILED, 0)

    @property
    def in_doubt(self) -> int:
        """Perhaps taken, perhaps not."""
        return self.states.get(DeliveryState.IN_DOUBT, 0)

    @property
    def skipped(self) -> int:
        """Not to be written to any more, when their turn came."""
        return self.states.get(DeliveryState.SKIPPED, 0)

    @property
    def cancelled(self) -> int:
        """Never left: the sending was called off."""
        return self.states.get(DeliveryState.CANCELLED, 0)

    @property
    def done(self) -> int:
        """Nothing more happens to them by itself."""
        return sum(self.states.values()) - self.queued - self.sending

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.done / self.recipients if self.recipients else 0.0


def progress_of(newsletter: Newsletter) -> Progress:
    """The counts of one newsletter: one reading of its rows."""
    counted = select(Delivery.state, Delivery.bounce, func.count()).where(Delivery.newsletter_id == newsletter.id)
    states: Counter[str] = Counter()
    back: Counter[str] = Counter()
    for state, bounce, number in db.session.execute(counted.group_by(Delivery.state, Delivery.bounce)):
        states[state] += number
        back[bounce] += number
    return Progress(
        newsletter.recipients, states, soft=back[Bounce.SOFT], hard=back[Bounce.HARD], complaints=back[Bounce.COMPLAINT]
    )


def nothing_left(newsletter_id: UUID) -> bool:
    """Whether every delivery of a newsletter has come to an end."""
    here = select(Delivery.id).where(Delivery.newsletter_id == newsletter_id)
    # Asked apart: each has an index of its own.
    left = (here.where(Delivery.state == state).exists() for state in (DeliveryState.QUEUED, DeliveryState.SENDING))
    return not any(db.session.scalar(select(one)) for one in left)
