"""Telling the office of shifts that are short of people: once a day all of them in one mail, and at once of one that is left."""

from datetime import timedelta

from flask_babel import LazyString
from sqlalchemy import select

from ama_net.features.volunteers.models import Shift, ShiftState
from ama_net.features.volunteers.queries_shifts import is_short
from ama_net.features.volunteers.settings_shifts import ShiftsSettings
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db, hold
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.scheduling import span_words
from ama_net.kernel.tenancy import current_tenant, current_tenant_id
from ama_net.kernel.tenancy.settings import read_settings


def tell_if_uncovered(shift: Shift, coming: int) -> None:
    """Write to the secretariat when leaving has just brought a shift of the next hours (``short_hours``) below its minimum.

    Only the one who left the first gap is told of: what is short already is in the mail of each day.
    """
    hours = read_settings(ShiftsSettings).short_hours
    soon = shift.starts_at <= now() + timedelta(hours=hours)
    if not hours or not soon or shift.state != ShiftState.PUBLISHED or coming != shift.minimum - 1:
        return
    tenant = current_tenant()
    when = LazyString(span_words, shift.starts_at, shift.ends_at)
    context = {"when": when, "link": f"{tenant.base_url}/manage/turni/{shift.id}"}
    send_mail("volunteers/shift_uncovered", to=tenant.identity.mail.secretariat_mail, context=context, locale="it")


def tell_of_short_shifts() -> int:
    """One mail to the secretariat with how many shifts of the next hours (``short_hours``) lack people; gives how many.

    It says how many and leads to the list: names and titles stay in the office.
    """
    hours = read_settings(ShiftsSettings).short_hours
    hold(f"volunteers:short_shifts:{current_tenant_id()}")
    if not hours or db.session.scalar(select(Shift.id).where(Shift.shortage_told_on == today()).limit(1)):
        return 0
    soon = Shift.starts_at > now(), Shift.starts_at <= now() + timedelta(hours=hours)
    short = list(db.session.scalars(select(Shift).where(is_short(), *soon).order_by(Shift.starts_at, Shift.id)))
    if not short:
        return 0
    for shift in short:
        shift.shortage_told_on = today()
    whens = [LazyString(span_words, shift.starts_at, shift.ends_at) for shift in short]
    tenant = current_tenant()
    context = {"shifts": whens, "hours": hours, "link": f"{tenant.base_url}/manage/turni/elenco?posti=short"}
    send_mail("volunteers/shifts_short", to=tenant.identity.mail.secretariat_mail, context=context, locale="it")
    return len(short)
