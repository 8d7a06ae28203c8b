"""Letters in the office: the list, one letter and what became of it, writing one."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import export_list
from ama_net.kernel.correspondence import words
from ama_net.kernel.correspondence.forms import LetterForm, OutcomeForm
from ama_net.kernel.correspondence.lists import LETTERS, name_of
from ama_net.kernel.correspondence.models import Letter
from ama_net.kernel.correspondence.operations import channel_of, postal_lines
from ama_net.kernel.correspondence.operations_delivery import (
    NotAnOutcome,
    NotOnPaper,
    note_outcome,
    paper_of,
    put_on_paper,
)
from ama_net.kernel.correspondence.operations_writing import write_letters
from ama_net.kernel.correspondence.queries import letter_figures, listed_letters
from ama_net.kernel.outbox.queries import mails_about
from ama_net.kernel.people import Organisation, Person
from ama_net.kernel.people.queries import find_people

bp = Blueprint("letters_manage", __name__)

DONE, REFUSED = 303, 422


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": words, "name_of": name_of, "letter_figures": letter_figures}


@bp.get("/lettere")
@requires(Permission.LETTERS_READ)
def index() -> str:
    """Every letter to one person or body, the newest first."""
    page = LETTERS.page(listed_letters(), request.args)
    return render_template("correspondence/manage/index.html", page=page)


@bp.get("/lettere/elenco.csv")
@requires(Permission.LETTERS_EDIT)
def export() -> Response:
    """The list as a file, written in the audit: for who writes letters, since the names of all leave with it."""
    return export_list(LETTERS, listed_letters(), request.args, name="lettere", by=signed_in_actor())


@bp.get("/lettere/<uuid:letter_id>")
@requires(Permission.LETTERS_READ)
def show(letter_id: UUID) -> str:
    """One letter: its words, where it went, what became of it."""
    return _page(found_letter(letter_id))


@bp.post("/lettere/<uuid:letter_id>/esito")
@requires(Permission.LETTERS_EDIT)
def outcome(letter_id: UUID) -> ResponseReturnValue:
    """Note what became of a letter."""
    letter, form = found_letter(letter_id), OutcomeForm()
    if not (form.validate() and noted([letter], form)):
        return _page(letter, form), REFUSED
    return redirect(url_for(".show", letter_id=letter_id), DONE)


@bp.post("/lettere/<uuid:letter_id>/carta")
@requires(Permission.LETTERS_EDIT)
def paper(letter_id: UUID) -> ResponseReturnValue:
    """Write on paper an e-mail that did not arrive."""
    try:
        made = put_on_paper(found_letter(letter_id), by=signed_in_actor())
    except NotOnPaper:
        flash(_("Questa lettera non si può rifare su carta."), "warning")
        return redirect(url_for(".show", letter_id=letter_id), DONE)
    flash(_("La lettera ora è tra quelle da stampare."), "success")
    return redirect(url_for(".show", letter_id=made.id), DONE)


@bp.get("/lettere/destinatario")
@requires(Permission.LETTERS_EDIT)
def whom() -> str:
    """Choose whom to write to."""
    term = request.args.get("q", "").replace("\x00", "").strip()[:100]
    people: Sequence[Person] = []
    bodies: Sequence[Organisation] = []
    if len(term) > 1:
        people = db.session.scalars(find_people(select(Person), term).order_by(Person.sort_name).limit(20)).all()
        named = select(Organisation).where(Organisation.sort_name.icontains(term, autoescape=True))
        bodies = db.session.scalars(named.order_by(Organisation.sort_name).limit(10)).all()
    return render_template("correspondence/manage/whom.html", term=term, people=people, bodies=bodies)


@bp.route("/lettere/nuova/<any(persona, organizzazione):what>/<uuid:who_id>", methods=["GET", "POST"])
@requires(Permission.LETTERS_EDIT)
def new(what: str, who_id: UUID) -> ResponseReturnValue:
    """Write a letter in one's own words, to one person or body."""
    model = Person if what == "persona" else Organisation
    to: Person | Organisation = db.session.get(model, who_id) or abort(404)
    form = LetterForm()
    if form.validate_on_submit():
        made = write_letters([to], form.words(), by=signed_in_actor(), channel=form.way())[0]
        db.session.flush()
        flash(
            _("La lettera parte subito.") if made.message_id else _("La lettera è tra quelle da stampare."), "success"
        )
        return redirect(url_for(".show", letter_id=made.id), DONE)
    page = render_template(
        "correspondence/manage/new.html", form=form, to=to, way=words.CHANNELS[channel_of(to)], lines=postal_lines(to)
    )
    return page, REFUSED if form.errors else 200


def found_letter(letter_id: UUID) -> Letter:
    """A letter of the association, or there is no such page."""
    whole = select(Letter).options(
        joinedload(Letter.person),
        joinedload(Letter.organisation),
        joinedload(Letter.entry),
        joinedload(Letter.message),
    )
    return db.session.scalars(whole.where(Letter.id == letter_id)).one_or_none() or abort(404)


def noted(letters: Sequence[Letter], form: OutcomeForm) -> bool:
    """Note an outcome as it was typed; what cannot be stands beside the day."""
    try:
        count = note_outcome(letters, form.outcome(), by=signed_in_actor())
    except NotAnOutcome:
        form.on.errors = [_("Il giorno è nel futuro, o prima che la lettera fosse scritta.")]
        return False
    flash(ngettext("Annotata %(num)s lettera.", "Annotate %(num)s lettere.", count), "success")
    return True


def _page(letter: Letter, form: OutcomeForm | None = None) -> str:
    return render_template(
        "correspondence/manage/letter.html",
        letter=letter,
        form=form or OutcomeForm(formdata=None),
        paper=paper_of(letter.id),
        mails=mails_about(letter) if letter.message_id else [],
        postal=_postal(letter),
    )


def _postal(letter: Letter) -> str:
    """Where the letter would go on paper; empty when no postal address is kept."""
    to = letter.person or letter.organisation
    return ", ".join(postal_lines(to).splitlines()) if to is not None and to.addresses else ""
