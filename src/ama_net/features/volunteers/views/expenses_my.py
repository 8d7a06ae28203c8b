"""My expenses: write them, send them, see what became of them. For a phone, one step at a time."""

from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.volunteers.expense_paper import claim_file_name, claim_pdf
from ama_net.features.volunteers.expense_words import MY_STATES, TONES
from ama_net.features.volunteers.models import ExpenseClaim
from ama_net.features.volunteers.operations.expense_claims import take_back_claim
from ama_net.features.volunteers.queries_expenses import claim_by_id
from ama_net.features.volunteers.views.expense_desk import (
    DONE,
    Desk,
    add_page,
    first_page,
    remove_from,
    send_page,
    words,
)
from ama_net.foundation.database import db
from ama_net.foundation.pdf import pdf_answer
from ama_net.kernel.access import signed_in_actor
from ama_net.kernel.people import Person, WrongFact

bp = Blueprint("expenses_my", __name__)


@bp.get("/spese")
def index() -> str:
    """What I am writing, what I sent, what was paid."""
    return first_page(_desk(), "volunteers/my/expenses.html", STATES=MY_STATES, TONES=TONES)


@bp.route("/spese/nuova/<word>", methods=["GET", "POST"])
def add(word: str) -> ResponseReturnValue:
    """Write an expense."""
    return add_page(_desk(), word)


@bp.post("/spese/voci/<uuid:item_id>/rimozione")
def remove(item_id: UUID) -> ResponseReturnValue:
    """Take one out again."""
    return remove_from(_desk(), item_id)


@bp.route("/spese/invio", methods=["GET", "POST"])
def send() -> ResponseReturnValue:
    """Declare and send."""
    return send_page(_desk())


@bp.get("/spese/<uuid:claim_id>")
def show(claim_id: UUID) -> str:
    """A claim of mine that I sent."""
    return render_template(
        "volunteers/my/expense_claim.html",
        desk=_desk(),
        claim=_mine(claim_id),
        STATES=MY_STATES,
        TONES=TONES,
        **words(),
    )


@bp.get("/spese/<uuid:claim_id>.pdf")
def paper(claim_id: UUID) -> Response:
    """The same on paper."""
    claim = _mine(claim_id)
    return pdf_answer(claim_pdf(claim), claim_file_name(claim))


@bp.post("/spese/<uuid:claim_id>/ripresa")
def take_back(claim_id: UUID) -> ResponseReturnValue:
    """Open it again, while nobody decided."""
    try:
        take_back_claim(_mine(claim_id), by=signed_in_actor())
    except WrongFact as error:
        flash(str(error), "warning")
        return redirect(url_for(".show", claim_id=claim_id), DONE)
    flash(_("La nota spese è di nuovo aperta: quando hai finito, mandala ancora."), "success")
    return redirect(url_for(".index"), DONE)


def _desk() -> Desk:
    person_id = signed_in_actor().person_id
    person = db.session.get(Person, person_id) if person_id else None
    return Desk(person or abort(404), bp.name)


def _mine(claim_id: UUID) -> ExpenseClaim:
    claim = claim_by_id(claim_id)
    if claim is None or claim.is_open or claim.person_id != signed_in_actor().person_id:
        abort(404)
    return claim
