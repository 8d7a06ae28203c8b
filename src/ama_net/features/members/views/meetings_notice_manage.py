"""Calling people to a meeting, in the office: the text, the sending, the letters and what became of each."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from ama_net.features.members.forms_meetings import CancelForm, NoticeForm
from ama_net.features.members.forms_meetings_held import AgainForm
from ama_net.features.members.meeting_steps import last_day_for_notice, notice_warnings
from ama_net.features.members.meeting_words import refusal_words
from ama_net.features.members.models import MeetingNotice, MeetingRecipient, OrganMeeting
from ama_net.features.members.notice_text import draft_notice, fill_notice, required_parts
from ama_net.features.members.operations.meetings import NotNow, cancel_meeting, convene, tell_changes
from ama_net.features.members.operations.meetings_convening import write_again
from ama_net.features.members.operations.meetings_planning import EDITABLE, write_notice
from ama_net.features.members.queries_meetings import notices_of
from ama_net.features.members.views.meetings_manage import DONE, REFUSED, attempt, found, meeting_page
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing, search_words
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.correspondence import Channel, Letter
from ama_net.kernel.correspondence.words import CHANNELS, STATE_KINDS, STATES
from ama_net.kernel.office import progress_url
from ama_net.kernel.people import Organisation, Person

bp = Blueprint("meetings_notice_manage", __name__)


def recipient_name(row: MeetingRecipient) -> str:
    """Who a letter is to, as a list is read."""
    return row.person.list_name if row.person else row.organisation.name if row.organisation else ""


RECIPIENTS = Listing(
    Column("name", _l("A chi"), value=recipient_name, sort=func.coalesce(Person.sort_name, Organisation.sort_name)),
    Column("channel", _l("Come"), value=lambda row: CHANNELS[row.letter.channel] if row.letter else ""),
    Column("state", _l("Esito"), value=lambda row: STATES[row.letter.state] if row.letter else _("Da scrivere")),
    Column("day", _l("Dal"), value=lambda row: row.letter.state_on if row.letter else None),
    Column("actions", _l("Azioni"), value=lambda _row: ""),
    filters=(
        Filter("state", _l("Esito"), Letter.state, STATES, many=True),
        Filter("channel", _l("Come"), Letter.channel, CHANNELS),
    ),
    search=search_words(Person.sort_name, Organisation.sort_name),
    order="name",
)


@bp.route("/riunioni/<uuid:meeting_id>/convocazione", methods=["GET", "POST"])
@requires(Permission.MEETINGS_READ)
def index(meeting_id: UUID) -> ResponseReturnValue:
    """The text of the notice and what it will say; what was sent."""
    meeting, actor = found(meeting_id), signed_in_actor()
    may = actor.can(Permission.MEETINGS_EDIT) and meeting.state in EDITABLE
    form = NoticeForm(data={"text": meeting.notice or draft_notice(meeting)})
    form.meeting = meeting
    if form.is_submitted() and not may:
        abort(404)
    if form.validate_on_submit():
        attempt(lambda: write_notice(meeting, form.text.data or "", by=actor), _("Testo salvato."))
        return redirect(url_for(".index", meeting_id=meeting_id), DONE)
    return _page(meeting, form if may else None, CancelForm(formdata=None)), REFUSED if form.errors else 200


@bp.post("/riunioni/<uuid:meeting_id>/convocazione/invio")
@requires(Permission.MEETINGS_EDIT)
def send(meeting_id: UUID) -> ResponseReturnValue:
    """Convene; the page of the job follows the letters."""
    return _sent(meeting_id, convene)


@bp.post("/riunioni/<uuid:meeting_id>/convocazione/modifica")
@requires(Permission.MEETINGS_EDIT)
def send_changes(meeting_id: UUID) -> ResponseReturnValue:
    """Tell everybody what has changed."""
    return _sent(meeting_id, tell_changes)


@bp.post("/riunioni/<uuid:meeting_id>/annullamento")
@requires(Permission.MEETINGS_EDIT)
def cancel(meeting_id: UUID) -> ResponseReturnValue:
    """Call it off."""
    meeting, form = found(meeting_id), CancelForm()
    if not form.validate_on_submit():
        return _page(meeting, None, form), REFUSED
    attempt(lambda: cancel_meeting(meeting, why=form.why.data or "", by=signed_in_actor()), _("Riunione annullata."))
    return redirect(url_for(".letters", meeting_id=meeting_id), DONE)


@bp.get("/riunioni/<uuid:meeting_id>/lettere")
@requires(Permission.MEETINGS_READ)
def letters(meeting_id: UUID) -> str:
    """The delivery log: each recipient of a notice, how they were written to and what became of it."""
    meeting = found(meeting_id)
    notices = notices_of(meeting.id)
    wanted = request.args.get("avviso", "")
    notice = next((one for one in notices if str(one.sequence) == wanted), notices[0] if notices else None)
    page = RECIPIENTS.page(_recipients(notice), request.args) if notice else None
    return meeting_page(
        "meeting_letters",
        meeting,
        page=page,
        notices=notices,
        notice=notice,
        name_of=recipient_name,
        counts=_counts(notice) if notice else [],
        CHANNELS=CHANNELS,
        STATES=STATES,
        STATE_KINDS=STATE_KINDS,
    )


@bp.route("/riunioni/<uuid:meeting_id>/lettere/<uuid:recipient_id>/ripetizione", methods=["GET", "POST"])
@requires(Permission.MEETINGS_EDIT)
def repeat(meeting_id: UUID, recipient_id: UUID) -> ResponseReturnValue:
    """Write to one recipient again, also in another way."""
    meeting, recipient = found(meeting_id), db.session.get(MeetingRecipient, recipient_id) or abort(404)
    notice = db.session.get_one(MeetingNotice, recipient.notice_id)
    if notice.meeting_id != meeting.id:
        abort(404)
    form = AgainForm(data={"channel": recipient.letter.channel if recipient.letter else None})
    if form.validate_on_submit():
        channel = Channel(form.channel.data)
        attempt(lambda: write_again(recipient, channel=channel, by=signed_in_actor()), _("Lettera scritta di nuovo."))
        return redirect(url_for(".letters", meeting_id=meeting_id, avviso=notice.sequence), DONE)
    page = meeting_page("meeting_letter_again", meeting, form=form, who=recipient_name(recipient))
    return page, REFUSED if form.errors else 200


def _sent(meeting_id: UUID, work: Callable[..., MeetingNotice]) -> ResponseReturnValue:
    meeting = found(meeting_id)
    try:
        notice = work(meeting, by=signed_in_actor())
    except NotNow as refused:
        flash(refusal_words(refused.reason), "error")
        return redirect(url_for(".index", meeting_id=meeting_id), DONE)
    if notice.job_id is None:
        return redirect(url_for(".letters", meeting_id=meeting_id), DONE)
    return redirect(progress_url(notice.job_id), DONE)


def _page(meeting: OrganMeeting, form: NoticeForm | None, cancel_form: CancelForm) -> str:
    return meeting_page(
        "meeting_notice",
        meeting,
        form=form,
        cancel_form=cancel_form,
        parts=required_parts(meeting),
        warnings=notice_warnings(meeting),
        until=last_day_for_notice(meeting),
        text=fill_notice(meeting),
        notices=notices_of(meeting.id),
        is_past=meeting.first_call_at <= now(),
    )


def _recipients(notice: MeetingNotice) -> Select[MeetingRecipient]:
    return (
        select(MeetingRecipient)
        .outerjoin(Person, Person.id == MeetingRecipient.person_id)
        .outerjoin(Organisation, Organisation.id == MeetingRecipient.organisation_id)
        .outerjoin(Letter, Letter.id == MeetingRecipient.letter_id)
        .where(MeetingRecipient.notice_id == notice.id)
        .options(
            contains_eager(MeetingRecipient.person),
            contains_eager(MeetingRecipient.organisation),
            contains_eager(MeetingRecipient.letter).defer(Letter.body_sealed),
            joinedload(MeetingRecipient.for_person),
        )
    )


def _counts(notice: MeetingNotice) -> list[tuple[str, int]]:
    """How many letters in each state."""
    rows = (
        select(Letter.state, func.count())
        .select_from(MeetingRecipient)
        .outerjoin(Letter, Letter.id == MeetingRecipient.letter_id)
        .where(MeetingRecipient.notice_id == notice.id)
        .group_by(Letter.state)
    )
    return [(str(STATES[state]) if state else _("Da scrivere"), count) for state, count in db.session.execute(rows)]
