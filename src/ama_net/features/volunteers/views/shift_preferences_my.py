"""Mails and calendar of one's own shifts (``/my/turni/calendario``): what to be written about, the secret address."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.volunteers.forms_swaps import ShiftPreferencesForm
from ama_net.features.volunteers.models import ShiftPreference
from ama_net.features.volunteers.operations.shift_preferences import choose, renew_calendar, revoke_calendar
from ama_net.features.volunteers.queries_shift_preferences import preferences_of
from ama_net.features.volunteers.settings_shifts import ShiftsSettings
from ama_net.features.volunteers.views.shifts_my import own_person
from ama_net.kernel.access import signed_in_actor
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("shift_preferences_my", __name__)

DONE = 303


@bp.get("/turni/calendario")
def index() -> str:
    """What one chose, and the address of one's calendar."""
    person = own_person()
    row = preferences_of([person.id]).get(person.id)
    address = f"{current_tenant().base_url}/turni/{row.token}.ics" if row is not None and row.token else ""
    return render_template(
        "volunteers/my/shifts_calendar.html",
        form=ShiftPreferencesForm(formdata=None, obj=row or ShiftPreference(wants_reminders=True, wants_offers=True)),
        address=address,
        webcal=address.replace("https://", "webcal://").replace("http://", "webcal://"),
        hours=read_settings(ShiftsSettings).reminder_hours,
        has_mail=bool(person.email),
    )


@bp.post("/turni/calendario")
def change() -> ResponseReturnValue:
    """Choose."""
    form = ShiftPreferencesForm()
    choose(
        _own_id(),
        reminders=form.wants_reminders.data,
        offers=form.wants_offers.data,
        says_activity=form.calendar_says_activity.data,
        by=signed_in_actor(),
    )
    flash(_("Scelte salvate."), "success")
    return redirect(url_for(".index"), DONE)


@bp.post("/turni/calendario/indirizzo")
def renew() -> ResponseReturnValue:
    """Make the address, or another one in place of it."""
    renew_calendar(_own_id(), by=signed_in_actor())
    flash(_("L'indirizzo è pronto. Se ce n'era un altro, non funziona più."), "success")
    return redirect(url_for(".index"), DONE)


@bp.post("/turni/calendario/indirizzo/annullamento")
def revoke() -> ResponseReturnValue:
    """Take the address away."""
    revoke_calendar(_own_id(), by=signed_in_actor())
    flash(_("Indirizzo annullato: chi lo usava non trova più niente."), "success")
    return redirect(url_for(".index"), DONE)


def _own_id() -> UUID:
    return own_person().id
