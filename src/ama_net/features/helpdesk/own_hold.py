"""The one time that a browser keeps while its form is filled in, remembered in its signed cookie: who goes back finds it again."""

from dataclasses import dataclass
from datetime import datetime

from flask import session

from ama_net.features.helpdesk.models import Appointment, Mode
from ama_net.features.helpdesk.operations.appointments import held_of
from ama_net.foundation.clock import now

COOKIE_KEY = "helpdesk_hold"


@dataclass(frozen=True)
class OwnHold:
    """What this browser keeps from the others, and the secret in its form's address."""

    appointment: Appointment
    secret: str

    def is_for(self, starts_at: datetime, mode: Mode) -> bool:
        """Whether it is that time, in that way."""
        return (self.appointment.starts_at, self.appointment.mode) == (starts_at, mode)


def remember_hold(secret: str) -> None:
    """This browser keeps the time of this secret, and no other."""
    session[COOKIE_KEY] = secret


def own_hold() -> OwnHold | None:
    """What this browser keeps now; None when it has let it go, confirmed it, or waited too long.

    Nor what waits for a mailed link: that is already of who was written to.
    """
    if COOKIE_KEY not in session:
        return None
    secret = str(session[COOKIE_KEY])
    held = held_of(secret)
    if held is None or held.visitor_id is not None or held.held_until is None or held.held_until <= now():
        del session[COOKIE_KEY]
        return None
    return OwnHold(held, secret)
