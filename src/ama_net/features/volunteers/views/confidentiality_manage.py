"""The confidentiality letter in the office: its versions, who has not accepted it, reminding them, signed papers."""

from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from ama_net.features.volunteers.forms_letters import LetterForm
from ama_net.features.volunteers.letter_paper import letter_blocks, letter_to_sign
from ama_net.features.volunteers.letter_texts import default_letter
from ama_net.features.volunteers.models import ConfidentialityLetter, LetterAcceptance
from ama_net.features.volunteers.operations.letter_reminders import remind_of_letter
from ama_net.features.volunteers.operations.letters import drop_letter, write_letter
from ama_net.features.volunteers.queries_letters import (
    asked_again,
    last_reminders,
    letter_in_force,
    letter_of_number,
    letter_versions,
    missing_letters,
)
from ama_net.features.volunteers.settings_onboarding import OnboardingSettings
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.pdf import pdf_answer
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("confidentiality_manage", __name__)

DONE, REFUSED = 303, 422


@bp.get("/volontari/lettera")
@requires(Permission.VOLUNTEERS_READ)
def index() -> str:
    """The version in force, the others, and who has not accepted it."""
    missing = missing_letters()
    versions = letter_versions()
    return render_template(
        "volunteers/manage/letters.html",
        letter=letter_in_force(),
        versions=versions,
        accepted=_accepted_by_version(),
        missing=missing,
        reminded=last_reminders(one.person_id for one in missing),
        today=today(),
        days=read_settings(OnboardingSettings).letter_reminder_days,
    )


@bp.get("/volontari/lettera/nuova")
@requires(Permission.VOLUNTEERS_EDIT)
def new() -> str:
    """The form of a new version, beginning from the one in force (or the one this room begins with)."""
    letter = letter_in_force()
    italian, english = (letter.body, letter.body_en) if letter else default_letter(current_tenant().name)
    form = LetterForm(formdata=None, data={"body": italian, "body_en": english})
    form.in_force_from.data = today()
    return _form_page(form)


@bp.post("/volontari/lettera/nuova")
@requires(Permission.VOLUNTEERS_EDIT)
def write() -> ResponseReturnValue:
    """Keep a new version; one that asks everybody again is confirmed first, knowing how many they are."""
    form = LetterForm()
    if not form.validate():
        return _form_page(form), REFUSED
    if "back" in request.form:
        return _form_page(form)
    people = asked_again() if form.asks_again.data else 0
    try:
        letter = write_letter(form.text(), by=signed_in_actor())
    except WrongFact as error:
        blame(form, error)
        return _form_page(form), REFUSED
    if people and "sure" not in request.form:
        db.session.rollback()
        return render_template("volunteers/manage/letter_confirm.html", form=form, people=people)
    flash(_("Versione %(number)s scritta.", number=letter.number), "success")
    return redirect(url_for(".index"), DONE)


@bp.get("/volontari/lettera/<int:number>")
@requires(Permission.VOLUNTEERS_READ)
def show(number: int) -> str:
    """One version, as it is read."""
    letter = _found(number)
    return render_template(
        "volunteers/manage/letter.html",
        letter=letter,
        blocks=letter_blocks(letter.body),
        blocks_en=letter_blocks(letter.body_en),
        may_drop=letter.in_force_from > today(),
    )


@bp.get("/volontari/lettera/<int:number>/lettera.pdf")
@requires(Permission.VOLUNTEERS_READ)
def paper(number: int) -> Response:
    """One version, to print and sign by hand."""
    return pdf_answer(letter_to_sign(_found(number), "it"), "lettera-di-riservatezza")


@bp.post("/volontari/lettera/<int:number>/eliminazione")
@requires(Permission.VOLUNTEERS_EDIT)
def drop(number: int) -> ResponseReturnValue:
    """Take back a version that is not in force yet."""
    try:
        drop_letter(_found(number), by=signed_in_actor())
    except WrongFact as error:
        flash(str(error), "warning")
    else:
        flash(_("Versione tolta."), "success")
    return redirect(url_for(".index"), DONE)


@bp.post("/volontari/lettera/promemoria")
@requires(Permission.VOLUNTEERS_EDIT)
def remind() -> ResponseReturnValue:
    """Write to who has not accepted."""
    told = remind_of_letter(by=signed_in_actor())
    if told:
        flash(ngettext("Promemoria mandato a una persona.", "Promemoria mandato a %(num)s persone.", told), "success")
    else:
        flash(_("Nessuno da avvisare: chi manca ha già ricevuto un promemoria da poco."), "message")
    return redirect(url_for(".index"), DONE)


def _found(number: int) -> ConfidentialityLetter:
    return letter_of_number(number) or abort(404)


def _accepted_by_version() -> dict[UUID, int]:
    counted = select(LetterAcceptance.letter_id, func.count(LetterAcceptance.person_id.distinct()))
    return {row[0]: row[1] for row in db.session.execute(counted.group_by(LetterAcceptance.letter_id))}


def _form_page(form: LetterForm) -> str:
    return render_template("volunteers/manage/letter_form.html", form=form)
