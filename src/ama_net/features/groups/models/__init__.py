"""The tables of the room."""

from ama_net.features.groups.models.directory import (
    RESERVED_SLUGS,
    Audience,
    Entry,
    Frequency,
    Group,
    Kind,
    Meeting,
    Mode,
    Status,
    Theme,
    group_audiences,
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
    "JoinRequest",
    "JoinRequestCall",
    "JoinRequestMessage",
    "Kind",
    "Meeting",
    "Mode",
    "Outcome",
    "Remark",
    "Status",
    "Theme",
    "group_audiences",
]
