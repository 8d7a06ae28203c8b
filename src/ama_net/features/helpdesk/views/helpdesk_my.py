"""The appointments of who listens (``/my/sportello``): today, the next ones, how the last ones went.

One sees only whom one follows. Opening somebody is written in the audit: who opened, when, never what they read.
"""

from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.helpdesk import appointment_words
from ama_net.features.helpdesk.forms_meetings import RESULTS, TellForm
from ama_net.features.helpdesk.models import Appointment, AppointmentState, Visitor
from ama_net.features.helpdesk.operations.meetings import outcomes_of, point_to_group, tell_meeting
from ama_net.features.helpdesk.operations.notes import how_many_notes, open_to_read
from ama_net.features.helpdesk.operations.online import online_link
from ama_net.features.helpdesk.queries_meetings import (
    coming_meetings_of,
    meeting_of,
    past_meetings_of,
    untold_meetings_of,
)
from ama_net.features.helpdesk.rules import listens, may_read
from ama_net.features.helpdesk.settings import HelpdeskSettings
from ama_net.features.helpdesk.whereabouts import calendar_place, where_of
from ama_net.foundation.clock import day_of, now, today
from ama_net.foundation.web.asking import keep_to_oneself
from ama_net.foundation.web.pages import date_words
from ama_net.kernel.access import signed_in_actor
from ama_net.kernel.confiding import words
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.people.identifiers import show_phone
from ama_net.kernel.scheduling import hour_words, span_words
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("helpdesk_my", __name__)
bp.after_request(keep_to_oneself)

DONE, REFUSED = 303, 422


@bp.context_processor
def said() -> dict[str, object]:
    """What the templates of this area say things with."""
    return {
        "said": appointment_words,
        "results": RESULTS,
        "confided": words,
        "show_phone": show_phone,
        "hour_words": hour_words,
        "span_words": span_words,
        "where_of": where_of,
        "place_of": calendar_place,
    }


@bp.get("/sportello")
def index() -> str:
    """Whom one meets next, day by day, and of which meetings nobody said yet how they went."""
    person_id = own_person_id()
    coming = coming_meetings_of(person_id)
    return render_template(
        "helpdesk/my/index.html",
        days=_by_day(coming),
        has_today=any(day_of(one.starts_at) == today() for one in coming),
        now=now(),
        untold=untold_meetings_of(person_id),
    )


@bp.get("/sportello/passati")
def past() -> str:
    """The meetings that were, with whom one still follows."""
    meetings, terms = past_meetings_of(own_person_id()), read_settings(HelpdeskSettings)
    return render_template("helpdesk/my/past.html", meetings=meetings, keep_days=terms.keep_days)


@bp.get("/sportello/appuntamenti/<uuid:appointment_id>")
def show(appointment_id: UUID) -> str:
    """One appointment: who, when, why they came; then how it went."""
    appointment = own_appointment(appointment_id)
    if appointment.state == AppointmentState.CANCELLED:
        return render_template("helpdesk/my/appointment_cancelled.html", appointment=appointment)
    visitor = followed_visitor(appointment)
    open_to_read(visitor, by=signed_in_actor())
    told = {"result": appointment.result, "outcomes": sorted(outcomes_of(appointment))}
    return _page(appointment, TellForm(formdata=None, data=told), visitor)


@bp.post("/sportello/appuntamenti/<uuid:appointment_id>/esito")
def tell(appointment_id: UUID) -> ResponseReturnValue:
    """Say how it went."""
    appointment, form = _followed(appointment_id), TellForm()
    if form.validate():
        try:
            tell_meeting(appointment, form.told(), by=signed_in_actor())
        except WrongFact as refused:
            blame(form, refused)
        else:
            flash(_("Fatto, grazie."), "success")
            return redirect(url_for(".index"), DONE)
    # What they confided is not shown again: an answer that is refused leaves no trace of who read it.
    return _page(appointment, form), REFUSED


@bp.post("/sportello/appuntamenti/<uuid:appointment_id>/gruppo")
def point(appointment_id: UUID) -> ResponseReturnValue:
    """Count that somebody was pointed to a group, and open the list of groups."""
    try:
        point_to_group(_followed(appointment_id), by=signed_in_actor())
    except WrongFact as refused:
        flash(str(refused), "error")
        return redirect(url_for(".show", appointment_id=appointment_id), DONE)
    flash(_("Segnato: un gruppo indicato. Non resta scritto quale."), "success")
    return redirect(url_for("groups_public.index"), DONE)


def own_person_id() -> UUID:
    """The person signed in, if they listen; for the others there is no such page."""
    actor = signed_in_actor()
    return actor.person_id if listens(actor) and actor.person_id else abort(404)


def own_appointment(appointment_id: UUID) -> Appointment:
    """An appointment of who is signed in, called off ones too."""
    return meeting_of(appointment_id, own_person_id()) or abort(404)


def followed_visitor(appointment: Appointment) -> Visitor:
    """Who comes to an appointment, if who is signed in follows them; after a hand-over the page is not there."""
    visitor = appointment.visitor
    return visitor if visitor is not None and may_read(visitor, signed_in_actor()) else abort(404)


def _followed(appointment_id: UUID) -> Appointment:
    appointment = own_appointment(appointment_id)
    followed_visitor(appointment)
    return appointment


def _page(appointment: Appointment, form: TellForm, visitor: Visitor | None = None) -> str:
    """The page of an appointment; without a visitor nothing of what they confided is on it."""
    return render_template(
        "helpdesk/my/appointment.html",
        appointment=appointment,
        visitor=visitor,
        form=form,
        begun=appointment.starts_at <= now(),
        over=appointment.ends_at <= now(),
        notes=how_many_notes(visitor) if visitor else 0,
        online=online_link(appointment, listens=True) if visitor else "",
    )


def _by_day(meetings: Iterable[Appointment]) -> list[tuple[str, list[Appointment]]]:
    """Meetings under the words of their day."""
    known = {today(): _("Oggi"), today() + timedelta(days=1): _("Domani")}
    days = groupby(meetings, key=lambda one: day_of(one.starts_at))
    return [(known.get(day) or date_words(day), list(some)) for day, some in days]
