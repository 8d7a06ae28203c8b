"""The tables of the helpdesk."""

from ama_net.features.helpdesk.models.appointments import (
    Appointment,
    AppointmentOutcome,
    AppointmentState,
    CancelledBy,
    Outcome,
    Result,
)
from ama_net.features.helpdesk.models.availability import AvailabilityException, AvailabilityRule
from ama_net.features.helpdesk.models.calls import CallReason, CallToMake
from ama_net.features.helpdesk.models.forgetting import ForgettingRun
from ama_net.features.helpdesk.models.notes import MeetingNote
from ama_net.features.helpdesk.models.pathways import (
    FreePart,
    Pathway,
    PathwayAssignment,
    PathwayOutcome,
    PathwayState,
)
from ama_net.features.helpdesk.models.services import Mode, Service, ServiceKind, ServiceOperator, ServiceRoom
from ama_net.features.helpdesk.models.visitors import Visitor

__all__ = [
    "Appointment",
    "AppointmentOutcome",
    "AppointmentState",
    "AvailabilityException",
    "AvailabilityRule",
    "CallReason",
    "CallToMake",
    "CancelledBy",
    "ForgettingRun",
    "FreePart",
    "MeetingNote",
    "Mode",
    "Outcome",
    "Pathway",
    "PathwayAssignment",
    "PathwayOutcome",
    "PathwayState",
    "Result",
    "Service",
    "ServiceKind",
    "ServiceOperator",
    "ServiceRoom",
    "Visitor",
]
