"""What donations are made of, as app.py puts them together: their pages by door, their jobs, what they give to the office."""

from types import ModuleType

from flask import Blueprint

from ama_net.features.donations import (
    deadlines,
    forgetting_tasks,
    gifts_tasks,
    giving_tasks,
    merging,
    office,
    personal_gifts,
    recurring_tasks,
)
from ama_net.features.donations import editable_mails as donations_mails
from ama_net.features.donations.operations import receiving
from ama_net.features.donations.settings import DonationsSettings
from ama_net.features.donations.views import (
    campaigns_manage,
    donations_figures_manage,
    donations_my,
    donor_public,
    gift_public,
    gifts_manage,
    giving_public,
    recurring_manage,
    refunds_manage,
    tax_manage,
)
from ama_net.kernel.access import OfficeRoom
from ama_net.kernel.accounts import personal
from ama_net.kernel.office import deadlines as office_deadlines
from ama_net.kernel.outbox.editable import EditableMail
from ama_net.kernel.tenancy.settings import RoomSettings
from ama_net.kernel.tenancy.sync import Seed

PUBLIC: list[Blueprint] = [
    donor_public.bp,
    gift_public.bp,
    giving_public.bp,
]
MY: list[Blueprint] = [
    donations_my.bp,
]
MANAGE: list[Blueprint] = [
    campaigns_manage.bp,
    donations_figures_manage.bp,
    gifts_manage.bp,
    recurring_manage.bp,
    refunds_manage.bp,
    tax_manage.bp,
]
LISTENERS: list[ModuleType] = [
    merging,
    receiving,
]
"""What only listens: the purposes of gifts."""

TASKS: list[ModuleType] = [
    forgetting_tasks,
    gifts_tasks,
    giving_tasks,
    recurring_tasks,
]
OFFICE: list[OfficeRoom] = [
    office.ROOM,
    office.CAMPAIGNS_ROOM,
]
SETTINGS: list[type[RoomSettings]] = [
    DonationsSettings,
]
DEADLINES: list[office_deadlines.Due] = [
    deadlines.gifts_due,
]
PERSONAL: list[personal.PersonalRoom] = [
    personal_gifts.ROOM,
]
EDITABLE_MAILS: list[EditableMail] = donations_mails.EDITABLE_MAILS
SEEDS: list[Seed] = []
