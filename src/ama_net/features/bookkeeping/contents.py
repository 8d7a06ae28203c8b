"""What bookkeeping is made of, as app.py puts it together: its pages, its jobs, what it gives to the office."""

from types import ModuleType

from flask import Blueprint

from ama_net.features.bookkeeping import office, office_invoices, office_papers
from ama_net.features.bookkeeping.deadlines_money import money_due
from ama_net.features.bookkeeping.settings import BookkeepingSettings
from ama_net.features.bookkeeping.transparency import money_shown
from ama_net.features.bookkeeping.views import (
    budget_manage,
    contributions_manage,
    five_manage,
    fundraisings_manage,
    invoices_manage,
    ledger_manage,
    statement_manage,
    transparency_public,
    years_manage,
)
from ama_net.kernel.access import OfficeRoom
from ama_net.kernel.documents.elsewhere import Published
from ama_net.kernel.office import deadlines as office_deadlines
from ama_net.kernel.tenancy.settings import RoomSettings

PUBLIC: list[Blueprint] = [
    transparency_public.bp,
]
MANAGE: list[Blueprint] = [
    budget_manage.bp,
    contributions_manage.bp,
    five_manage.bp,
    fundraisings_manage.bp,
    invoices_manage.bp,
    ledger_manage.bp,
    statement_manage.bp,
    years_manage.bp,
]
LISTENERS: list[ModuleType] = []
TASKS: list[ModuleType] = []
OFFICE: list[OfficeRoom] = [
    office.ROOM,
    office_invoices.ROOM,
    office_papers.ROOM,
]
SETTINGS: list[type[RoomSettings]] = [
    BookkeepingSettings,
]
DEADLINES: list[office_deadlines.Due] = [
    money_due,
]
PUBLISHED: list[Published] = [
    money_shown,
]
