"""What newsletters are made of, as app.py puts it together: their pages by door, their jobs, what they give to the office."""

from types import ModuleType

from flask import Blueprint

from ama_net.across.newsletters import (
    editable_mails,
    enrolling_tasks,
    listening,
    office_newsletters,
    office_returns,
    office_subscribers,
    personal_newsletter,
    returning,
    returns_tasks,
    sender,
    sending_tasks,
    subscribers_tasks,
)
from ama_net.across.newsletters.settings import NewsletterSettings
from ama_net.across.newsletters.views import (
    archive_public,
    audiences_manage,
    choosing_manage,
    clicks_public,
    doubts_manage,
    editor_manage,
    feedback_manage,
    feedback_public,
    links_public,
    lists_manage,
    media_manage,
    media_public,
    newsletter_my,
    newsletters_manage,
    reader_data_public,
    reader_public,
    recipients_manage,
    returns_manage,
    sending_manage,
    subscribers_manage,
    subscribing_public,
    suppressions_manage,
)
from ama_net.kernel.access import OfficeRoom
from ama_net.kernel.accounts import personal
from ama_net.kernel.office import deadlines as office_deadlines
from ama_net.kernel.outbox.editable import EditableMail
from ama_net.kernel.tenancy.settings import RoomSettings
from ama_net.kernel.tenancy.sync import Seed

PUBLIC: list[Blueprint] = [
    archive_public.bp,
    clicks_public.bp,
    feedback_public.bp,
    links_public.bp,
    media_public.bp,
    reader_data_public.bp,
    reader_public.bp,
    subscribing_public.bp,
]
MY: list[Blueprint] = [
    newsletter_my.bp,
]
MANAGE: list[Blueprint] = [
    audiences_manage.bp,
    choosing_manage.bp,
    doubts_manage.bp,
    editor_manage.bp,
    feedback_manage.bp,
    lists_manage.bp,
    media_manage.bp,
    newsletters_manage.bp,
    recipients_manage.bp,
    returns_manage.bp,
    sending_manage.bp,
    subscribers_manage.bp,
    suppressions_manage.bp,
]
LISTENERS: list[ModuleType] = [
    listening,
    returning,
    sender,
]
"""What only listens to what the others tell (signals)."""

TASKS: list[ModuleType] = [
    enrolling_tasks,
    returns_tasks,
    sending_tasks,
    subscribers_tasks,
]
OFFICE: list[OfficeRoom] = [
    office_newsletters.ROOM,
    office_returns.ROOM,
    office_subscribers.ROOM,
]
SETTINGS: list[type[RoomSettings]] = [
    NewsletterSettings,
]
DEADLINES: list[office_deadlines.Due] = []
PERSONAL: list[personal.PersonalRoom] = [
    personal_newsletter.ROOM,
]
EDITABLE_MAILS: list[EditableMail] = editable_mails.EDITABLE_MAILS
SEEDS: list[Seed] = []
