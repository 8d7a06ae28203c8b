"""What the room of volunteers is made of, as app.py puts it together: its pages by door, its jobs, what it gives to the office."""

from types import ModuleType

from flask import Blueprint

from ama_net.features.volunteers import editable_mails as volunteers_mails
from ama_net.features.volunteers import expenses_tasks as volunteers_expenses_tasks
from ama_net.features.volunteers import hours_tasks as volunteers_hours_tasks
from ama_net.features.volunteers import insurance_tasks as volunteers_insurance_tasks
from ama_net.features.volunteers import my_hours as volunteers_my_hours
from ama_net.features.volunteers import my_shifts_tasks as volunteers_my_shifts_tasks
from ama_net.features.volunteers import office as volunteers_office
from ama_net.features.volunteers import office_expenses as volunteers_office_expenses
from ama_net.features.volunteers import office_hours as volunteers_office_hours
from ama_net.features.volunteers import office_onboarding as volunteers_office_onboarding
from ama_net.features.volunteers import office_shifts as volunteers_office_shifts
from ama_net.features.volunteers import office_trainings as volunteers_office_trainings
from ama_net.features.volunteers import onboarding_tasks as volunteers_onboarding_tasks
from ama_net.features.volunteers import personal as volunteers_personal
from ama_net.features.volunteers import personal_expenses as volunteers_personal_expenses
from ama_net.features.volunteers import personal_shifts as volunteers_personal_shifts
from ama_net.features.volunteers import register_tasks as volunteers_register_tasks
from ama_net.features.volunteers import seeds as volunteers_seeds
from ama_net.features.volunteers import seeds_onboarding as volunteers_seeds_onboarding
from ama_net.features.volunteers import shifts_tasks as volunteers_shifts_tasks
from ama_net.features.volunteers import skill_book as volunteers_skill_book
from ama_net.features.volunteers import swap_tasks as volunteers_swap_tasks
from ama_net.features.volunteers import trainings_tasks as volunteers_trainings_tasks
from ama_net.features.volunteers.deadlines_insurance import insurance_due
from ama_net.features.volunteers.settings_hours import HoursSettings
from ama_net.features.volunteers.settings_insurance import InsuranceSettings
from ama_net.features.volunteers.settings_onboarding import OnboardingSettings
from ama_net.features.volunteers.settings_shifts import ShiftsSettings
from ama_net.features.volunteers.views import activities_manage as volunteers_activities
from ama_net.features.volunteers.views import closings_manage as volunteers_closings
from ama_net.features.volunteers.views import confidentiality_manage as volunteers_letters
from ama_net.features.volunteers.views import (
    expenses_manage,
    expenses_my,
    insurance_manage,
    paid_work_manage,
    shift_preferences_my,
    shift_swaps_manage,
    shift_swaps_my,
    shifts_calendar,
    shifts_manage,
    shifts_my,
    volunteer_checks,
    volunteer_my,
    volunteers_manage,
)
from ama_net.features.volunteers.views import hour_certificates_public as volunteers_hour_certificates
from ama_net.features.volunteers.views import hours_manage as volunteers_hours_manage
from ama_net.features.volunteers.views import hours_my as volunteers_hours_my
from ama_net.features.volunteers.views import register_check_manage as volunteers_register_check
from ama_net.features.volunteers.views import register_manage as volunteers_register
from ama_net.features.volunteers.views import register_writing as volunteers_register_writing
from ama_net.features.volunteers.views import sheets_manage as volunteers_sheets
from ama_net.features.volunteers.views import trainings_manage as volunteers_trainings
from ama_net.features.volunteers.views import trainings_my as volunteers_trainings_my
from ama_net.features.volunteers.views import volunteer_applications_manage as volunteers_applications_manage
from ama_net.features.volunteers.views import volunteer_applications_public as volunteers_applications_public
from ama_net.features.volunteers.views import volunteer_profile_my as volunteers_profile_my
from ama_net.features.volunteers.views import volunteer_profiles_manage as volunteers_profiles
from ama_net.features.volunteers.views import volunteer_welcome_manage as volunteers_welcome
from ama_net.kernel.access import OfficeRoom
from ama_net.kernel.accounts import personal
from ama_net.kernel.office import deadlines as office_deadlines
from ama_net.kernel.outbox.editable import EditableMail
from ama_net.kernel.people.skills import SkillBook
from ama_net.kernel.tenancy.settings import RoomSettings
from ama_net.kernel.tenancy.sync import Seed

PUBLIC: list[Blueprint] = [
    shifts_calendar.bp,
    volunteers_applications_public.bp,
    volunteers_hour_certificates.bp,
]
MY: list[Blueprint] = [
    shifts_my.bp,
    shift_swaps_my.bp,
    shift_preferences_my.bp,
    volunteer_my.bp,
    volunteers_trainings_my.bp,
    volunteers_hours_my.bp,
    volunteers_profile_my.bp,
    expenses_my.bp,
]
MANAGE: list[Blueprint] = [
    shift_swaps_manage.bp,
    volunteers_activities.bp,
    volunteers_hours_manage.bp,
    volunteers_applications_manage.bp,
    volunteers_letters.bp,
    volunteers_profiles.bp,
    volunteers_welcome.bp,
    volunteers_manage.bp,
    insurance_manage.bp,
    volunteer_checks.bp,
    paid_work_manage.bp,
    volunteers_register.bp,
    volunteers_register_writing.bp,
    volunteers_register_check.bp,
    volunteers_closings.bp,
    volunteers_sheets.bp,
    volunteers_trainings.bp,
    shifts_manage.bp,
    expenses_manage.bp,
]
TASKS: list[ModuleType] = [
    volunteers_trainings_tasks,
    volunteers_hours_tasks,
    volunteers_onboarding_tasks,
    volunteers_register_tasks,
    volunteers_my_shifts_tasks,
    volunteers_shifts_tasks,
    volunteers_swap_tasks,
    volunteers_insurance_tasks,
    volunteers_expenses_tasks,
]
OFFICE: list[OfficeRoom] = [
    volunteers_office.ROOM,
    volunteers_office_trainings.ROOM,
    volunteers_office_onboarding.ROOM,
    volunteers_office_shifts.ROOM,
    volunteers_office_expenses.ROOM,
    volunteers_office_hours.ROOM,
]
SETTINGS: list[type[RoomSettings]] = [
    HoursSettings,
    OnboardingSettings,
    ShiftsSettings,
    InsuranceSettings,
]
DEADLINES: list[office_deadlines.Due] = [
    insurance_due,
]
PERSONAL: list[personal.PersonalRoom] = [
    volunteers_personal.ROOM,
    volunteers_personal_shifts.ROOM,
    volunteers_personal.TRAININGS_ROOM,
    volunteers_my_hours.ROOM,
    volunteers_personal_expenses.ROOM,
]
EDITABLE_MAILS: list[EditableMail] = volunteers_mails.EDITABLE_MAILS
SEEDS: list[Seed] = [
    volunteers_seeds.seed,
    volunteers_seeds_onboarding.seed,
]
SKILLS: list[SkillBook] = [
    volunteers_skill_book.BOOK,
]
