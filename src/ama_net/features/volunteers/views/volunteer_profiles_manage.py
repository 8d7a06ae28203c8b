"""What volunteers can do and when they are free, their papers and letter, in the office."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ama_net.features.volunteers import profile_words
from ama_net.features.volunteers.forms_letters import PaperLetterForm
from ama_net.features.volunteers.forms_profiles import PaperForm, ProfileForm, SkillsForm, shown
from ama_net.features.volunteers.models import LetterWay, PaperKind, Volunteer, VolunteerPaper
from ama_net.features.volunteers.operations.letters import accept_letter
from ama_net.features.volunteers.operations.profiles import (
    keep_paper,
    save_profile,
    save_skills,
    state_of,
    withdraw_paper,
)
from ama_net.features.volunteers.queries_letters import acceptances_of, has_accepted_letter
from ama_net.features.volunteers.queries_profiles import (
    FINDING,
    all_skills,
    expiring_papers,
    papers_of,
    people_to_find,
    profile_of,
    profiles_of,
)
from ama_net.features.volunteers.settings_onboarding import OnboardingSettings
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("volunteer_profiles_manage", __name__)

DONE, REFUSED = 303, 422
OF_VOLUNTEER = "/volontari/<uuid:volunteer_id>/profilo"


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": profile_words, "state_of": state_of}


@bp.get("/volontari/competenze")
@requires(Permission.VOLUNTEERS_READ)
def find() -> str:
    """Who can do something, and when they are free."""
    page = FINDING.page(people_to_find(), request.args)
    return render_template(
        "volunteers/manage/finding.html", page=page, profiles=profiles_of([row.person_id for row in page.rows])
    )


@bp.route("/volontari/competenze/elenco", methods=["GET", "POST"])
@requires(Permission.VOLUNTEERS_EDIT)
def skills() -> ResponseReturnValue:
    """The skills one may choose."""
    form = SkillsForm(data=shown(all_skills()))
    if form.validate_on_submit():
        try:
            save_skills(form.lines(), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Competenze salvate."), "success")
            return redirect(url_for(".find"), DONE)
    page = render_template("volunteers/manage/skills.html", form=form)
    return page, REFUSED if form.errors else 200


@bp.get("/volontari/documenti")
@requires(Permission.VOLUNTEERS_EDIT)
def papers() -> str:
    """Papers that have expired or soon will. Not for who only reads: their titles already say something of a person."""
    within = read_settings(OnboardingSettings).paper_warning_days
    due = expiring_papers(within).options(joinedload(VolunteerPaper.person), joinedload(VolunteerPaper.document))
    rows = list(db.session.scalars(due.order_by(VolunteerPaper.expires_on, VolunteerPaper.id)))
    wanted = select(Volunteer).where(Volunteer.person_id.in_([one.person_id for one in rows]))
    serving = {one.person_id: one.id for one in db.session.scalars(wanted.order_by(Volunteer.started_on))}
    return render_template("volunteers/manage/papers.html", rows=rows, serving=serving, within=within)


@bp.get(OF_VOLUNTEER)
@requires(Permission.VOLUNTEERS_READ)
def of_volunteer(volunteer_id: UUID) -> str:
    """One volunteer: what they can do, when, the letter; for who may write it, the words about times and the papers too."""
    return _page(_found(volunteer_id))


@bp.post(OF_VOLUNTEER)
@requires(Permission.VOLUNTEERS_EDIT)
def save(volunteer_id: UUID) -> ResponseReturnValue:
    """Write what they can do and when they are free."""
    volunteer = _found(volunteer_id)
    form = _profile_form(volunteer)
    if not form.validate():
        return _page(volunteer, profile=form), REFUSED
    try:
        save_profile(volunteer.person, form.facts(), by=signed_in_actor())
    except WrongFact as error:
        blame(form, error)
        return _page(volunteer, profile=form), REFUSED
    flash(_("Profilo salvato."), "success")
    return _back(volunteer)


@bp.post(f"{OF_VOLUNTEER}/lettera")
@requires(Permission.VOLUNTEERS_EDIT)
def letter(volunteer_id: UUID) -> ResponseReturnValue:
    """Write down that they signed the letter on paper, with its scan."""
    volunteer, form = _found(volunteer_id), PaperLetterForm(prefix="letter")
    valid, (good, file) = form.validate(), form.read()
    if not valid or not good:
        return _page(volunteer, letter=form), REFUSED
    try:
        by = signed_in_actor()
        accept_letter(volunteer.person, by=by, way=LetterWay.PAPER, on=form.accepted_on.data, paper=file)
    except WrongFact as error:
        blame(form, error)
        return _page(volunteer, letter=form), REFUSED
    flash(_("Lettera firmata: annotata."), "success")
    if not has_accepted_letter(volunteer.person_id):
        flash(_("Era una versione di prima: quella in vigore è ancora da accettare."), "warning")
    return _back(volunteer)


@bp.post(f"{OF_VOLUNTEER}/documenti")
@requires(Permission.VOLUNTEERS_EDIT)
def keep(volunteer_id: UUID) -> ResponseReturnValue:
    """Keep a paper."""
    volunteer, form = _found(volunteer_id), PaperForm(prefix="paper")
    valid, (good, file) = form.validate(), form.read()
    if not valid or not good or file is None:
        return _page(volunteer, paper=form), REFUSED
    kind, title = PaperKind(form.kind.data), form.title.data or ""
    keep_paper(volunteer.person, file, kind=kind, title=title, expires_on=form.expires_on.data, by=signed_in_actor())
    flash(_("Documento conservato."), "success")
    return _back(volunteer)


@bp.post(f"{OF_VOLUNTEER}/documenti/<uuid:paper_id>/ritiro")
@requires(Permission.VOLUNTEERS_EDIT)
def withdraw(volunteer_id: UUID, paper_id: UUID) -> ResponseReturnValue:
    """Take a paper out of use."""
    volunteer = _found(volunteer_id)
    paper = next((one for one in papers_of(volunteer.person_id) if one.id == paper_id), None) or abort(404)
    withdraw_paper(paper, by=signed_in_actor())
    flash(_("Documento tolto."), "success")
    return _back(volunteer)


def _found(volunteer_id: UUID) -> Volunteer:
    wanted = select(Volunteer).where(Volunteer.id == volunteer_id).options(joinedload(Volunteer.person))
    return db.session.scalar(wanted) or abort(404)


def _back(volunteer: Volunteer) -> ResponseReturnValue:
    return redirect(url_for(".of_volunteer", volunteer_id=volunteer.id), DONE)


def _profile_form(volunteer: Volunteer, *, blank: bool = False) -> ProfileForm:
    profile = profile_of(volunteer.person_id)
    form = ProfileForm(formdata=None) if blank else ProfileForm()
    form.offer(all_skills(), profile)
    if blank:
        form.fill(profile)
    return form


def _page(volunteer: Volunteer, **forms: object) -> str:
    person_id, may_edit = volunteer.person_id, signed_in_actor().can(Permission.VOLUNTEERS_EDIT)
    return render_template(
        "volunteers/manage/profile.html",
        volunteer=volunteer,
        may_edit=may_edit,
        profile=profile_of(person_id),
        form=forms.get("profile") or _profile_form(volunteer, blank=True),
        letter_form=forms.get("letter") or PaperLetterForm(formdata=None, prefix="letter"),
        paper_form=forms.get("paper") or PaperForm(formdata=None, prefix="paper"),
        has_letter=has_accepted_letter(person_id),
        acceptances=acceptances_of(person_id),
        papers=papers_of(person_id) if may_edit else [],
        settings=read_settings(OnboardingSettings),
    )
