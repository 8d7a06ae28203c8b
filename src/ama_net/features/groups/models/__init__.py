"""The tables of the room."""

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
from ama_net.features.groups.models.imports import GroupImport, GroupImportRow, Outcome, Remark
from ama_net.features.groups.models.join_requests import JoinRequest, JoinRequestCall, JoinRequestMessage

__all__ = [
    "RESERVED_SLUGS",
    "Audience",
    "Entry",
    "Frequency",
    "Group",
    "GroupImport",
    "GroupImportRow",
    "GroupPause",
    "JoinRequest",
    "JoinRequestCall",
    "JoinRequestMessage",
    "Kind",
    "Meeting",
    "MeetingChange",
    "Mode",
    "Outcome",
    "PromoterRole",
    "Remark",
    "Status",
    "Theme",
    "group_audiences",
    "group_organisations",
]
