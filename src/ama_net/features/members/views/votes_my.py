"""Voting from the personal area: for oneself, for who gave a proxy, for the minors one answers for; checking a receipt."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.members import vote_words
from ama_net.features.members.ballot_secrets import RECEIPT_LENGTH, TokenMaker, read_code
from ama_net.features.members.forms_votes import BallotForm, ReceiptForm
from ama_net.features.members.models import OrganMeeting, Question, QuestionState, RightState
from ama_net.features.members.operations.votes import VoteRefused, issue_rights, vote_openly
from ama_net.features.members.queries_meetings import lines_of_person
from ama_net.features.members.queries_votes import (
    Carried,
    carried_by,
    may_read_minutes,
    open_votes_of,
    question_in,
    questions_of,
    receipts_of,
    rights_held_by,
    unused_rights,
)
from ama_net.features.members.views.votes_casting import cast_alone, receipt_to_show
from ama_net.features.members.vote_texts import reveals_everybody
from ama_net.foundation.database import db
from ama_net.foundation.web.limits import limiter
from ama_net.kernel.access import signed_in_actor
from ama_net.kernel.documents import Document
from ama_net.kernel.documents.downloads import file_answer
from ama_net.kernel.documents.queries import version_of

bp = Blueprint("votes_my", __name__)

DONE, REFUSED = 303, 422


@bp.get("/riunioni/<uuid:meeting_id>/voti")
def index(meeting_id: UUID) -> str:
    """The votes of a meeting one is called to."""
    meeting = _meeting(meeting_id)
    shown = [question for question in questions_of(meeting.id) if question.state != QuestionState.DRAFT]
    return render_template("members/my/votes.html", meeting=meeting, questions=shown, words=vote_words)


@bp.get("/riunioni/<uuid:meeting_id>/voti/<uuid:question_id>")
def show(meeting_id: UUID, question_id: UUID) -> str:
    """A vote: the ballot while it is open, the result afterwards."""
    meeting, question = _both(meeting_id, question_id)
    return _page(meeting, question, receipt=receipt_to_show(question.id))


@bp.get("/riunioni/<uuid:meeting_id>/verbale.pdf")
def minutes(meeting_id: UUID) -> Response:
    """The minutes in the book: of the assembly for whoever is a member, of another organ for who was called to it."""
    meeting, actor = db.session.get(OrganMeeting, meeting_id), signed_in_actor()
    if meeting is None or meeting.minutes_document_id is None or not may_read_minutes(meeting, actor.person_id):
        abort(404)
    document = db.session.get_one(Document, meeting.minutes_document_id)
    return file_answer(document, version_of(document, 0) or abort(404), by=actor)


@bp.post("/riunioni/<uuid:meeting_id>/voti/<uuid:question_id>/scheda")
@limiter.limit("600 per minute")
def cast(meeting_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """Cast a ballot of a secret vote, or answer an open one."""
    meeting, question = _both(meeting_id, question_id)
    form, votes = BallotForm(), _votes(question)
    if question.state != QuestionState.OPEN or not votes:
        flash(_why_not(question), "error")
        return _back(meeting_id, question_id)
    form.offer(question, votes)
    if not form.validate_on_submit():
        return _page(meeting, question, form=form), REFUSED
    try:
        _cast(question, form)
    except VoteRefused as refused:
        db.session.rollback()
        flash(vote_words.vote_refusal(refused.reason), "error")
    return _back(meeting_id, question_id)


@bp.post("/riunioni/<uuid:meeting_id>/voti/<uuid:question_id>/codice")
def take(meeting_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """Take the ballots one has a right to: for who came after the opening."""
    _meeting_row, question = _both(meeting_id, question_id)
    try:
        given = issue_rights(question, holder_person=signed_in_actor().person_id) if signed_in_actor().person_id else 0
    except VoteRefused as refused:
        flash(vote_words.vote_refusal(refused.reason), "error")
    else:
        flash(_("La scheda è pronta.") if given else _("Non ci sono altre schede per te."), "info")
    return _back(meeting_id, question_id)


@bp.post("/riunioni/<uuid:meeting_id>/voti/<uuid:question_id>/verifica")
@limiter.limit("300 per minute")
def check(meeting_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """Whether a receipt is among those of the ballots that were counted."""
    meeting, question = _both(meeting_id, question_id)
    form = ReceiptForm()
    if not form.validate_on_submit() or not question.is_counted:
        return _page(meeting, question, receipt_form=form), REFUSED
    code = read_code(form.receipt.data or "", RECEIPT_LENGTH)
    return _page(meeting, question, receipt_form=form, found=code in receipts_of(question.id))


def _cast(question: Question, form: BallotForm) -> None:
    if question.is_secret:
        cast_alone(question.id, form.vote_of.data, form.chosen)
        return
    actor = signed_in_actor()
    line = next(vote.entry for vote in _carried(question) if str(vote.entry.id) == form.vote_of.data)
    vote_openly(question.id, line, form.chosen, by=actor)
    flash(_("Voto registrato. Si può cambiare finché il voto è aperto."), "success")


def _votes(question: Question) -> list[tuple[str, str]]:
    """What one may cast now: tokens for a secret vote, lines for an open one, with whose vote it is."""
    if question.state != QuestionState.OPEN:
        return []
    if not question.is_secret:
        return [(str(vote.entry.id), _whose(vote.entry, vote.holder)) for vote in _carried(question)]
    rights = rights_held_by(question.id, signed_in_actor().person_id)
    unused, maker = unused_rights(question.id, rights), TokenMaker(question.id)
    mine = [one for one in rights if one.id in unused and not one.on_paper]
    return [(maker.token_of(one), _whose(one.entry, one.holder)) for one in mine]


def _paper_and_used(question: Question) -> tuple[bool, bool]:
    """Whether one has a slip to use at the desk, and whether one has voted."""
    if not question.is_secret or question.state != QuestionState.OPEN:
        return False, False
    rights = rights_held_by(question.id, signed_in_actor().person_id)
    unused = unused_rights(question.id, rights)
    used = any(one.state == RightState.ISSUED and one.id not in unused for one in rights)
    return any(one.on_paper and one.id in unused for one in rights), used


def _carried(question: Question) -> list[Carried]:
    return carried_by(question.meeting_id, signed_in_actor().person_id)


def _whose(entry: Any, holder: Any) -> str:
    if entry.id != holder.id:
        return str(_("Il voto di %(name)s, che ti ha dato la delega", name=entry.name))
    if entry.person_id != signed_in_actor().person_id:
        return str(_("Il voto di %(name)s, di cui fai le veci", name=entry.name))
    return str(_("Il tuo voto"))


def _why_not(question: Question) -> str:
    if question.state != QuestionState.OPEN:
        reason = "not_open_yet" if question.state == QuestionState.DRAFT else f"is_{question.state}"
        return vote_words.vote_refusal(reason)
    return str(_("Non ci sono schede da usare: hai già votato, o non risulti presente."))


def _page(
    meeting: OrganMeeting,
    question: Question,
    *,
    form: BallotForm | None = None,
    receipt: str = "",
    receipt_form: ReceiptForm | None = None,
    found: bool | None = None,
) -> str:
    votes = _votes(question)
    if form is None and votes:
        form = BallotForm(formdata=None)
        form.offer(question, votes)
    person = signed_in_actor().person_id
    on_paper, had_right = _paper_and_used(question)
    return render_template(
        "members/my/vote.html",
        meeting=meeting,
        question=question,
        form=form if votes else None,
        votes=votes,
        answers={} if question.is_secret else open_votes_of(question.id),
        carried=carried_by(meeting.id, person) if question.state == QuestionState.OPEN else [],
        on_paper=on_paper,
        had_right=had_right,
        receipt=receipt,
        receipt_form=receipt_form or ReceiptForm(formdata=None),
        receipts=receipts_of(question.id),
        found=found,
        reveals=reveals_everybody(question),
        words=vote_words,
    )


def _meeting(meeting_id: UUID) -> OrganMeeting:
    meeting = db.session.get(OrganMeeting, meeting_id)
    if meeting is None or not lines_of_person(meeting.id, signed_in_actor().person_id):
        abort(404)
    return meeting


def _both(meeting_id: UUID, question_id: UUID) -> tuple[OrganMeeting, Question]:
    meeting = _meeting(meeting_id)
    question = question_in(meeting, question_id)
    return (meeting, question) if question and question.state != QuestionState.DRAFT else abort(404)


def _back(meeting_id: UUID, question_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".show", meeting_id=meeting_id, question_id=question_id), DONE)
