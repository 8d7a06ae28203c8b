"""Accepting who applied, or who comes in person: what the register needs, the person they are, when they begin."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from wtforms import SelectChoice

from ama_net.features.volunteers.forms_onboarding import WelcomeForm
from ama_net.features.volunteers.models import VolunteerApplication
from ama_net.features.volunteers.onboarding_facts import facts_of
from ama_net.features.volunteers.operations import onboarding_deciding as deciding
from ama_net.features.volunteers.operations.onboarding import NotNow, of_form
from ama_net.features.volunteers.queries import service_of
from ama_net.features.volunteers.queries_paid import paid_warning
from ama_net.features.volunteers.views.volunteer_applications_manage import OF_CANDIDACY, found, overtaken
from ama_net.foundation.crypto import digest_token
from ama_net.foundation.database import db
from ama_net.foundation.text import known_id
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import Duplicate, Person, WrongFact, possible_duplicates
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.people.queries import all_people, find_people

bp = Blueprint("volunteer_welcome_manage", __name__)

DONE, REFUSED = 303, 422
SOMEBODY_NEW = "new"
MOST_FOUND = 20


@bp.get(f"{OF_CANDIDACY}/accoglienza")
@requires(Permission.VOLUNTEERS_EDIT)
def acceptance(application_id: UUID) -> ResponseReturnValue:
    """The form to accept who applied; who is likely the same human is offered."""
    row = found(application_id)
    if not row.is_waiting:
        return overtaken(row)
    return _page(_form(row, blank=True), row)


@bp.post(f"{OF_CANDIDACY}/accoglienza")
@requires(Permission.VOLUNTEERS_EDIT)
def accept(application_id: UUID) -> ResponseReturnValue:
    """Accept who applied: one person, and one volunteer, however often it is pressed."""
    row = found(application_id)
    if not row.is_waiting:
        return overtaken(row)
    form, done = _form(row), list[deciding.Welcomed]()

    def act() -> None:
        done.append(deciding.accept(row, form.welcome(), by=signed_in_actor()))

    try:
        answer = _try(form, row, act)
    except NotNow:
        db.session.rollback()
        return overtaken(row)
    if answer is not None:
        return answer
    flash(_("Candidatura accolta."), "success")
    _say_opening(done[0])
    return redirect(url_for("volunteer_applications_manage.show", application_id=row.id), DONE)


@bp.get("/volontari/nuovo")
@requires(Permission.VOLUNTEERS_EDIT)
def new() -> str:
    """Somebody comes in person: are they in the register of people already?"""
    typed = request.args.get("q", "").strip()
    people = []
    if typed:
        wanted = find_people(all_people(), typed).order_by(Person.sort_name, Person.id).limit(MOST_FOUND)
        people = list(db.session.scalars(wanted))
    return render_template("volunteers/manage/welcome_search.html", typed=typed, people=people)


@bp.get("/volontari/nuovo/dati")
@requires(Permission.VOLUNTEERS_EDIT)
def new_form() -> ResponseReturnValue:
    """The form for somebody new, or for the person chosen."""
    form = _form(None, blank=True)
    if form.known is not None and (service := service_of(form.known.id)):
        flash(_("È già nel registro dei volontari."), "message")
        return redirect(url_for("volunteers_manage.show", volunteer_id=service.id), DONE)
    return _page(form, None)


@bp.post("/volontari/nuovo/dati")
@requires(Permission.VOLUNTEERS_EDIT)
def enter() -> ResponseReturnValue:
    """Enter who came in person; the same form twice is one volunteer."""
    form = _form(None)
    earlier = of_form(digest_token(form.form_key.data or ""))
    if earlier is not None:
        return _entered(earlier)
    done: list[deciding.Welcomed] = []

    def act() -> None:
        done.append(deciding.enter_in_person(form.welcome(), form.form_key.data or "", by=signed_in_actor()))

    answer = _try(form, None, act)
    if answer is not None:
        return answer
    flash(_("Fatto: la persona è accolta."), "success")
    _say_opening(done[0])
    return _entered(done[0].application)


def _say_opening(welcomed: deciding.Welcomed) -> None:
    """Whether they can enter their area, and through which address; or what is left to do."""
    opening = welcomed.opening
    if opening is not None:
        flash(opening.words, "success" if opening.is_good else "warning")


def _entered(row: VolunteerApplication) -> ResponseReturnValue:
    if row.volunteer_id:
        return redirect(url_for("volunteers_manage.show", volunteer_id=row.volunteer_id), DONE)
    return redirect(url_for("volunteer_applications_manage.show", application_id=row.id), DONE)


def _try(form: WelcomeForm, row: VolunteerApplication | None, act: Callable[[], None]) -> ResponseReturnValue | None:
    """Do it, or the page that says what to mend."""
    good = form.validate()
    alike = _alike(form)
    if not good or _must_choose(form, alike) or _must_read_warning(form):
        return _page(form, row), REFUSED
    try:
        act()
    except WrongFact as error:
        db.session.rollback()
        blame(form, error)
        return _page(form, row), REFUSED
    return None


def _form(row: VolunteerApplication | None, *, blank: bool = False) -> WelcomeForm:
    form = WelcomeForm(formdata=None) if blank else WelcomeForm()
    form.renew_key_if_bad()
    if not blank:
        form.known = _known(form.person.data)
        return form
    chosen = known_id(request.args.get("person"))
    form.known = _person(chosen) if chosen else None
    if form.known is not None:
        _fill(form, form.known)
    elif row is not None:
        said = facts_of(row)
        for name in ("given_name", "family_name", "email", "phone"):
            form[name].data = getattr(said, name)
    _alike(form)
    return form


def _fill(form: WelcomeForm, person: Person) -> None:
    for name in ("given_name", "family_name", "tax_code", "birth_date", "birth_place"):
        form[name].data = getattr(person, name)
    form.person.data = str(person.id)


def _alike(form: WelcomeForm) -> list[Duplicate]:
    """People like the one in the form, offered as choices; the one chosen earlier stays among them."""
    alike = possible_duplicates(
        form.given_name.data or "",
        form.family_name.data or "",
        form.tax_code.data or None,
        [form.email.data] if form.email.data else [],
        [form.phone.data] if form.phone.data else [],
        form.birth_date.data,
    )
    offered = [
        SelectChoice(str(one.person.id), f"{one.person.name} ({', '.join(r.words for r in one.reasons)})")
        for one in alike
    ]
    if form.known is not None and str(form.known.id) not in {one.value for one in offered}:
        offered.insert(0, SelectChoice(str(form.known.id), form.known.name))
    if offered:
        offered.append(SelectChoice(SOMEBODY_NEW, _l("È un'altra persona: scriverla nell'anagrafe")))
    form.person.choices = offered
    return alike


def _must_choose(form: WelcomeForm, alike: list[Duplicate]) -> bool:
    offered = {str(choice.value) for choice in form.person.choices or []}
    if alike and form.person.data not in offered:
        form.person.errors = [_("Qualcuno le somiglia: scegliere se è la stessa persona.")]
        return True
    return False


def _must_read_warning(form: WelcomeForm) -> bool:
    """Who is paid by the association cannot be its volunteer (D.Lgs. 117/2017 art. 17 c. 5): said, and confirmed."""
    words = _warning(form)
    if words and not form.paid_checked.data:
        form.paid_checked.errors = [words]
        return True
    return False


def _warning(form: WelcomeForm) -> str:
    return paid_warning(form.known.id, form.day) if form.known is not None and form.starts_now else ""


def _known(chosen: str | None) -> Person | None:
    person_id = known_id(chosen)
    return _person(person_id) if person_id else None


def _person(person_id: UUID) -> Person:
    """The person chosen: one of this association, or a page that is not there."""
    wanted = select(Person).where(Person.id == person_id).options(selectinload(Person.addresses))
    return db.session.scalar(wanted) or abort(404)


def _page(form: WelcomeForm, row: VolunteerApplication | None) -> str:
    return render_template("volunteers/manage/welcome.html", form=form, row=row, warning=_warning(form))
