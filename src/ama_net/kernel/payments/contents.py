"""What payments are made of, as app.py puts them together: their pages, their jobs, what they give to the office."""

from types import ModuleType

from flask import Blueprint

from ama_net.kernel.access import OfficeRoom
from ama_net.kernel.payments import matching_tasks, office, online_tasks, reconciling_tasks
from ama_net.kernel.payments.gateways import register_gateway
from ama_net.kernel.payments.online.gateway import Online
from ama_net.kernel.payments.online.refunds import refund_online
from ama_net.kernel.payments.operations.movements import register_refunder
from ama_net.kernel.payments.settings import PaymentsSettings
from ama_net.kernel.payments.views import (
    accounts_manage,
    matching_manage,
    online_manage,
    online_public,
    reconciling_manage,
    statements_manage,
)
from ama_net.kernel.tenancy.settings import RoomSettings

PUBLIC: list[Blueprint] = [
    online_public.bp,
]
MANAGE: list[Blueprint] = [
    accounts_manage.bp,  # the pages of movements and receipts too (manage.py)
    matching_manage.bp,
    online_manage.bp,
    reconciling_manage.bp,
    statements_manage.bp,
]
TASKS: list[ModuleType] = [
    matching_tasks,
    online_tasks,
    reconciling_tasks,
]
OFFICE: list[OfficeRoom] = [
    office.ROOM,
    office.STATEMENTS,
]
SETTINGS: list[type[RoomSettings]] = [
    PaymentsSettings,
]

register_gateway(Online())
register_refunder(refund_online)
