"""The office's pages of the requests to convene: how far they are, signatures on paper, the assembly that answers."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.features.members import vote_words
from ama_net.features.members.convening_words import convening_refusal
from ama_net.features.members.forms_convening import AnswerForm, PaperSignatureForm
from ama_net.features.members.models import ConveningRequest, MeetingState, Membership, OrganMeeting
from ama_net.features.members.operations.convening import ConveningRefused, answer_request, sign_request
from ama_net.features.members.queries_convening import (
    counts_of,
    requests_shown,
    signatures_counted,
    signatures_of,
    threshold_now,
)
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor

bp = Blueprint("convening_manage", __name__)

DONE, REFUSED = 303, 422


@bp.get("/riunioni/richieste")
@requires(Permission.MEETINGS_READ)
def index() -> str:
    """All of them, the newest first."""
    requests = requests_shown()
    return render_template(
        "members/manage/convening.html",
        requests=requests,
        counts=counts_of([one.id for one in requests]),
        threshold=threshold_now()[0],
        words=vote_words,
    )


@bp.get("/riunioni/richieste/<uuid:request_id>")
@requires(Permission.MEETINGS_READ)
def show(request_id: UUID) -> str:
    """One of them, with who signed."""
    return _page(_found(request_id))


@bp.post("/riunioni/richieste/<uuid:request_id>/firme")
@requires(Permission.MEETINGS_EDIT)
def sign(request_id: UUID) -> ResponseReturnValue:
    """Write a signature gathered on paper."""
    asked, form = _found(request_id), PaperSignatureForm()
    if not form.validate_on_submit():
        return _page(asked, paper=form), REFUSED
    rows = select(Membership).where(Membership.number == min(form.number.data or 0, 2**31 - 1))
    member = db.session.scalars(rows).first()
    if member is None:
        form.number.errors = [_("Nel libro non c'è un socio con questo numero.")]
        return _page(asked, paper=form), REFUSED
    _attempt(lambda: sign_request(asked, [member], by=signed_in_actor(), way="paper"), _("Firma scritta."))
    return _back(request_id)


@bp.post("/riunioni/richieste/<uuid:request_id>/convocazione")
@requires(Permission.MEETINGS_EDIT)
def answer(request_id: UUID) -> ResponseReturnValue:
    """Say which assembly answers it."""
    asked, form = _found(request_id), AnswerForm()
    form.offer(_assemblies())
    meeting = db.session.get(OrganMeeting, form.meeting_id.data) if form.validate_on_submit() else None
    if meeting is None:
        return _page(asked, reply=form), REFUSED
    _attempt(lambda: answer_request(asked, meeting, by=signed_in_actor()), _("Annotato."))
    return _back(request_id)


def _page(asked: ConveningRequest, *, paper: PaperSignatureForm | None = None, reply: AnswerForm | None = None) -> str:
    if reply is None:
        reply = AnswerForm(formdata=None)
        reply.offer(_assemblies())
    threshold, members = threshold_now()
    return render_template(
        "members/manage/convening_request.html",
        asked=asked,
        signatures=signatures_of(asked.id),
        counted=signatures_counted(asked.id),
        threshold=asked.threshold or threshold,
        members=asked.members or members,
        paper=paper or PaperSignatureForm(formdata=None),
        reply=reply,
        words=vote_words,
    )


def _assemblies() -> list[OrganMeeting]:
    coming = select(OrganMeeting).where(
        OrganMeeting.organ == "assembly", OrganMeeting.state.in_((MeetingState.DRAFT, MeetingState.CONVENED))
    )
    return list(db.session.scalars(coming.order_by(OrganMeeting.first_call_at)))


def _found(request_id: UUID) -> ConveningRequest:
    return db.session.get(ConveningRequest, request_id) or abort(404)


def _attempt(work: Callable[[], Any], said: str) -> None:
    try:
        work()
    except ConveningRefused as refused:
        db.session.rollback()
        flash(convening_refusal(refused.reason), "error")
    else:
        flash(said, "success")


def _back(request_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".show", request_id=request_id), DONE)
