"""Voting at the office's own tablet with a slip, and the codes of a secret vote: printing, giving, voiding them.

Who sits at the desk never sees a choice: the voter writes the code of their slip, chooses, and reads the receipt alone.
"""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.members import vote_words
from ama_net.features.members.forms_votes import BallotForm, WhyForm
from ama_net.features.members.models import OrganMeeting, Question, QuestionState, VoteRight
from ama_net.features.members.operations.votes import VoteRefused, issue_rights, print_slips, void_right
from ama_net.features.members.queries_votes import printable_rights, unused_rights
from ama_net.features.members.views.votes_casting import cast_alone, receipt_to_show
from ama_net.features.members.views.votes_manage import DONE, REFUSED, attempt, both
from ama_net.features.members.vote_slips import slips_pdf
from ama_net.foundation.database import db
from ama_net.foundation.pdf import pdf_answer
from ama_net.foundation.web.limits import limiter
from ama_net.kernel.access import Permission, requires, signed_in_actor

bp = Blueprint("votes_desk_manage", __name__)


@bp.get("/riunioni/<uuid:meeting_id>/voti/<uuid:question_id>/banco")
@requires(Permission.MEETINGS_EDIT)
def desk(meeting_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """The ballot for who has a slip, or the receipt of the one just cast."""
    meeting, question = _secret(meeting_id, question_id)
    receipt = receipt_to_show(question.id)
    form = BallotForm(formdata=None)
    form.offer(question, None)
    return _desk(meeting, question, form, receipt=receipt)


@bp.post("/riunioni/<uuid:meeting_id>/voti/<uuid:question_id>/banco")
@requires(Permission.MEETINGS_EDIT)
@limiter.limit("600 per minute")
def cast(meeting_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """Cast the ballot of a slip."""
    meeting, question = _secret(meeting_id, question_id)
    form = BallotForm()
    form.offer(question, None)
    if not form.validate_on_submit():
        return _desk(meeting, question, form), REFUSED
    try:
        cast_alone(question_id, form.code.data or "", form.chosen)
    except VoteRefused as refused:
        form.code.errors = [vote_words.vote_refusal(refused.reason)]
        return _desk(*_secret(meeting_id, question_id), form), REFUSED
    return redirect(url_for(".desk", meeting_id=meeting_id, question_id=question_id), DONE)


@bp.get("/riunioni/<uuid:meeting_id>/voti/<uuid:question_id>/foglietti")
@requires(Permission.MEETINGS_EDIT)
def slips(meeting_id: UUID, question_id: UUID) -> str:
    """Whose slips may be printed: who is in the room in person and has not voted yet."""
    meeting, question = _secret(meeting_id, question_id)
    if question.state != QuestionState.OPEN:
        abort(404)
    rights = printable_rights(question.id)
    return render_template("members/manage/vote_slips.html", meeting=meeting, question=question, rights=rights)


@bp.post("/riunioni/<uuid:meeting_id>/voti/<uuid:question_id>/foglietti")
@requires(Permission.MEETINGS_EDIT)
def print_chosen(meeting_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """Print the slips that were chosen, to cut and hand out: the answer is the only place where their codes are."""
    meeting, question = _secret(meeting_id, question_id)
    chosen = set(request.form.getlist("selected"))
    rights = [right.id for right in printable_rights(question.id) if str(right.id) in chosen]
    try:
        printed = print_slips(question, rights, by=signed_in_actor())
    except VoteRefused as refused:
        db.session.rollback()
        flash(vote_words.vote_refusal(refused.reason), "error")
        return redirect(url_for(".slips", meeting_id=meeting_id, question_id=question_id), DONE)
    return pdf_answer(slips_pdf(meeting, question, printed), "foglietti")


@bp.post("/riunioni/<uuid:meeting_id>/voti/<uuid:question_id>/codici")
@requires(Permission.MEETINGS_EDIT)
def issue(meeting_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """Give the right to vote to who came after the opening."""
    _meeting, question = _secret(meeting_id, question_id)
    attempt(lambda: issue_rights(question), _("Chi è in sala ora ha la sua scheda."))
    return _back(meeting_id, question_id)


@bp.post("/riunioni/<uuid:meeting_id>/voti/<uuid:question_id>/codici/<uuid:right_id>/annullamento")
@requires(Permission.MEETINGS_EDIT)
def void(meeting_id: UUID, question_id: UUID, right_id: UUID) -> ResponseReturnValue:
    """Make an unused code worthless and give another, with the reason."""
    meeting, question = _secret(meeting_id, question_id)
    right = db.session.get(VoteRight, right_id)
    if right is None or right.question_id != question.id:
        abort(404)
    form = WhyForm()
    if not form.validate_on_submit():
        return _void_page(meeting, question, right, form), REFUSED
    attempt(
        lambda: void_right(right, why=form.why.data or "", by=signed_in_actor(), again=True),
        _("Il codice di prima non vale più: ce n'è uno nuovo da stampare."),
    )
    return _back(meeting_id, question_id)


@bp.get("/riunioni/<uuid:meeting_id>/voti/<uuid:question_id>/codici/<uuid:right_id>")
@requires(Permission.MEETINGS_EDIT)
def code(meeting_id: UUID, question_id: UUID, right_id: UUID) -> ResponseReturnValue:
    """One code: whose it is, and making it worthless."""
    meeting, question = _secret(meeting_id, question_id)
    right = db.session.get(VoteRight, right_id)
    if right is None or right.question_id != question.id:
        abort(404)
    return _void_page(meeting, question, right, WhyForm(formdata=None))


def _secret(meeting_id: UUID, question_id: UUID) -> tuple[OrganMeeting, Question]:
    meeting, question = both(meeting_id, question_id)
    return (meeting, question) if question.is_secret else abort(404)


def _desk(meeting: OrganMeeting, question: Question, form: BallotForm, *, receipt: str = "") -> str:
    return render_template(
        "members/manage/vote_desk.html", meeting=meeting, question=question, form=form, receipt=receipt
    )


def _void_page(meeting: OrganMeeting, question: Question, right: VoteRight, form: WhyForm) -> str:
    used = right.id not in unused_rights(question.id, [right])
    return render_template(
        "members/manage/vote_code.html", meeting=meeting, question=question, right=right, form=form, used=used
    )


def _back(meeting_id: UUID, question_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("votes_manage.show", meeting_id=meeting_id, question_id=question_id), DONE)
