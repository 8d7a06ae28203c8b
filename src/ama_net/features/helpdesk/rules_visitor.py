"""What a visitor may do by themselves."""

from datetime import timedelta

from ama_net.features.helpdesk.models import Appointment
from ama_net.foundation.clock import now


def may_change(appointment: Appointment) -> bool:
    """Whether the visitor may still move or call off an appointment: until the service's ``change_hours`` before it."""
    return appointment.is_coming and appointment.starts_at - timedelta(hours=appointment.service.change_hours) > now()
