"""What the room of members is made of, as app.py puts it together: its pages by door, its jobs, what it gives to the office."""

from types import ModuleType

from flask import Blueprint

from ama_net.features.members import applications_tasks as members_applications_tasks
from ama_net.features.members import area_tasks as members_area_tasks
from ama_net.features.members import convening_tasks as members_convening_tasks
from ama_net.features.members import editable_mails as members_mails
from ama_net.features.members import fees_tasks as members_fees_tasks
from ama_net.features.members import imports_tasks as members_imports_tasks
from ama_net.features.members import meetings_tasks as members_meetings_tasks
from ama_net.features.members import member_tasks as members_member_tasks
from ama_net.features.members import my_area as members_my_area
from ama_net.features.members import my_meetings as members_my_meetings
from ama_net.features.members import office as members_office
from ama_net.features.members import office_fees as members_office_fees
from ama_net.features.members import office_meetings as members_office_meetings
from ama_net.features.members import office_offices as members_offices
from ama_net.features.members import offices_tasks as members_offices_tasks
from ama_net.features.members import personal_fees as members_personal_fees
from ama_net.features.members import register_tasks as members_register_tasks
from ama_net.features.members import seeds as members_seeds
from ama_net.features.members.settings_applications import ApplicationsSettings
from ama_net.features.members.settings_area import AreaSettings
from ama_net.features.members.settings_convening import ConveningSettings
from ama_net.features.members.settings_fees import FeesSettings
from ama_net.features.members.settings_meetings import MeetingsSettings
from ama_net.features.members.settings_offices import OfficesSettings
from ama_net.features.members.settings_register import RegisterSettings
from ama_net.features.members.views import (
    applications_deciding,
    applications_manage,
    applications_public,
    convening_manage,
    convening_my,
    fees_manage,
    fees_my,
    meetings_agenda_manage,
    meetings_door_manage,
    meetings_manage,
    meetings_my,
    meetings_notice_manage,
    meetings_roll_manage,
    members_manage,
    minutes_manage,
    offices_manage,
    votes_desk_manage,
    votes_manage,
    votes_my,
)
from ama_net.features.members.views import area_my as members_area_my
from ama_net.features.members.views import cards_public as members_cards
from ama_net.features.members.views import changes_manage as members_changes
from ama_net.features.members.views import deadlines_manage as members_deadlines
from ama_net.features.members.views import duplicates_manage as members_duplicates
from ama_net.features.members.views import imports_manage as members_imports
from ama_net.features.members.views import inspections_manage as members_inspections
from ama_net.features.members.views import letters_manage as members_letters
from ama_net.features.members.views import privacy_my as members_privacy_my
from ama_net.features.members.views import register_check_manage as members_register_check
from ama_net.features.members.views import register_manage as members_register
from ama_net.features.members.views import register_writing as members_register_writing
from ama_net.features.members.views import runts_manage as members_runts
from ama_net.kernel.access import OfficeRoom
from ama_net.kernel.accounts import personal
from ama_net.kernel.outbox.editable import EditableMail
from ama_net.kernel.tenancy.settings import RoomSettings
from ama_net.kernel.tenancy.sync import Seed

PUBLIC: list[Blueprint] = [
    applications_public.bp,
    members_cards.bp,
]
MY: list[Blueprint] = [
    fees_my.bp,
    meetings_my.bp,
    votes_my.bp,
    convening_my.bp,
    members_area_my.bp,
    members_privacy_my.bp,
]
MANAGE: list[Blueprint] = [
    members_register.bp,
    members_register_writing.bp,
    members_register_check.bp,
    members_inspections.bp,
    members_deadlines.bp,
    members_runts.bp,
    applications_manage.bp,
    applications_deciding.bp,
    offices_manage.bp,
    members_imports.bp,
    members_duplicates.bp,
    members_manage.bp,
    fees_manage.bp,
    meetings_manage.bp,
    meetings_agenda_manage.bp,
    meetings_notice_manage.bp,
    meetings_roll_manage.bp,
    meetings_door_manage.bp,
    votes_manage.bp,
    votes_desk_manage.bp,
    minutes_manage.bp,
    convening_manage.bp,
    members_changes.bp,
    members_letters.bp,
]
TASKS: list[ModuleType] = [
    members_register_tasks,
    members_applications_tasks,
    members_offices_tasks,
    members_imports_tasks,
    members_fees_tasks,
    members_meetings_tasks,
    members_convening_tasks,
    members_area_tasks,
    members_member_tasks,
]
OFFICE: list[OfficeRoom] = [
    members_office.ROOM,
    members_offices.ROOM,
    members_office_meetings.ROOM,
    members_office_fees.ROOM,
]
SETTINGS: list[type[RoomSettings]] = [
    ApplicationsSettings,
    OfficesSettings,
    ConveningSettings,
    MeetingsSettings,
    RegisterSettings,
    FeesSettings,
    AreaSettings,
]
PERSONAL: list[personal.PersonalRoom] = [
    members_my_meetings.ROOM,
    members_personal_fees.ROOM,
    members_my_area.ROOM,
]
EDITABLE_MAILS: list[EditableMail] = members_mails.EDITABLE_MAILS
SEEDS: list[Seed] = [
    members_seeds.seed,
]
