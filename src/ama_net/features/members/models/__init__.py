"""The tables of the room."""

from ama_net.features.members.models.meetings import (
    AgendaItem,
    Attendance,
    Majority,
    MeetingState,
    OrganMeeting,
    Proxy,
    RollEntry,
    VoteMode,
)
from ama_net.features.members.models.memberships import (
    EndReason,
    FeeKind,
    Guardianship,
    MemberCategory,
    Membership,
    MembershipFee,
)

__all__ = [
    "AgendaItem",
    "Attendance",
    "EndReason",
    "FeeKind",
    "Guardianship",
    "Majority",
    "MeetingState",
    "MemberCategory",
    "Membership",
    "MembershipFee",
    "OrganMeeting",
    "Proxy",
    "RollEntry",
    "VoteMode",
]
