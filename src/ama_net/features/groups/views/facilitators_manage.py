"""The office's pages on who keeps a group: who does, did and will; adding, correcting, ending, handing over."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.features.groups.facilitator_words import FACILITATOR_ROLES
from ama_net.features.groups.forms_facilitators import (
    NewPersonForm,
    NewTermForm,
    PersonChoiceForm,
    TermForm,
    values_of_term,
)
from ama_net.features.groups.models import Facilitator, Group
from ama_net.features.groups.operations import facilitators as operations
from ama_net.features.groups.queries import group_by_id
from ama_net.features.groups.queries_facilitator_list import FACILITATORS, everybody, terms_of_people
from ama_net.features.groups.queries_facilitators import (
    accounts_of,
    current_terms,
    fellow_facilitators,
    people_to_choose,
    terms_of_group,
)
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.accounts.operations.inviting_people import person_to_invite
from ama_net.kernel.accounts.operations.office import EmailTaken, NotYours
from ama_net.kernel.office import offer_undo
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.people.queries import find_people
from ama_net.kernel.training import Training, note_training, trainings_of
from ama_net.kernel.training.words import TRAININGS

bp = Blueprint("groups_facilitators", __name__)

DONE, REFUSED = 303, 422


@bp.get("/gruppi/facilitatori")
@requires(Permission.FACILITATORS_READ)
def everyone() -> str:
    """Everybody who keeps a group today."""
    page = FACILITATORS.page(everybody(), request.args)
    people = [person.id for person in page.rows]
    return render_template(
        "groups/manage/facilitators_all.html",
        page=page,
        terms=terms_of_people(people),
        trainings=trainings_of(people),
        words={"roles": FACILITATOR_ROLES, "trainings": TRAININGS},
    )


@bp.get("/gruppi/<uuid:group_id>/facilitatori")
@requires(Permission.FACILITATORS_READ)
def index(group_id: UUID) -> str:
    """Who keeps the group, who will, who did."""
    group = _group(group_id)
    terms = terms_of_group(group.id)
    people = [term.person_id for term in terms if term.person_id]
    day = today()
    return render_template(
        "groups/manage/facilitators.html",
        group=group,
        now=[term for term in terms if term.ended_on is None or term.ended_on > day],
        past=[term for term in terms if term.ended_on is not None and term.ended_on <= day],
        trainings=trainings_of(people),
        accounts=accounts_of(people),
        words={"roles": FACILITATOR_ROLES, "trainings": TRAININGS},
        today=day,
        may_edit=signed_in_actor().can(Permission.FACILITATORS_EDIT),
    )


@bp.get("/gruppi/<uuid:group_id>/facilitatori/nuovo")
@requires(Permission.FACILITATORS_EDIT)
def choose(group_id: UUID) -> str:
    """Whom to add: somebody who keeps another group, somebody of the register, somebody new."""
    return _choose_page(_group(group_id), NewPersonForm(formdata=None))


@bp.post("/gruppi/<uuid:group_id>/facilitatori/persona")
@requires(Permission.FACILITATORS_EDIT)
def register(group_id: UUID) -> ResponseReturnValue:
    """Write a new person in the register; one with the same name and address is the same person."""
    group, form, actor = _group(group_id), NewPersonForm(), signed_in_actor()
    if not actor.can(Permission.PEOPLE_EDIT):
        abort(404)
    if form.validate_on_submit():
        names = {"given_name": form.given_name.data, "family_name": form.family_name.data}
        try:
            person = person_to_invite(**names, email=form.email.data or "", by=actor)
        except WrongFact as error:
            form.given_name.errors = [str(error)]
        else:
            db.session.flush()
            return redirect(url_for(".new", group_id=group.id, person_id=person.id), DONE)
    return _choose_page(group, form), REFUSED


@bp.route("/gruppi/<uuid:group_id>/facilitatori/persone/<uuid:person_id>", methods=["GET", "POST"])
@requires(Permission.FACILITATORS_EDIT)
def new(group_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Add a person, from a day on; perhaps inviting them to sign in."""
    group, person = _group(group_id), _person(group_id, person_id)
    training, account = trainings_of([person.id]).get(person.id), accounts_of([person.id]).get(person.id)
    blank = values_of_term(None, training, position=len(current_terms(group.id)) + 1)
    form = NewTermForm(data={**blank, "email": person.email or "", "invite": True})
    may_invite = account is None and signed_in_actor().can(Permission.ACCOUNTS_EDIT)
    if not may_invite:
        del form.invite, form.email
    if form.validate_on_submit() and _added(group, person, form):
        return redirect(url_for(".index", group_id=group.id), DONE)
    page = render_template(
        "groups/manage/facilitator.html", group=group, person=person, term=None, form=form, account=account
    )
    return page, REFUSED if form.errors else 200


@bp.route("/gruppi/<uuid:group_id>/facilitatori/<uuid:term_id>", methods=["GET", "POST"])
@requires(Permission.FACILITATORS_EDIT)
def edit(group_id: UUID, term_id: UUID) -> ResponseReturnValue:
    """Correct a term."""
    group, term = _group(group_id), _term(group_id, term_id)
    person = term.person or abort(404)
    form = TermForm(data=values_of_term(term, trainings_of([person.id]).get(person.id)))
    if form.validate_on_submit() and _changed(term, person, form):
        flash(_("Dati salvati."), "success")
        return redirect(url_for(".index", group_id=group.id), DONE)
    page = render_template(
        "groups/manage/facilitator.html", group=group, person=person, term=term, form=form, account=None
    )
    return page, REFUSED if form.errors else 200


@bp.post("/gruppi/<uuid:group_id>/facilitatori/<uuid:term_id>/fine")
@requires(Permission.FACILITATORS_EDIT)
def end(group_id: UUID, term_id: UUID) -> ResponseReturnValue:
    """End a term now; the way back is offered at once."""
    term = _term(group_id, term_id)
    try:
        payload = operations.end_term(term, by=signed_in_actor())
    except operations.Overtaken:
        flash(_("L'incarico era già finito."), "info")
    else:
        said = _("Incarico finito: da adesso la persona non vede più questo gruppo nella sua area.")
        offer_undo(operations.UNDO_ENDING, payload, said, by=signed_in_actor())
    return redirect(url_for(".index", group_id=group_id), DONE)


@bp.route("/gruppi/<uuid:group_id>/facilitatori/<uuid:term_id>/passaggio", methods=["GET", "POST"])
@requires(Permission.FACILITATORS_EDIT)
def hand_over(group_id: UUID, term_id: UUID) -> ResponseReturnValue:
    """Pass a term to somebody who keeps another group, at once."""
    group, term = _group(group_id), _term(group_id, term_id)
    fellows = fellow_facilitators(outside=group.id)
    form = PersonChoiceForm()
    form.offer(fellows)
    if form.validate_on_submit():
        person = next(one for one in fellows if one.id == form.person_id.data)
        try:
            operations.hand_over(term, person, by=signed_in_actor())
        except operations.Overtaken:
            flash(_("L'incarico era già finito."), "info")
        except operations.WrongTerm:
            flash(_("Questa persona ha già un incarico in questo gruppo: non è cambiato nulla."), "warning")
        else:
            flash(_("Da oggi il gruppo è affidato a %(name)s.", name=person.name), "success")
        return redirect(url_for(".index", group_id=group.id), DONE)
    page = render_template(
        "groups/manage/facilitator_handover.html", group=group, term=term, form=form, fellows=fellows
    )
    return page, REFUSED if form.errors else 200


def _added(group: Group, person: Person, form: NewTermForm) -> bool:
    """Whether it was done; if not, the form says why and the request changes nothing."""
    try:
        operations.add_facilitator(group, person, form.facts(), by=signed_in_actor())
        _train(person, form)
        if "invite" in form and form.invite.data:
            operations.invite_facilitator(person, form.email.data, by=signed_in_actor())
            flash(_("Aggiunta, con l'invito ad accedere: vale sette giorni."), "success")
        else:
            flash(_("Da ora %(name)s facilita il gruppo.", name=person.name), "success")
    except operations.WrongTerm as error:
        form[error.field].errors = [str(error)]
    except (EmailTaken, NotYours):
        form.email.errors = [_("C'è già un accesso con questo indirizzo: togliere l'invito o cambiare indirizzo.")]
    return not form.errors


def _changed(term: Facilitator, person: Person, form: TermForm) -> bool:
    try:
        operations.change_term(term, form.facts(), by=signed_in_actor())
        _train(person, form)
    except operations.WrongTerm as error:
        form[error.field].errors = [str(error)]
    return not form.errors


def _train(person: Person, form: TermForm) -> None:
    try:
        note_training(person, Training(form.training.data), form.reached_on.data, by=signed_in_actor())
    except WrongFact as error:
        form.reached_on.errors = [str(error)]


def _choose_page(group: Group, form: NewPersonForm) -> str:
    actor, typed = signed_in_actor(), request.args.get("q", "").strip()[:100]
    reads_people = actor.can(Permission.PEOPLE_READ)
    found = people_to_choose(find_people(select(Person), typed)) if typed and reads_people else []
    return render_template(
        "groups/manage/facilitators_choose.html",
        group=group,
        form=form,
        typed=typed,
        found=found,
        fellows=fellow_facilitators(outside=group.id),
        reads_people=reads_people,
        writes_people=actor.can(Permission.PEOPLE_EDIT),
    )


def _person(group_id: UUID, person_id: UUID) -> Person:
    """Who reads the register may add anybody in it; the others only who keeps another group already."""
    if signed_in_actor().can(Permission.PEOPLE_READ):
        return db.session.get(Person, person_id) or abort(404)
    fellows: dict[Any, Person] = {one.id: one for one in fellow_facilitators(outside=group_id)}
    return fellows.get(person_id) or abort(404)


def _group(group_id: UUID) -> Group:
    return group_by_id(group_id) or abort(404)


def _term(group_id: UUID, term_id: UUID) -> Facilitator:
    term = db.session.get(Facilitator, term_id)
    return term if term is not None and term.group_id == group_id else abort(404)
