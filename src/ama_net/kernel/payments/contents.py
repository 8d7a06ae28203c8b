"""What payments are made of, as app.py puts them together: their pages, their jobs, what they give to the office."""

from types import ModuleType

from flask import Blueprint

from ama_net.kernel.access import OfficeRoom
from ama_net.kernel.payments import matching_tasks, office
from ama_net.kernel.payments.settings import PaymentsSettings
from ama_net.kernel.payments.views import manage, matching_manage
from ama_net.kernel.tenancy.settings import RoomSettings

PUBLIC: list[Blueprint] = []
MANAGE: list[Blueprint] = [
    manage.bp,
    matching_manage.bp,
]
TASKS: list[ModuleType] = [
    matching_tasks,
]
OFFICE: list[OfficeRoom] = [
    office.ROOM,
]
SETTINGS: list[type[RoomSettings]] = [
    PaymentsSettings,
]
