"""A volunteer's own pages: what they can do and when they are free, their data, the confidentiality letter."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ama_net.features.volunteers import profile_words
from ama_net.features.volunteers.forms_letters import AcceptForm
from ama_net.features.volunteers.forms_profiles import ProfileForm
from ama_net.features.volunteers.letter_paper import accepted_letter, letter_blocks
from ama_net.features.volunteers.models import LetterWay
from ama_net.features.volunteers.operations.letters import AnotherVersion, accept_letter
from ama_net.features.volunteers.operations.profiles import save_profile
from ama_net.features.volunteers.queries_letters import acceptance_of, acceptances_of, letter_to_read
from ama_net.features.volunteers.queries_profiles import all_skills, papers_of, profile_of
from ama_net.foundation.database import db
from ama_net.foundation.web.languages import current_locale
from ama_net.kernel.access import Role, signed_in_actor
from ama_net.kernel.documents.downloads import file_answer
from ama_net.kernel.documents.queries import version_of
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.people.identifiers import show_phone

bp = Blueprint("volunteer_profile_my", __name__)

DONE, REFUSED = 303, 422


@bp.context_processor
def _words() -> dict[str, object]:
    return {"said": profile_words, "show_phone": show_phone}


@bp.route("/volontariato/dati", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """Skills and times, changed by oneself; the data the association has, and whom to write to."""
    person = _me()
    profile = profile_of(person.id)
    form = ProfileForm()
    form.offer(all_skills(), profile)
    if not form.is_submitted():
        form.fill(profile)
    elif form.validate():
        try:
            save_profile(person, form.facts(), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Salvato."), "success")
            return redirect(url_for(".index"), DONE)
    page = render_template(
        "volunteers/my/profile.html",
        form=form,
        person=person,
        accepted=acceptance_of(person.id),
        papers=papers_of(person.id),
    )
    return page, REFUSED if form.errors or form.form_errors else 200


@bp.get("/volontariato/lettera")
def letter() -> str:
    """The letter, to read and accept; once accepted, when."""
    return _letter_page(AcceptForm(formdata=None))


@bp.post("/volontariato/lettera")
def accept() -> ResponseReturnValue:
    """Accept the very text that was read."""
    person, form, by = _me(), AcceptForm(), signed_in_actor()
    if not form.validate():
        return _letter_page(form), REFUSED
    language = current_locale()
    earlier = acceptance_of(person.id)
    text = letter_to_read()
    paper = None if earlier and earlier.letter_id == text.id else accepted_letter(text, person, language)
    try:
        accept_letter(person, by=by, way=LetterWay.AREA, language=language, paper=paper, shown=form.shown.data or "")
    except AnotherVersion:
        flash(_("Nel frattempo il testo è cambiato: rileggilo, poi accetta."), "warning")
    else:
        flash(_("Lettera accettata. Grazie."), "success")
    return redirect(url_for(".letter"), DONE)


@bp.get("/volontariato/lettera.pdf")
def paper() -> Response:
    """The letter as it was accepted."""
    mine = next((one for one in acceptances_of(_me().id) if one.document is not None), None) or abort(404)
    document = mine.document or abort(404)
    return file_answer(document, version_of(document, 1) or abort(404), by=signed_in_actor())


def _letter_page(form: AcceptForm) -> str:
    person, language = _me(), current_locale()
    text = letter_to_read()
    form.shown.data = text.digest_in(language)
    return render_template(
        "volunteers/my/letter.html",
        letter=text,
        blocks=letter_blocks(text.text_in(language)),
        form=form,
        accepted=acceptance_of(person.id),
        accepted_ever=acceptances_of(person.id),
    )


def _me() -> Person:
    """The person behind the account, who is a volunteer or was invited as one."""
    actor = signed_in_actor()
    if Role.VOLUNTEER not in actor.roles or actor.person_id is None:
        abort(404)
    wanted = select(Person).where(Person.id == actor.person_id)
    wanted = wanted.options(selectinload(Person.contacts), selectinload(Person.addresses))
    return db.session.scalar(wanted) or abort(404)
