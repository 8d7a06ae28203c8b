"""The tables of the room."""

from ama_net.features.volunteers.models.expenses import (
    ClaimState,
    ExpenseClaim,
    ExpenseItem,
    ExpenseRule,
    ExpenseRuleActivity,
    ExpenseRuleType,
    ExpenseType,
    ExpenseWay,
    PaymentList,
)
from ama_net.features.volunteers.models.hours import HourCertificate, HourEntry, HoursState
from ama_net.features.volunteers.models.insurance import (
    Change,
    CommunicationKind,
    InsuranceCommunication,
    InsuranceCommunicationLine,
    InsuranceCover,
    InsuranceDay,
    InsurancePolicy,
    PolicyKind,
    Risk,
)
from ama_net.features.volunteers.models.shift_mail import ShiftPreference, ShiftReminder
from ama_net.features.volunteers.models.shifts import Shift, ShiftSignup, ShiftState, SignupState
from ama_net.features.volunteers.models.swaps import ShiftSwap, SwapState
from ama_net.features.volunteers.models.volunteers import Activity, Section, ServiceEnd, Volunteer

__all__ = [
    "Activity",
    "Change",
    "ClaimState",
    "CommunicationKind",
    "ExpenseClaim",
    "ExpenseItem",
    "ExpenseRule",
    "ExpenseRuleActivity",
    "ExpenseRuleType",
    "ExpenseType",
    "ExpenseWay",
    "HourCertificate",
    "HourEntry",
    "HoursState",
    "InsuranceCommunication",
    "InsuranceCommunicationLine",
    "InsuranceCover",
    "InsuranceDay",
    "InsurancePolicy",
    "PaymentList",
    "PolicyKind",
    "Risk",
    "Section",
    "ServiceEnd",
    "Shift",
    "ShiftPreference",
    "ShiftReminder",
    "ShiftSignup",
    "ShiftState",
    "ShiftSwap",
    "SignupState",
    "SwapState",
    "Volunteer",
]
