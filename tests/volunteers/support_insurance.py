"""What the tests of insurance share."""

from ama_net.features.volunteers.models import Shift, ShiftSignup, Volunteer
from ama_net.foundation.database import db


def sign_up(shift: Shift, volunteer: Volunteer) -> ShiftSignup:
    """A place taken in a shift, written straight; flushed."""
    signup = ShiftSignup(shift_id=shift.id, person_id=volunteer.person_id)
    db.session.add(signup)
    db.session.flush()
    return signup
