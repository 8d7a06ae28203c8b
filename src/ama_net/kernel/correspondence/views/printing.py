"""Paper: what waits to be printed, by batch; what is done with the letters that were ticked in a list."""

from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.foundation.pdf import pdf_answer
from ama_net.foundation.text import known_id
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.correspondence import words
from ama_net.kernel.correspondence.forms import LabelsForm, OutcomeForm
from ama_net.kernel.correspondence.lists import LETTERS, name_of
from ama_net.kernel.correspondence.models import Channel, Letter
from ama_net.kernel.correspondence.operations_delivery import NotOnPaper, mark_printed, put_on_paper
from ama_net.kernel.correspondence.papers import MOST_LETTERS, labels_pdf, letters_pdf
from ama_net.kernel.correspondence.queries import batches_to_print, letter_figures, letters_to_print
from ama_net.kernel.correspondence.views.manage import noted

bp = Blueprint("letters_printing_manage", __name__)

DONE, REFUSED = 303, 422


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": words, "name_of": name_of, "letter_figures": letter_figures}


@bp.get("/lettere/da-stampare")
@requires(Permission.LETTERS_READ)
def index() -> str:
    """The paper that waits, one line for each batch."""
    batches = batches_to_print()
    total = sum(count for _entry, count in batches)
    return render_template(
        "correspondence/manage/printing.html", batches=batches, total=total, most=MOST_LETTERS, until=now().isoformat()
    )


@bp.get("/lettere/da-stampare.pdf")
@requires(Permission.LETTERS_EDIT)
def waiting_pdf() -> ResponseReturnValue:
    """The letters that wait (of one batch), ready for window envelopes. Printing changes nothing until one says so."""
    letters = list(db.session.scalars(_waiting().limit(MOST_LETTERS)))
    if not letters:
        flash(_("Non c'è più niente da stampare."), "info")
        return redirect(url_for(".index"))
    return pdf_answer(letters_pdf(letters), f"lettere-{today().isoformat()}")


@bp.route("/lettere/da-stampare/etichette", methods=["GET", "POST"])
@requires(Permission.LETTERS_EDIT)
def waiting_labels() -> ResponseReturnValue:
    """Labels for the letters that wait (of one batch)."""
    return _labels(list(db.session.scalars(_waiting())), {"entry": request.values.get("entry", "")})


@bp.post("/lettere/da-stampare/stampate")
@requires(Permission.LETTERS_EDIT)
def printed() -> ResponseReturnValue:
    """Say that what the page showed was printed: what has been written since then still waits."""
    until = _moment(request.form.get("until", ""))
    letters = db.session.scalars(_waiting().where(Letter.created_at <= until).limit(MOST_LETTERS)).all()
    count = mark_printed(letters, by=signed_in_actor())
    flash(
        ngettext("%(num)s lettera segnata come stampata.", "%(num)s lettere segnate come stampate.", count), "success"
    )
    return redirect(url_for(".index"), DONE)


@bp.post("/lettere/scelte")
@requires(Permission.LETTERS_EDIT)
def chosen() -> ResponseReturnValue:
    """Do something with the letters that were ticked."""
    letters = _chosen()
    if not letters:
        flash(_("Non è stata scelta nessuna lettera."), "warning")
        return redirect(url_for("letters_manage.index"), DONE)
    action = request.form.get("action", "")
    if action == "pdf":
        return _chosen_pdf(letters)
    if action == "outcome":
        return _outcome_page(letters, OutcomeForm(formdata=None))
    if action == "labels":
        return _labels(letters, {}, first=True)
    return _at_once(action, letters)


@bp.post("/lettere/esiti")
@requires(Permission.LETTERS_EDIT)
def outcomes() -> ResponseReturnValue:
    """Note what became of several letters at once."""
    letters, form = _chosen(), OutcomeForm()
    if not (form.validate() and noted(letters, form)):
        return _outcome_page(letters, form), REFUSED
    return redirect(url_for("letters_manage.index"), DONE)


@bp.post("/lettere/etichette")
@requires(Permission.LETTERS_EDIT)
def labels() -> ResponseReturnValue:
    """Labels for the letters that were ticked."""
    return _labels(_chosen(), {})


def _at_once(action: str, letters: Sequence[Letter]) -> ResponseReturnValue:
    if action == "printed":
        count = mark_printed(letters, by=signed_in_actor())
        said = ngettext("%(num)s lettera segnata come stampata.", "%(num)s lettere segnate come stampate.", count)
    elif action == "paper":
        count = sum(_on_paper(letter) for letter in letters)
        said = ngettext("%(num)s lettera rifatta su carta.", "%(num)s lettere rifatte su carta.", count)
    else:
        abort(404)
    flash(said, "success" if count else "warning")
    return redirect(url_for("letters_manage.index"), DONE)


def _on_paper(letter: Letter) -> bool:
    try:
        put_on_paper(letter, by=signed_in_actor())
    except NotOnPaper:
        return False
    return True


def _chosen_pdf(letters: Sequence[Letter]) -> ResponseReturnValue:
    paper = [letter for letter in letters if letter.channel != Channel.EMAIL and letter.body is not None]
    if not paper:
        flash(_("Tra quelle scelte non ci sono lettere di carta."), "warning")
        return redirect(url_for("letters_manage.index"), DONE)
    return pdf_answer(letters_pdf(paper[:MOST_LETTERS]), f"lettere-{today().isoformat()}")


def _outcome_page(letters: Sequence[Letter], form: OutcomeForm) -> str:
    return render_template("correspondence/manage/outcome.html", letters=letters, form=form)


def _labels(letters: Sequence[Letter], kept: dict[str, str], *, first: bool = False) -> ResponseReturnValue:
    """The form of labels, or the sheets."""
    form = LabelsForm(formdata=None) if first else LabelsForm()
    addresses = [letter.address for letter in letters if letter.address and "\n" in letter.address]
    if not first and form.validate_on_submit() and addresses:
        made = labels_pdf(addresses, form.sheet.data, start=form.start.data or 1)
        return pdf_answer(made, f"etichette-{today().isoformat()}")
    page = render_template(
        "correspondence/manage/labels.html",
        form=form,
        count=len(addresses),
        without=len(letters) - len(addresses),
        selected=request.form.getlist("selected"),
        kept=kept,
        action=url_for(".waiting_labels") if kept else url_for(".labels"),
    )
    return page, REFUSED if form.errors else 200


def _waiting() -> Select[Letter]:
    entry = known_id(request.values.get("entry", ""))
    return letters_to_print() if entry is None else letters_to_print().where(Letter.entry_id == entry)


def _chosen() -> list[Letter]:
    whole = select(Letter).options(joinedload(Letter.entry), joinedload(Letter.person), joinedload(Letter.organisation))
    return list(db.session.scalars(LETTERS.chosen(whole, request.form).order_by(Letter.id)))


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return now()
    return found if found.tzinfo else now()
