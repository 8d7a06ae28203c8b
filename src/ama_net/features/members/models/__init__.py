"""The tables of the room."""

from ama_net.features.members.models.applications import (
    Application,
    ApplicationEvent,
    ApplicationState,
    ApplicationStep,
    ApplicationWay,
)
from ama_net.features.members.models.area import (
    ChangeState,
    DataChangeRequest,
    ExitRequest,
    ExitState,
    MemberCard,
    MemberVisibility,
)
from ama_net.features.members.models.convocations import (
    AttendanceMove,
    MeetingNotice,
    MeetingRecipient,
    NoticeKind,
)
from ama_net.features.members.models.fees import FeeRate, FeeReminder, FeeTerm, FeeWaiver
from ama_net.features.members.models.households import Household, HouseholdPerson
from ama_net.features.members.models.imports import (
    Decision,
    MemberImport,
    MemberImportMapping,
    MemberImportRow,
    RegisterState,
    RowOutcome,
    RowResult,
)
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
from ama_net.features.members.models.notes import MemberNote
from ama_net.features.members.models.own_fields import OwnField, OwnFieldKind
from ama_net.features.members.models.register import BookInspection, DeadlineMark, InspectionState, YearFigures
from ama_net.features.members.models.saved_filters import SavedFilter
from ama_net.features.members.models.tags import MembershipTag, MemberTag

__all__ = [
    "AgendaItem",
    "Application",
    "ApplicationEvent",
    "ApplicationState",
    "ApplicationStep",
    "ApplicationWay",
    "Attendance",
    "AttendanceMove",
    "BookInspection",
    "ChangeState",
    "DataChangeRequest",
    "DeadlineMark",
    "Decision",
    "EndReason",
    "ExitRequest",
    "ExitState",
    "FeeKind",
    "FeeRate",
    "FeeReminder",
    "FeeTerm",
    "FeeWaiver",
    "Guardianship",
    "Household",
    "HouseholdPerson",
    "InspectionState",
    "Majority",
    "MeetingNotice",
    "MeetingRecipient",
    "MeetingState",
    "MemberCard",
    "MemberCategory",
    "MemberImport",
    "MemberImportMapping",
    "MemberImportRow",
    "MemberNote",
    "MemberTag",
    "MemberVisibility",
    "Membership",
    "MembershipFee",
    "MembershipTag",
    "NoticeKind",
    "OrganMeeting",
    "OwnField",
    "OwnFieldKind",
    "Proxy",
    "RegisterState",
    "RollEntry",
    "RowOutcome",
    "RowResult",
    "SavedFilter",
    "VoteMode",
    "YearFigures",
]
