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
from ama_net.across.newsletters import contents as newsletters
from ama_net.across.office import rooms as office_rooms
from ama_net.across.office.views import audit as audit_manage
from ama_net.across.office.views import domain as domain_manage
from ama_net.across.office.views import mail as mail_manage
from ama_net.across.office.views import mail_texts as mail_texts_manage
from ama_net.across.office.views import manage as office_manage
from ama_net.across.office.views import settings as settings_manage
from ama_net.features.bookkeeping import contents as bookkeeping
from ama_net.features.donations import contents as donations
from ama_net.features.groups import contents as groups
from ama_net.features.helpdesk import contents as helpdesk
from ama_net.features.members import contents as members
from ama_net.features.site import office as site_office
from ama_net.features.site import seeds as site_seeds
from ama_net.features.site.views import news as site_news_manage
from ama_net.features.site.views import pages as site_pages_manage
from ama_net.features.site.views import public as site_public
from ama_net.features.volunteers import contents as volunteers
from ama_net.foundation import database, jobs
from ama_net.foundation.config import Settings, load_settings
from ama_net.foundation.web import assets, errors, health, languages, limits, logs, pages, rendering, security
from ama_net.foundation.web.application import Application
from ama_net.kernel.access import Door, OfficeRoom, doors, open_door
from ama_net.kernel.accounts import editable_mails as accounts_mails
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
from ama_net.kernel.documents import elsewhere
from ama_net.kernel.documents import office as documents_office
from ama_net.kernel.documents import personal as documents_personal
from ama_net.kernel.documents.views import books as books_manage
from ama_net.kernel.documents.views import manage as documents_manage
from ama_net.kernel.documents.views import my as documents_my
from ama_net.kernel.documents.views import public as documents_public
from ama_net.kernel.office import deadlines as office_deadlines
from ama_net.kernel.office import tasks as office_tasks
from ama_net.kernel.outbox import editable
from ama_net.kernel.outbox import tasks as outbox_tasks
from ama_net.kernel.payments import contents as payments
from ama_net.kernel.people import office as people_office
from ama_net.kernel.people import skills as people_skills
from ama_net.kernel.people import tasks as people_tasks
from ama_net.kernel.people.views import manage as people_manage
from ama_net.kernel.places import office as places_office
from ama_net.kernel.places.views import manage as places_manage
from ama_net.kernel.scheduling import commitments
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
    *groups.PUBLIC,
    look.bp,
    *members.PUBLIC,
    site_public.bp,
    documents_public.bp,
    *volunteers.PUBLIC,
    *helpdesk.PUBLIC,
    *payments.PUBLIC,
    *donations.PUBLIC,
    *bookkeeping.PUBLIC,
    *newsletters.PUBLIC,
]
MY: list[Blueprint] = [
    accounts_my.bp,
    accounts_second_factor.bp,
    *groups.MY,
    documents_my.bp,
    *members.MY,
    *volunteers.MY,
    *helpdesk.MY,
    *donations.MY,
    *newsletters.MY,
]
MANAGE: list[Blueprint] = [
    office_manage.bp,
    mail_manage.bp,
    mail_texts_manage.bp,
    domain_manage.bp,
    audit_manage.bp,
    settings_manage.bp,
    accounts_manage.bp,
    people_manage.bp,
    places_manage.bp,
    *groups.MANAGE,
    site_pages_manage,
    site_news_manage,
    network_pairs.bp,
    *members.MANAGE,
    *payments.MANAGE,
    letters_manage.bp,
    letters_printing.bp,
    protocol_manage.bp,
    documents_manage.bp,
    books_manage.bp,
    *volunteers.MANAGE,
    *helpdesk.MANAGE,
    *donations.MANAGE,
    *bookkeeping.MANAGE,
    *newsletters.MANAGE,
]
INSTALLATION: list[Blueprint] = [
    operators.bp,
]
"""Pages of the bare host: the portal, the operators of the installation, and in development the previews."""

TASKS: list[ModuleType] = [
    accounts_tasks,
    audit_tasks,
    office_tasks,
    people_tasks,
    outbox_tasks,
    network_tasks,
    *groups.TASKS,
    *members.TASKS,
    correspondence_tasks,
    *volunteers.TASKS,
    *helpdesk.TASKS,
    *payments.TASKS,
    *donations.TASKS,
    *bookkeeping.TASKS,
    *newsletters.TASKS,
]
"""The modules with jobs: a worker knows only what is imported."""

OFFICE: list[OfficeRoom] = [
    *office_rooms.ROOMS,
    accounts_office.ROOM,
    people_office.ROOM,
    places_office.ROOM,
    *groups.OFFICE,
    site_office.PAGES_ROOM,
    site_office.NEWS_ROOM,
    *members.OFFICE,
    *payments.OFFICE,
    documents_office.ROOM,
    correspondence_office.ROOM,
    *volunteers.OFFICE,
    *helpdesk.OFFICE,
    *donations.OFFICE,
    *bookkeeping.OFFICE,
    *newsletters.OFFICE,
]

SETTINGS: list[type[RoomSettings]] = [
    *groups.SETTINGS,
    LettersSettings,
    *members.SETTINGS,
    *volunteers.SETTINGS,
    *helpdesk.SETTINGS,
    *payments.SETTINGS,
    *donations.SETTINGS,
    *bookkeeping.SETTINGS,
    *newsletters.SETTINGS,
    TrainingsSettings,
]
"""What each room lets an association decide, edited on the settings' pages (accounts have a page of their own)."""

DEADLINES: list[office_deadlines.Due] = [
    *volunteers.DEADLINES,
    *helpdesk.DEADLINES,
    *donations.DEADLINES,
    *bookkeeping.DEADLINES,
    *newsletters.DEADLINES,
]
"""What rooms give to do by a day, beside what the law does (the page is the members')."""

PERSONAL: list[personal.PersonalRoom] = [
    *groups.PERSONAL,
    documents_personal.ROOM,
    *members.PERSONAL,
    *volunteers.PERSONAL,
    *helpdesk.PERSONAL,
    *donations.PERSONAL,
    *newsletters.PERSONAL,
]
"""What each room shows in the personal area."""

EDITABLE_MAILS: list[editable.EditableMail] = [
    *members.EDITABLE_MAILS,
    *donations.EDITABLE_MAILS,
    *helpdesk.EDITABLE_MAILS,
    *groups.EDITABLE_MAILS,
    *volunteers.EDITABLE_MAILS,
    *newsletters.EDITABLE_MAILS,
    *accounts_mails.EDITABLE_MAILS,
]
"""The mails an association may say in its own words, in the order of their page."""

SEEDS: list[Seed] = [
    *groups.SEEDS,
    *members.SEEDS,
    *volunteers.SEEDS,
    *helpdesk.SEEDS,
    *donations.SEEDS,
    *newsletters.SEEDS,
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
    _connect_ports(app)
    office_frame.connect(app)
    previews.connect(app, settings)

    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _connect_ports(app: Flask) -> None:
    """What the kernel asks of the rooms, which know nothing of each other."""
    app.extensions["seeds"] = SEEDS
    personal.connect(app, PERSONAL)
    app.extensions["room_settings"] = SETTINGS
    office_deadlines.connect(app, DEADLINES)
    elsewhere.connect(app, bookkeeping.PUBLISHED)
    commitments.connect(app, helpdesk.COMMITMENTS)
    editable.connect(app, EDITABLE_MAILS)
    people_skills.connect(app, volunteers.SKILLS)
    app.extensions["office"] = sorted(OFFICE, key=lambda room: room.order)
