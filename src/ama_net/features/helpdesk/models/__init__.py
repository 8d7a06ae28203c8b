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
from ama_net.features.helpdesk.models.reminders import AppointmentReminder, ReminderKind, ReminderWay
from ama_net.features.helpdesk.models.services import Mode, Service, ServiceKind, ServiceOperator, ServiceRoom
from ama_net.features.helpdesk.models.visitors import Visitor
from ama_net.features.helpdesk.models.waiting import (
    LeftBecause,
    OfferAnswer,
    WaitingEntry,
    WaitingOffer,
    WaitingState,
)

__all__ = [
    "Appointment",
    "AppointmentOutcome",
    "AppointmentReminder",
    "AppointmentState",
    "AvailabilityException",
    "AvailabilityRule",
    "CallReason",
    "CallToMake",
    "CancelledBy",
    "ForgettingRun",
    "FreePart",
    "LeftBecause",
    "MeetingNote",
    "Mode",
    "OfferAnswer",
    "Outcome",
    "Pathway",
    "PathwayAssignment",
    "PathwayOutcome",
    "PathwayState",
    "ReminderKind",
    "ReminderWay",
    "Result",
    "Service",
    "ServiceKind",
    "ServiceOperator",
    "ServiceRoom",
    "Visitor",
    "WaitingEntry",
    "WaitingOffer",
    "WaitingState",
]
