"""A move to the other section joins two lines: the day one ends is the day the other begins, corrections included."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.features.volunteers.models import ServiceEnd, Volunteer
from ama_net.foundation.database import db
from ama_net.kernel.people import WrongFact


@dataclass(frozen=True)
class Moves:
    """The lines a move joins with one: the one they came from, the one they went to."""

    before: Volunteer | None
    after: Volunteer | None
    ended: bool
    """Whether it was written that the line ends with a move; what followed may be a mistake, or in another register."""

    def follow(self, volunteer: Volunteer) -> list[Volunteer]:
        """Bring both to the days of the line as it was corrected; gives those that changed.

        Raises:
            WrongFact: it no longer ends with a move though one follows, or it does though none was made.
        """
        moved = volunteer.end_reason == ServiceEnd.MOVED
        if (moved and not self.ended) or (self.after is not None and not moved):
            raise WrongFact("end_reason", _l("Il passaggio all'altra sezione sta in due righe: questo motivo non va."))
        changed = []
        if self.before is not None and self.before.ended_on != volunteer.started_on:
            self.before.ended_on = volunteer.started_on
            changed.append(self.before)
        if self.after is not None and volunteer.ended_on is not None and self.after.started_on != volunteer.ended_on:
            self.after.started_on = volunteer.ended_on
            changed.append(self.after)
        return changed


def moves_of(volunteer: Volunteer) -> Moves:
    """The lines joined with this one. Who is about to write holds the register before."""
    theirs = select(Volunteer).where(Volunteer.person_id == volunteer.person_id, Volunteer.id != volunteer.id)
    others = list(db.session.scalars(theirs.order_by(Volunteer.number)))
    came = [one for one in others if _joins(one, volunteer)]
    went = [one for one in others if _joins(volunteer, one)]
    ended = volunteer.end_reason == ServiceEnd.MOVED
    return Moves(came[-1] if came else None, went[0] if went else None, ended)


def _joins(one: Volunteer, other: Volunteer) -> bool:
    """Whether they moved from one line to the other, which was not written by mistake."""
    moved = one.end_reason == ServiceEnd.MOVED and other.end_reason != ServiceEnd.MISTAKE
    return moved and one.ended_on == other.started_on and one.number < other.number
