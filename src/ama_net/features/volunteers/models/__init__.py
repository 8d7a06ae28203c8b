"""The tables of the room."""

from ama_net.features.volunteers.models.shifts import Shift, ShiftSignup, ShiftState, SignupState
from ama_net.features.volunteers.models.volunteers import Activity, Section, ServiceEnd, Volunteer

__all__ = [
    "Activity",
    "Section",
    "ServiceEnd",
    "Shift",
    "ShiftSignup",
    "ShiftState",
    "SignupState",
    "Volunteer",
]
