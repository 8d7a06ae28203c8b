"""What the room of groups is made of, as app.py puts it together: its pages by door, its jobs, what it gives to the office."""

from types import ModuleType

from flask import Blueprint

from ama_net.features.groups import brochure_tasks as groups_brochure_tasks
from ama_net.features.groups import changes_tasks as groups_changes_tasks
from ama_net.features.groups import editable_mails as groups_mails
from ama_net.features.groups import freshness_tasks as groups_freshness_tasks
from ama_net.features.groups import import_tasks as groups_import_tasks
from ama_net.features.groups import office as groups_office
from ama_net.features.groups import office_contacts as contacts_office
from ama_net.features.groups import office_join as join_requests_office
from ama_net.features.groups import personal as groups_personal
from ama_net.features.groups import seeds as groups_seeds
from ama_net.features.groups import source_tasks as groups_source_tasks
from ama_net.features.groups import tasks as groups_tasks
from ama_net.features.groups.settings import GroupsSettings
from ama_net.features.groups.views import (
    brochures_manage,
    brochures_public,
    changes_manage,
    changes_public,
    facilitators_manage,
    freshness_manage,
    freshness_public,
    join_requests_manage,
    join_requests_public,
    leaflets_manage,
    leaflets_public,
    logistics_manage,
    my_handovers,
    my_logistics,
    my_requests,
    my_times,
    proposals_manage,
    proposals_public,
    statistics_manage,
    timetable_manage,
)
from ama_net.features.groups.views import calendars as groups_calendars
from ama_net.features.groups.views import feeds as groups_feeds
from ama_net.features.groups.views import manage as groups_manage
from ama_net.features.groups.views import manage_imports as groups_imports
from ama_net.features.groups.views import map as groups_map
from ama_net.features.groups.views import my as groups_my
from ama_net.features.groups.views import public as groups_public
from ama_net.features.groups.views import sources_manage as groups_sources
from ama_net.kernel.access import OfficeRoom
from ama_net.kernel.accounts import personal
from ama_net.kernel.outbox.editable import EditableMail
from ama_net.kernel.tenancy.settings import RoomSettings
from ama_net.kernel.tenancy.sync import Seed

PUBLIC: list[Blueprint] = [
    groups_public.bp,
    groups_map.bp,
    groups_calendars.bp,
    groups_feeds.bp,
    brochures_public.bp,
    leaflets_public.bp,
    changes_public.bp,
    freshness_public.bp,
    join_requests_public.bp,
    proposals_public.bp,
]
MY: list[Blueprint] = [
    groups_my.bp,
    my_handovers.bp,
    my_logistics.bp,
    my_requests.bp,
    my_times.bp,
]
MANAGE: list[Blueprint] = [
    join_requests_manage.bp,
    proposals_manage.bp,
    groups_manage.bp,
    timetable_manage.bp,
    groups_imports.bp,
    groups_sources.bp,
    facilitators_manage.bp,
    freshness_manage.bp,
    brochures_manage.bp,
    leaflets_manage.bp,
    changes_manage.bp,
    logistics_manage.bp,
    statistics_manage.bp,
]
TASKS: list[ModuleType] = [
    groups_tasks,
    groups_changes_tasks,
    groups_freshness_tasks,
    groups_import_tasks,
    groups_source_tasks,
    groups_brochure_tasks,
]
OFFICE: list[OfficeRoom] = [
    join_requests_office.ROOM,
    contacts_office.ROOM,
    groups_office.ROOM,
]
SETTINGS: list[type[RoomSettings]] = [
    GroupsSettings,
]
PERSONAL: list[personal.PersonalRoom] = [
    groups_personal.ROOM,
]
EDITABLE_MAILS: list[EditableMail] = groups_mails.EDITABLE_MAILS
SEEDS: list[Seed] = [
    groups_seeds.seed,
]
