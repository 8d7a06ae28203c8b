"""The office's pages of the votes of a meeting: preparing, opening, closing, proclaiming."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.members import meeting_words, vote_words
from ama_net.features.members.forms_votes import QuestionForm, TieForm, WhyForm, hands_written, question_values
from ama_net.features.members.models import AgendaItem, Majority, OrganMeeting, Question, QuestionState
from ama_net.features.members.operations.meetings import presence_of
from ama_net.features.members.operations.votes import (
    VoteRefused,
    add_question,
    annul_question,
    change_question,
    close_question,
    count_hands,
    drop_question,
    open_question,
    proclaim,
    question_from_item,
    settle_tie,
    vote_openly,
)
from ama_net.features.members.queries_votes import (
    carried_votes,
    open_question_of,
    open_votes_of,
    question_in,
    questions_of,
    receipts_of,
    rights_of,
    tokens_left,
    unused_rights,
)
from ama_net.features.members.settings_meetings import MeetingsSettings
from ama_net.features.members.views.meetings_manage import found
from ama_net.features.members.vote_texts import reveals_everybody
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("votes_manage", __name__)

DONE, REFUSED = 303, 422


@bp.get("/riunioni/<uuid:meeting_id>/voti")
@requires(Permission.MEETINGS_READ)
def index(meeting_id: UUID) -> str:
    """The votes of a meeting, under the items of its agenda."""
    meeting = found(meeting_id)
    return _page("votes", meeting, questions=questions_of(meeting.id), presence=presence_of(meeting))


@bp.route("/riunioni/<uuid:meeting_id>/voti/punti/<uuid:item_id>", methods=["GET", "POST"])
@requires(Permission.MEETINGS_EDIT)
def new(meeting_id: UUID, item_id: UUID) -> ResponseReturnValue:
    """Prepare a vote on an item."""
    meeting = found(meeting_id)
    item = _item(meeting, item_id)
    form = QuestionForm(data=_first_values(item))
    if form.validate_on_submit() and attempt(lambda: add_question(item, form.facts(), by=signed_in_actor())):
        flash(_("Voto preparato: si apre quando la riunione ci arriva."), "success")
        return redirect(url_for(".index", meeting_id=meeting_id), DONE)
    page = _page("vote_form", meeting, form=form, item=item, question=None)
    return page, REFUSED if form.is_submitted() else 200


@bp.get("/riunioni/<uuid:meeting_id>/voti/<uuid:question_id>")
@requires(Permission.MEETINGS_READ)
def show(meeting_id: UUID, question_id: UUID) -> str:
    """One vote: how it stands, what may be done, how it went."""
    meeting, question = both(meeting_id, question_id)
    return _show(meeting, question, tie=TieForm(formdata=None), why=WhyForm(formdata=None))


@bp.route("/riunioni/<uuid:meeting_id>/voti/<uuid:question_id>/dati", methods=["GET", "POST"])
@requires(Permission.MEETINGS_EDIT)
def edit(meeting_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """Change a vote that has not been opened."""
    meeting, question = both(meeting_id, question_id)
    form = QuestionForm(data=question_values(question))
    changed = form.validate_on_submit() and attempt(
        lambda: change_question(question, form.facts(), by=signed_in_actor())
    )
    if changed:
        return _back(meeting_id, question_id)
    page = _page("vote_form", meeting, form=form, item=question.item, question=question)
    return page, REFUSED if form.is_submitted() else 200


@bp.post("/riunioni/<uuid:meeting_id>/voti/<uuid:question_id>/eliminazione")
@requires(Permission.MEETINGS_EDIT)
def drop(meeting_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """Take away a vote that has not been opened."""
    _meeting, question = both(meeting_id, question_id)
    if attempt(lambda: drop_question(question, by=signed_in_actor())):
        return redirect(url_for(".index", meeting_id=meeting_id), DONE)
    return _back(meeting_id, question_id)


@bp.post("/riunioni/<uuid:meeting_id>/voti/<uuid:question_id>/apertura")
@requires(Permission.MEETINGS_EDIT)
def open_(meeting_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """Open it."""
    _meeting, question = both(meeting_id, question_id)
    attempt(lambda: open_question(question, by=signed_in_actor()), _("Il voto è aperto."))
    return _back(meeting_id, question_id)


@bp.post("/riunioni/<uuid:meeting_id>/voti/<uuid:question_id>/chiusura")
@requires(Permission.MEETINGS_EDIT)
def close(meeting_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """Close and count it."""
    _meeting, question = both(meeting_id, question_id)
    attempt(lambda: close_question(question, by=signed_in_actor()), _("Il voto è chiuso e contato."))
    return _back(meeting_id, question_id)


@bp.post("/riunioni/<uuid:meeting_id>/voti/<uuid:question_id>/proclamazione")
@requires(Permission.MEETINGS_EDIT)
def announce(meeting_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """Proclaim the result."""
    _meeting, question = both(meeting_id, question_id)
    attempt(lambda: proclaim(question, by=signed_in_actor()), _("Risultato proclamato."))
    return _back(meeting_id, question_id)


@bp.post("/riunioni/<uuid:meeting_id>/voti/<uuid:question_id>/parita")
@requires(Permission.MEETINGS_EDIT)
def settle(meeting_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """Say who of those level is elected, and how that was decided."""
    meeting, question = both(meeting_id, question_id)
    form = TieForm()
    form.offer(question.options)
    settled = form.validate_on_submit() and attempt(
        lambda: settle_tie(question, form.picked, how=form.how.data or "", by=signed_in_actor()),
        _("Parità risolta e annotata."),
    )
    if settled:
        return _back(meeting_id, question_id)
    return _show(meeting, question, tie=form, why=WhyForm(formdata=None)), REFUSED


@bp.post("/riunioni/<uuid:meeting_id>/voti/<uuid:question_id>/annullamento")
@requires(Permission.MEETINGS_EDIT)
def annul(meeting_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """Declare that it does not count."""
    meeting, question = both(meeting_id, question_id)
    form = WhyForm()
    if not form.validate_on_submit():
        return _show(meeting, question, tie=TieForm(formdata=None), why=form), REFUSED
    attempt(lambda: annul_question(question, why=form.why.data or "", by=signed_in_actor()), _("Voto annullato."))
    return _back(meeting_id, question_id)


@bp.post("/riunioni/<uuid:meeting_id>/voti/<uuid:question_id>/mani")
@requires(Permission.MEETINGS_EDIT)
def hands(meeting_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """Write how many hands were counted."""
    _meeting, question = both(meeting_id, question_id)
    counted = hands_written(question, request.form)
    if counted is None:
        flash(_("I voti contati si scrivono con numeri interi."), "error")
    else:
        attempt(lambda: count_hands(question, counted, by=signed_in_actor()), _("Voti contati in sala: scritti."))
    return _back(meeting_id, question_id)


@bp.post("/riunioni/<uuid:meeting_id>/voti/<uuid:question_id>/nomi")
@requires(Permission.MEETINGS_EDIT)
def by_name(meeting_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """Write what one line answered in the room."""
    meeting, question = both(meeting_id, question_id)
    line = next((one.entry for one in carried_votes(meeting.id) if str(one.entry.id) == request.form.get("line")), None)
    if line is None:
        flash(vote_words.vote_refusal("not_here"), "error")
    else:
        chosen = request.form.getlist("choice")
        attempt(lambda: vote_openly(question.id, line, chosen, by=signed_in_actor(), way="office"))
    return _back(meeting_id, question_id)


def both(meeting_id: UUID, question_id: UUID) -> tuple[OrganMeeting, Question]:
    """The meeting and the vote of an address."""
    meeting = found(meeting_id)
    return meeting, question_in(meeting, question_id) or abort(404)


def attempt(work: Callable[[], Any], said: str = "") -> bool:
    """Do it and say so; or say why it cannot be. Whether it was done."""
    try:
        work()
    except VoteRefused as refused:
        db.session.rollback()
        flash(vote_words.vote_refusal(refused.reason), "error")
        return False
    if said:
        flash(said, "success")
    return True


def _show(meeting: OrganMeeting, question: Question, *, tie: TieForm, why: WhyForm) -> str:
    tie.offer(question.options)
    values: dict[str, Any] = {"tie": tie, "why": why, "reveals": reveals_everybody(question)}
    presence = presence_of(meeting)
    values["few_below"] = _few_below(question, presence.total)
    values["open_now"] = open_question_of(meeting.id) if question.state == QuestionState.DRAFT else None
    if question.is_secret and question.state != QuestionState.DRAFT:
        rights = rights_of(question.id)
        values["rights"], values["unused"] = rights, unused_rights(question.id, rights)
        values["left"] = tokens_left(question.id)
        values["receipts"] = receipts_of(question.id)
    elif question.state != QuestionState.DRAFT:
        values["votes"] = carried_votes(meeting.id) if question.state == QuestionState.OPEN else []
        values["answers"] = open_votes_of(question.id)
    return _page("vote", meeting, question=question, presence=presence, **values)


def _few_below(question: Question, present: int) -> int:
    """The number below which a secret vote deserves a warning, when so few vote; else 0."""
    limit = read_settings(MeetingsSettings).secret_vote_warning_below
    voters = question.cast if question.is_counted else present
    return limit if question.is_secret and voters < limit else 0


def _first_values(item: AgendaItem) -> dict[str, Any]:
    facts = question_from_item(item)
    election = facts.majority == Majority.MOST_VOTED
    kind = "election" if election else "motion"
    majority = Majority.PRESENT_HALF if election else facts.majority
    return {"text": facts.text, "mode": facts.mode, "kind": kind, "majority": majority, "seats": facts.seats}


def _item(meeting: OrganMeeting, item_id: UUID) -> AgendaItem:
    return next((item for item in meeting.items if item.id == item_id), None) or abort(404)


def _page(name: str, meeting: OrganMeeting, **values: Any) -> str:
    return render_template(
        f"members/manage/{name}.html", meeting=meeting, said=meeting_words, words=vote_words, **values
    )


def _back(meeting_id: UUID, question_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".show", meeting_id=meeting_id, question_id=question_id), DONE)
