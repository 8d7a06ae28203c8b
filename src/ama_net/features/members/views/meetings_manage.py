"""The office's pages of the meetings of the organs: all of them, one, its plan; opening and closing it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ama_net.features.members import meeting_words
from ama_net.features.members.forms_meetings import MeetingForm, meeting_values
from ama_net.features.members.meeting_steps import next_steps
from ama_net.features.members.models import OrganMeeting
from ama_net.features.members.operations.meetings import (
    NotNow,
    ProxyRefused,
    change_meeting,
    drop_meeting,
    plan_meeting,
    presence_of,
)
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing
from ama_net.foundation.web.pages import datetime_short
from ama_net.kernel.access import Permission, requires, signed_in_actor

bp = Blueprint("meetings_manage", __name__)

DONE, REFUSED = 303, 422

MEETINGS = Listing(
    Column("title", _l("Riunione")),
    Column("organ", _l("Organo"), value=lambda row: meeting_words.ORGAN_WORDS[row.organ]),
    Column(
        "first_call_at",
        _l("Prima convocazione"),
        value=lambda row: datetime_short(row.first_call_at),
        sort=OrganMeeting.first_call_at,
    ),
    Column("state", _l("Stato"), value=lambda row: meeting_words.STATE_WORDS[row.state]),
    filters=(
        Filter("organ", _l("Organo"), OrganMeeting.organ, meeting_words.ORGAN_WORDS),
        Filter("state", _l("Stato"), OrganMeeting.state, meeting_words.STATE_WORDS, many=True),
    ),
    order="-first_call_at",
)


@bp.get("/riunioni")
@requires(Permission.MEETINGS_READ)
def index() -> str:
    """All meetings, the latest first."""
    page = MEETINGS.page(select(OrganMeeting), request.args)
    return render_template("members/manage/meetings.html", page=page, said=meeting_words)


@bp.route("/riunioni/nuova", methods=["GET", "POST"])
@requires(Permission.MEETINGS_EDIT)
def new() -> ResponseReturnValue:
    """Plan a meeting."""
    form = MeetingForm()
    if form.validate_on_submit():
        meeting = plan_meeting(form.plan(), by=signed_in_actor())
        flash(_("Riunione scritta: ora l'ordine del giorno."), "success")
        return redirect(url_for("meetings_agenda_manage.index", meeting_id=meeting.id), DONE)
    return render_template("members/manage/meeting_form.html", form=form, meeting=None), _status(form)


@bp.get("/riunioni/<uuid:meeting_id>")
@requires(Permission.MEETINGS_READ)
def show(meeting_id: UUID) -> str:
    """One meeting: what it is, where it has got to, what to do next."""
    meeting = found(meeting_id)
    return meeting_page("meeting", meeting, steps=next_steps(meeting), presence=presence_of(meeting))


@bp.route("/riunioni/<uuid:meeting_id>/dati", methods=["GET", "POST"])
@requires(Permission.MEETINGS_EDIT)
def edit(meeting_id: UUID) -> ResponseReturnValue:
    """Change the plan."""
    meeting = found(meeting_id)
    form = MeetingForm(data=meeting_values(meeting))
    if form.validate_on_submit():
        attempt(lambda: change_meeting(meeting, form.plan(), by=signed_in_actor()), _("Salvato."))
        return redirect(url_for(".show", meeting_id=meeting_id), DONE)
    return render_template("members/manage/meeting_form.html", form=form, meeting=meeting), _status(form)


@bp.post("/riunioni/<uuid:meeting_id>/eliminazione")
@requires(Permission.MEETINGS_EDIT)
def drop(meeting_id: UUID) -> ResponseReturnValue:
    """Take away a draft."""
    meeting = found(meeting_id)
    if attempt(lambda: drop_meeting(meeting, by=signed_in_actor()), _("Bozza eliminata.")):
        return redirect(url_for(".index"), DONE)
    return redirect(url_for(".show", meeting_id=meeting_id), DONE)


def found(meeting_id: UUID) -> OrganMeeting:
    """The meeting of an address, with its agenda."""
    row = select(OrganMeeting).where(OrganMeeting.id == meeting_id).options(selectinload(OrganMeeting.items))
    return db.session.scalars(row).one_or_none() or abort(404)


def meeting_page(name: str, meeting: OrganMeeting, **values: Any) -> str:
    """A page about one meeting."""
    return render_template(f"members/manage/{name}.html", meeting=meeting, said=meeting_words, **values)


def attempt(work: Callable[[], Any], said: str = "") -> bool:
    """Do it and say so; or say why it cannot be. Whether it was done."""
    try:
        work()
    except (NotNow, ProxyRefused) as refused:
        flash(meeting_words.refusal_words(refused.reason), "error")
        return False
    if said:
        flash(said, "success")
    return True


def _status(form: MeetingForm) -> int:
    return REFUSED if form.errors else 200
