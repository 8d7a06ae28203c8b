"""What donations are made of, as app.py puts them together: their pages by door, their jobs, what they give to the office."""

from types import ModuleType

from flask import Blueprint

from ama_net.features.donations import gifts_tasks, giving_tasks, office, recurring_tasks
from ama_net.features.donations.operations import receiving
from ama_net.features.donations.settings import DonationsSettings
from ama_net.features.donations.views import (
    campaigns_manage,
    donor_public,
    gift_public,
    gifts_manage,
    giving_public,
    tax_manage,
)
from ama_net.kernel.access import OfficeRoom
from ama_net.kernel.accounts import personal
from ama_net.kernel.office import deadlines as office_deadlines
from ama_net.kernel.tenancy.settings import RoomSettings
from ama_net.kernel.tenancy.sync import Seed

PUBLIC: list[Blueprint] = [
    donor_public.bp,
    gift_public.bp,
    giving_public.bp,
]
MY: list[Blueprint] = []
MANAGE: list[Blueprint] = [
    campaigns_manage.bp,
    gifts_manage.bp,
    tax_manage.bp,
]
LISTENERS: list[ModuleType] = [
    receiving,
]
"""What only listens: the purposes of gifts."""

TASKS: list[ModuleType] = [
    gifts_tasks,
    recurring_tasks,
    giving_tasks,
]
OFFICE: list[OfficeRoom] = [
    office.ROOM,
    office.CAMPAIGNS_ROOM,
]
SETTINGS: list[type[RoomSettings]] = [
    DonationsSettings,
]
DEADLINES: list[office_deadlines.Due] = []
PERSONAL: list[personal.PersonalRoom] = []
SEEDS: list[Seed] = []
