"""The whole system as a table of contents: what it stands on, its doors, its office."""

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from flask import Blueprint, Flask
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from ama_net.across import network, previews
from ama_net.across import office as office_frame
from ama_net.across.network import pairs_manage as network_pairs
from ama_net.across.network import tasks as network_tasks
from ama_net.across.office import rooms as office_rooms
from ama_net.across.office.views import audit as audit_manage
from ama_net.across.office.views import mail as mail_manage
from ama_net.across.office.views import manage as office_manage
from ama_net.across.office.views import settings as settings_manage
from ama_net.features.groups import brochure_tasks as groups_brochure_tasks
from ama_net.features.groups import changes_tasks as groups_changes_tasks
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
from ama_net.features.members import applications_tasks as members_applications_tasks
from ama_net.features.members import area_tasks as members_area_tasks
from ama_net.features.members import convening_tasks as members_convening_tasks
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
from ama_net.features.site import office as site_office
from ama_net.features.site import seeds as site_seeds
from ama_net.features.site.views import news as site_news_manage
from ama_net.features.site.views import pages as site_pages_manage
from ama_net.features.site.views import public as site_public
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
from ama_net.foundation import database, jobs
from ama_net.foundation.config import Settings, load_settings
from ama_net.foundation.web import assets, errors, health, languages, limits, logs, pages, rendering, security
from ama_net.foundation.web.application import Application
from ama_net.kernel.access import Door, OfficeRoom, doors, open_door
from ama_net.kernel.accounts import office as accounts_office
from ama_net.kernel.accounts import personal, signed_in
from ama_net.kernel.accounts import tasks as accounts_tasks
from ama_net.kernel.accounts.operators import views as operators
from ama_net.kernel.accounts.views import links as accounts_links
from ama_net.kernel.accounts.views import mail_link as accounts_mail_link
from ama_net.kernel.accounts.views import manage as accounts_manage
from ama_net.kernel.accounts.views import my as accounts_my
from ama_net.kernel.accounts.views import public as accounts_public
from ama_net.kernel.accounts.views import second_factor as accounts_second_factor
from ama_net.kernel.audit import tasks as audit_tasks
from ama_net.kernel.correspondence import office as correspondence_office
from ama_net.kernel.correspondence import tasks as correspondence_tasks
from ama_net.kernel.correspondence.settings import LettersSettings
from ama_net.kernel.correspondence.views import manage as letters_manage
from ama_net.kernel.correspondence.views import printing as letters_printing
from ama_net.kernel.correspondence.views import protocol as protocol_manage
from ama_net.kernel.documents import office as documents_office
from ama_net.kernel.documents import personal as documents_personal
from ama_net.kernel.documents.views import books as books_manage
from ama_net.kernel.documents.views import manage as documents_manage
from ama_net.kernel.documents.views import my as documents_my
from ama_net.kernel.documents.views import public as documents_public
from ama_net.kernel.office import deadlines as office_deadlines
from ama_net.kernel.office import tasks as office_tasks
from ama_net.kernel.outbox import tasks as outbox_tasks
from ama_net.kernel.payments import office as payments_office
from ama_net.kernel.payments.settings import PaymentsSettings
from ama_net.kernel.payments.views import manage as payments_manage
from ama_net.kernel.people import office as people_office
from ama_net.kernel.people import tasks as people_tasks
from ama_net.kernel.people.views import manage as people_manage
from ama_net.kernel.places import office as places_office
from ama_net.kernel.places.views import manage as places_manage
from ama_net.kernel.tenancy import look
from ama_net.kernel.tenancy import requests as tenancy_requests
from ama_net.kernel.tenancy.settings import RoomSettings
from ama_net.kernel.tenancy.sync import Seed
from ama_net.kernel.tenancy.tasks import TenantTask
from ama_net.kernel.training.settings import TrainingsSettings
from ama_net.migrations import newest_revision

ROOT = Path(__file__).resolve().parents[2]

PUBLIC: list[Blueprint] = [
    accounts_public.bp,
    accounts_links.bp,
    accounts_mail_link.bp,
    groups_public.bp,
    groups_map.bp,
    groups_calendars.bp,
    groups_feeds.bp,
    brochures_public.bp,
    leaflets_public.bp,
    changes_public.bp,
    freshness_public.bp,
    look.bp,
    join_requests_public.bp,
    proposals_public.bp,
    applications_public.bp,
    site_public.bp,
    documents_public.bp,
    members_cards.bp,
    shifts_calendar.bp,
    volunteers_applications_public.bp,
    volunteers_hour_certificates.bp,
]
MY: list[Blueprint] = [
    accounts_my.bp,
    accounts_second_factor.bp,
    groups_my.bp,
    my_handovers.bp,
    my_logistics.bp,
    my_requests.bp,
    my_times.bp,
    documents_my.bp,
    fees_my.bp,
    meetings_my.bp,
    votes_my.bp,
    convening_my.bp,
    members_area_my.bp,
    members_privacy_my.bp,
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
    office_manage.bp,
    mail_manage.bp,
    audit_manage.bp,
    settings_manage.bp,
    accounts_manage.bp,
    people_manage.bp,
    places_manage.bp,
    join_requests_manage.bp,
    proposals_manage.bp,
    site_pages_manage,
    site_news_manage,
    groups_manage.bp,
    timetable_manage.bp,
    groups_imports.bp,
    groups_sources.bp,
    network_pairs.bp,
    facilitators_manage.bp,
    freshness_manage.bp,
    brochures_manage.bp,
    leaflets_manage.bp,
    changes_manage.bp,
    logistics_manage.bp,
    statistics_manage.bp,
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
    payments_manage.bp,
    meetings_manage.bp,
    meetings_agenda_manage.bp,
    meetings_notice_manage.bp,
    meetings_roll_manage.bp,
    meetings_door_manage.bp,
    votes_manage.bp,
    votes_desk_manage.bp,
    minutes_manage.bp,
    convening_manage.bp,
    letters_manage.bp,
    letters_printing.bp,
    protocol_manage.bp,
    documents_manage.bp,
    books_manage.bp,
    members_changes.bp,
    members_letters.bp,
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
INSTALLATION: list[Blueprint] = [operators.bp]
"""Pages of the bare host: the portal, the operators of the installation, and in development the previews."""

TASKS: list[ModuleType] = [
    accounts_tasks,
    audit_tasks,
    office_tasks,
    people_tasks,
    outbox_tasks,
    network_tasks,
    groups_tasks,
    groups_changes_tasks,
    groups_freshness_tasks,
    groups_import_tasks,
    groups_source_tasks,
    groups_brochure_tasks,
    members_register_tasks,
    members_applications_tasks,
    members_offices_tasks,
    members_imports_tasks,
    correspondence_tasks,
    members_fees_tasks,
    members_meetings_tasks,
    members_convening_tasks,
    members_area_tasks,
    members_member_tasks,
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
"""The modules with jobs: a worker knows only what is imported."""

OFFICE: list[OfficeRoom] = [
    *office_rooms.ROOMS,
    accounts_office.ROOM,
    people_office.ROOM,
    places_office.ROOM,
    join_requests_office.ROOM,
    contacts_office.ROOM,
    site_office.PAGES_ROOM,
    site_office.NEWS_ROOM,
    groups_office.ROOM,
    members_office.ROOM,
    members_offices.ROOM,
    members_office_meetings.ROOM,
    members_office_fees.ROOM,
    payments_office.ROOM,
    documents_office.ROOM,
    correspondence_office.ROOM,
    volunteers_office.ROOM,
    volunteers_office_trainings.ROOM,
    volunteers_office_onboarding.ROOM,
    volunteers_office_shifts.ROOM,
    volunteers_office_expenses.ROOM,
    volunteers_office_hours.ROOM,
]

SETTINGS: list[type[RoomSettings]] = [
    GroupsSettings,
    LettersSettings,
    ApplicationsSettings,
    OfficesSettings,
    ConveningSettings,
    MeetingsSettings,
    HoursSettings,
    RegisterSettings,
    FeesSettings,
    PaymentsSettings,
    AreaSettings,
    TrainingsSettings,
    OnboardingSettings,
    ShiftsSettings,
    InsuranceSettings,
]
"""What each room lets an association decide, edited on the settings' pages (accounts have a page of their own)."""

DEADLINES: list[office_deadlines.Due] = [insurance_due]
"""What rooms give to do by a day, beside what the law does (the page is the members')."""

PERSONAL: list[personal.PersonalRoom] = [
    groups_personal.ROOM,
    documents_personal.ROOM,
    members_my_meetings.ROOM,
    members_personal_fees.ROOM,
    members_my_area.ROOM,
    volunteers_personal.ROOM,
    volunteers_personal_shifts.ROOM,
    volunteers_personal.TRAININGS_ROOM,
    volunteers_my_hours.ROOM,
    volunteers_personal_expenses.ROOM,
]
"""What each room shows in the personal area."""

SEEDS: list[Seed] = [
    groups_seeds.seed,
    members_seeds.seed,
    volunteers_seeds.seed,
    volunteers_seeds_onboarding.seed,
    site_seeds.seed,
]
"""What fills a new association from its folder, in order."""


def create_app(settings: Settings | None = None, environ: Mapping[str, str] | None = None) -> Flask:
    """The application, ready to serve; raises ConfigurationError when it is not told what it needs."""
    settings = settings or load_settings(environ)
    app = Application(
        "ama_net", root_path=str(ROOT / "src" / "ama_net"), template_folder=str(ROOT / "templates"), static_folder=None
    )
    app.extensions["settings"] = settings
    app.secret_key = settings.signing_key()
    app.testing = settings.environment == "test"
    rendering.connect(app)

    logs.configure(settings)
    database.connect(app, settings)
    task_class = type("AppTask", (TenantTask,), {"flask_app": app, "abstract": True})
    jobs.connect(app, settings, task_class)

    # The order is that of a request: its log, its association, then what may refuse it.
    logs.connect(app)
    tenancy_requests.connect(app)
    health.connect(app, settings, newest_revision())
    security.connect(app, settings)
    limits.connect(app, settings)
    network.connect(app)
    signed_in.connect(app)
    doors.connect(app)
    pages.connect(app)
    look.connect(app)
    languages.connect(app)
    errors.connect(app)
    Compress(app)
    assets.connect(app)

    for door, blueprints in ((Door.PUBLIC, PUBLIC), (Door.MY, MY), (Door.MANAGE, MANAGE)):
        for blueprint in blueprints:
            open_door(app, door, blueprint)
    for blueprint in INSTALLATION:
        app.register_blueprint(blueprint)
    app.extensions["seeds"] = SEEDS
    personal.connect(app, PERSONAL)
    app.extensions["room_settings"] = SETTINGS
    office_deadlines.connect(app, DEADLINES)
    office_frame.connect(app)
    previews.connect(app, settings)
    app.extensions["office"] = sorted(OFFICE, key=lambda room: room.order)

    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app
