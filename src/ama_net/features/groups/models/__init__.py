"""The tables of the room."""

from ama_net.features.groups.models.contacts_log import Channel, PointedTo, SecretariatContact
from ama_net.features.groups.models.directory import (
    RESERVED_SLUGS,
    Audience,
    Entry,
    Frequency,
    Group,
    GroupPause,
    Kind,
    Meeting,
    MeetingChange,
    Mode,
    PromoterRole,
    Status,
    Theme,
    group_audiences,
    group_organisations,
)
from ama_net.features.groups.models.history import ChangeRequest, ChangeState, GroupRevision
from ama_net.features.groups.models.imports import GroupImport, GroupImportRow, Outcome, Remark
from ama_net.features.groups.models.join_requests import JoinRequest, JoinRequestCall, JoinRequestMessage
from ama_net.features.groups.models.logistics import LogisticKind, LogisticRequest, LogisticState

__all__ = [
    "RESERVED_SLUGS",
    "Audience",
    "ChangeRequest",
    "ChangeState",
    "Channel",
    "Entry",
    "Frequency",
    "Group",
    "GroupImport",
    "GroupImportRow",
    "GroupPause",
    "GroupRevision",
    "JoinRequest",
    "JoinRequestCall",
    "JoinRequestMessage",
    "Kind",
    "LogisticKind",
    "LogisticRequest",
    "LogisticState",
    "Meeting",
    "MeetingChange",
    "Mode",
    "Outcome",
    "PointedTo",
    "PromoterRole",
    "Remark",
    "SecretariatContact",
    "Status",
    "Theme",
    "group_audiences",
    "group_organisations",
]
