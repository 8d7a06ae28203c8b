"""Who left only a telephone is called when an appointment changes: the other half of the mails (``appointment_mails``)."""

from typing import Any

from ama_net.features.helpdesk.models import Appointment, CallReason
from ama_net.features.helpdesk.operations.calls import call_to_make, drop_calls
from ama_net.features.helpdesk.signals import appointment_changed
from ama_net.kernel.access import Actor
from ama_net.kernel.access.actor import PUBLIC

TO_SAY = {"moved": CallReason.MOVED, "cancelled": CallReason.CANCELLED}


@appointment_changed.connect
def call_visitor(appointment: Appointment, *, what: str, by: Actor, **_told: Any) -> None:
    """Write down the call. Who changed it by themselves knows, and whatever was still to be said is over."""
    if by == PUBLIC:
        drop_calls(appointment)
    elif what in TO_SAY:
        call_to_make(appointment, TO_SAY[what])
