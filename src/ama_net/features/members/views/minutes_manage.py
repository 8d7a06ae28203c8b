"""The office's page of the minutes: writing, looking at the paper, putting it in the book; extracts of resolutions."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.members.forms_minutes import DiscussionForm, FilingForm, MinutesForm, PaperForm, minutes_values
from ama_net.features.members.minutes import item_minutes, missing_in, name_of, paragraphs, silent_items
from ama_net.features.members.minutes_papers import extract_pdf, minutes_pdf
from ama_net.features.members.minutes_words import minutes_refusal
from ama_net.features.members.models import AgendaItem, MeetingState, OrganMeeting
from ama_net.features.members.operations.minutes import (
    MinutesRefused,
    Overtaken,
    add_addendum,
    draft_minutes,
    file_minutes,
    fingerprint,
    write_discussion,
    write_minutes,
)
from ama_net.features.members.views.meetings_manage import found, meeting_page
from ama_net.foundation.database import db
from ama_net.foundation.pdf import pdf_answer
from ama_net.foundation.web.forms import WebForm
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.documents import Document, Resolution
from ama_net.kernel.documents.downloads import file_answer
from ama_net.kernel.documents.queries import documents_about, version_of

bp = Blueprint("minutes_manage", __name__)

DONE, REFUSED = 303, 422
WRITING = (MeetingState.OPEN, MeetingState.CLOSED)


@bp.get("/riunioni/<uuid:meeting_id>/verbale")
@requires(Permission.MEETINGS_READ)
def index(meeting_id: UUID) -> str:
    """The minutes, as far as they have been written."""
    return _page(found(meeting_id))


@bp.post("/riunioni/<uuid:meeting_id>/verbale")
@requires(Permission.MEETINGS_EDIT)
def write(meeting_id: UUID) -> ResponseReturnValue:
    """Change the first part and who signs."""
    meeting = found(meeting_id)
    form = MinutesForm()
    form.offer(meeting)
    if not form.validate_on_submit():
        return _page(meeting, form=form), REFUSED
    actor, text = signed_in_actor(), form.text.data or ""
    try:
        write_minutes(meeting, text, form.signers(), seen=form.seen.data or "", by=actor)
    except Overtaken:
        form.seen.data = fingerprint(meeting.minutes_text)
        return _page(meeting, form=form, overtaken=meeting.minutes_text), REFUSED
    except MinutesRefused as refused:
        return _refused(meeting_id, refused)
    flash(_("Verbale salvato."), "success")
    return _back(meeting_id)


@bp.post("/riunioni/<uuid:meeting_id>/verbale/bozza")
@requires(Permission.MEETINGS_EDIT)
def draft(meeting_id: UUID) -> ResponseReturnValue:
    """Write the first part from what is known."""
    meeting = found(meeting_id)
    _attempt(lambda: draft_minutes(meeting, by=signed_in_actor()), _("Apertura scritta: ora si può correggere."))
    return _back(meeting_id)


@bp.route("/riunioni/<uuid:meeting_id>/verbale/punti/<uuid:item_id>", methods=["GET", "POST"])
@requires(Permission.MEETINGS_EDIT)
def discussion(meeting_id: UUID, item_id: UUID) -> ResponseReturnValue:
    """What was said of one item."""
    meeting = found(meeting_id)
    item = next((one for one in meeting.items if one.id == item_id), None) or abort(404)
    form = DiscussionForm(data={"text": item.discussion, "seen": fingerprint(item.discussion)})
    if not form.validate_on_submit():
        return _discussion_page(meeting, item, form), REFUSED if form.is_submitted() else 200
    try:
        write_discussion(item, form.text.data or "", seen=form.seen.data or "", by=signed_in_actor())
    except Overtaken:
        form.seen.data = fingerprint(item.discussion)
        return _discussion_page(meeting, item, form, overtaken=item.discussion), REFUSED
    except MinutesRefused as refused:
        return _refused(meeting_id, refused)
    flash(_("Discussione salvata."), "success")
    return _back(meeting_id)


@bp.get("/riunioni/<uuid:meeting_id>/verbale.pdf")
@requires(Permission.MEETINGS_READ)
def paper(meeting_id: UUID) -> Response:
    """The paper in the book; before that, a draft of it."""
    meeting = found(meeting_id)
    if meeting.minutes_document_id is None:
        return pdf_answer(minutes_pdf(meeting), "verbale-bozza")
    document = db.session.get_one(Document, meeting.minutes_document_id)
    return file_answer(document, version_of(document, 0) or abort(404), by=signed_in_actor())


@bp.post("/riunioni/<uuid:meeting_id>/verbale/deposito")
@requires(Permission.MEETINGS_EDIT)
def keep(meeting_id: UUID) -> ResponseReturnValue:
    """Put the minutes in the book."""
    meeting, form = found(meeting_id), FilingForm()
    if not form.validate_on_submit():
        return _page(meeting, filing=form), REFUSED
    _attempt(lambda: file_minutes(meeting, by=signed_in_actor()), _("Il verbale è nel libro e non si cambia più."))
    return _back(meeting_id)


@bp.route("/riunioni/<uuid:meeting_id>/verbale/file", methods=["GET", "POST"])
@requires(Permission.MEETINGS_EDIT)
def upload(meeting_id: UUID) -> ResponseReturnValue:
    """Put in the book minutes made elsewhere, or an addendum to those that are there."""
    meeting = found(meeting_id)
    filed = meeting.state == MeetingState.FILED
    form = PaperForm(data={"title": _("Aggiunta al verbale") if filed else _("Verbale")})
    if not form.validate_on_submit() or form.file is None:
        page = meeting_page("minutes_paper", meeting, form=form, filed=filed)
        return page, REFUSED if form.is_submitted() else 200
    file, title, actor = form.file, form.title.data or "", signed_in_actor()
    if filed:
        _attempt(lambda: add_addendum(meeting, file, title=title, by=actor), _("Il documento è nel libro."))
    else:
        _attempt(lambda: file_minutes(meeting, by=actor, paper=file), _("Il verbale è nel libro e non si cambia più."))
    return _back(meeting_id)


@bp.get("/riunioni/<uuid:meeting_id>/delibere/<uuid:resolution_id>.pdf")
@requires(Permission.MEETINGS_READ)
def extract(meeting_id: UUID, resolution_id: UUID) -> Response:
    """One resolution alone."""
    meeting, resolution = found(meeting_id), db.session.get(Resolution, resolution_id)
    if resolution is None or resolution.meeting_id != meeting.id:
        abort(404)
    return pdf_answer(extract_pdf(meeting, resolution), f"delibera-{resolution.number}-{resolution.year}")


def _page(
    meeting: OrganMeeting,
    *,
    form: MinutesForm | None = None,
    filing: FilingForm | None = None,
    overtaken: str | None = None,
) -> str:
    may = signed_in_actor().can(Permission.MEETINGS_EDIT) and meeting.state in WRITING
    if form is None and may:
        form = MinutesForm(data=minutes_values(meeting), formdata=None)
        form.offer(meeting)
    document = db.session.get(Document, meeting.minutes_document_id) if meeting.minutes_document_id else None
    others = [one for one in documents_about(meeting) if one.kind == "minutes" and one.book_number]
    return meeting_page(
        "minutes",
        meeting,
        form=form if may else None,
        filing=filing or FilingForm(formdata=None),
        missing=missing_in(meeting),
        silent=silent_items(meeting),
        overtaken=overtaken,
        items=item_minutes(meeting),
        opening=paragraphs(meeting.minutes_text),
        signers=(name_of(meeting.chaired_by), name_of(meeting.minuted_by)),
        document=document,
        addenda=[one for one in others if document is None or one.id != document.id],
    )


def _discussion_page(meeting: OrganMeeting, item: AgendaItem, form: WebForm, *, overtaken: str | None = None) -> str:
    return meeting_page("minutes_item", meeting, item=item, form=form, overtaken=overtaken)


def _attempt(work: Callable[[], Any], said: str) -> None:
    try:
        work()
    except MinutesRefused as refused:
        db.session.rollback()
        flash(minutes_refusal(refused.reason), "error")
    else:
        flash(said, "success")


def _refused(meeting_id: UUID, refused: MinutesRefused) -> ResponseReturnValue:
    db.session.rollback()
    flash(minutes_refusal(refused.reason), "error")
    return _back(meeting_id)


def _back(meeting_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".index", meeting_id=meeting_id), DONE)
