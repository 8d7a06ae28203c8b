"""What the helpdesk is made of, as app.py puts it together: its pages by door, its jobs, what it gives to the office."""

from types import ModuleType

from flask import Blueprint

from ama_net.features.helpdesk import (
    appointment_mails,
    availability_tasks,
    call_listening,
    calls_tasks,
    forgetting_tasks,
    listener_mails,
    merging_services,
    office_figures,
    office_helpdesk,
    office_pathways,
    office_services,
    office_waiting,
    personal_pathways,
    seeds_services,
    services_tasks,
    waiting_tasks,
)
from ama_net.features.helpdesk import editable_mails as helpdesk_mails
from ama_net.features.helpdesk import personal as helpdesk_personal
from ama_net.features.helpdesk.commitments import commitments
from ama_net.features.helpdesk.settings import HelpdeskSettings
from ama_net.features.helpdesk.settings_availability import AvailabilitySettings
from ama_net.features.helpdesk.views import (
    availability_manage,
    availability_my,
    bookings_manage,
    calendar_manage,
    calls_manage,
    confirming_public,
    erasing_manage,
    forgetting_manage,
    helpdesk_changes_my,
    helpdesk_figures_manage,
    helpdesk_my,
    helpdesk_notes_my,
    helpdesk_public,
    helpdesk_visitor_public,
    online_public,
    pathways_manage,
    pathways_my,
    pathways_phone_manage,
    pathways_public,
    services_manage,
    waiting_manage,
    waiting_phone_manage,
    waiting_public,
)
from ama_net.kernel.access import OfficeRoom
from ama_net.kernel.accounts import personal
from ama_net.kernel.office import deadlines as office_deadlines
from ama_net.kernel.outbox.editable import EditableMail
from ama_net.kernel.scheduling import commitments as scheduling_commitments
from ama_net.kernel.tenancy.settings import RoomSettings
from ama_net.kernel.tenancy.sync import Seed

PUBLIC: list[Blueprint] = [
    confirming_public.bp,
    helpdesk_public.bp,
    helpdesk_visitor_public.bp,
    online_public.bp,
    pathways_public.bp,
    waiting_public.bp,
]
MY: list[Blueprint] = [
    availability_my.bp,
    helpdesk_my.bp,
    helpdesk_changes_my.bp,
    helpdesk_notes_my.bp,
    pathways_my.bp,
]
MANAGE: list[Blueprint] = [
    availability_manage.bp,
    bookings_manage.bp,
    calendar_manage.bp,
    calls_manage.bp,
    erasing_manage.bp,
    forgetting_manage.bp,
    helpdesk_figures_manage.bp,
    pathways_manage.bp,
    pathways_phone_manage.bp,
    services_manage.bp,
    waiting_manage.bp,
    waiting_phone_manage.bp,
]
LISTENERS: list[ModuleType] = [
    appointment_mails,
    call_listening,
    listener_mails,
    merging_services,
]
"""What only listens to what the others tell (signals)."""

TASKS: list[ModuleType] = [
    availability_tasks,
    calls_tasks,
    forgetting_tasks,
    waiting_tasks,
    services_tasks,
]
OFFICE: list[OfficeRoom] = [
    office_figures.ROOM,
    office_helpdesk.ROOM,
    office_pathways.ROOM,
    office_services.ROOM,
    office_waiting.ROOM,
]
SETTINGS: list[type[RoomSettings]] = [
    HelpdeskSettings,
    AvailabilitySettings,
]
DEADLINES: list[office_deadlines.Due] = [
    office_pathways.due,
]
PERSONAL: list[personal.PersonalRoom] = [
    helpdesk_personal.ROOM,
    personal_pathways.ROOM,
]
COMMITMENTS: list[scheduling_commitments.Source] = [
    commitments,
]
"""What takes the time of who listens, for their calendar."""

EDITABLE_MAILS: list[EditableMail] = helpdesk_mails.EDITABLE_MAILS
SEEDS: list[Seed] = [
    seeds_services.seed,
]
