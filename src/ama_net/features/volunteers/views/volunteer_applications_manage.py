"""Applications of volunteers in the office: the list, one of them, meeting, answering, refusing."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.volunteers import onboarding_words
from ama_net.features.volunteers.forms_onboarding import AnswerForm, MeetingForm, StartForm
from ama_net.features.volunteers.models import VolunteerApplication
from ama_net.features.volunteers.onboarding_facts import facts_of
from ama_net.features.volunteers.operations import onboarding_deciding as deciding
from ama_net.features.volunteers.operations.onboarding import NotNow
from ama_net.features.volunteers.queries_onboarding import (
    CANDIDACIES,
    activity_words,
    candidacy_of_office,
    known_as,
    office_candidacies,
    others_like,
    who_may_meet,
)
from ama_net.features.volunteers.settings_onboarding import OnboardingSettings
from ama_net.foundation.clock import ROME
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.people.identifiers import show_phone
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("volunteer_applications_manage", __name__)

DONE, REFUSED = 303, 422
OF_CANDIDACY = "/volontari/candidature/<uuid:application_id>"

KIND_REPLY = _l(
    "Ciao %(name)s,\n\ngrazie di avere pensato a noi. In questo momento non possiamo accogliere la tua candidatura: "
    "non dipende da te. Se vorrai riproporti più avanti, ci farà piacere.\n\n%(association)s"
)


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": onboarding_words, "facts_of": facts_of, "show_phone": show_phone}


@bp.get("/volontari/candidature")
@requires(Permission.VOLUNTEERS_EDIT)
def index() -> str:
    """The list: who waits longest comes first."""
    page = CANDIDACIES.page(office_candidacies(), request.args)
    return render_template("volunteers/manage/candidacies.html", page=page, settings=read_settings(OnboardingSettings))


@bp.get(OF_CANDIDACY)
@requires(Permission.VOLUNTEERS_EDIT)
def show(application_id: UUID) -> str:
    """One application: what it says, where it is, what may be done."""
    return candidacy_page(found(application_id))


@bp.post(f"{OF_CANDIDACY}/incontro")
@requires(Permission.VOLUNTEERS_EDIT)
def meeting(application_id: UUID) -> ResponseReturnValue:
    """Who meets them, and when."""
    row, form = found(application_id), MeetingForm(prefix="meeting")
    form.offer(who_may_meet())
    if not form.validate():
        return candidacy_page(row, meeting=form), REFUSED
    by, note = signed_in_actor(), form.note.data or ""
    try:
        deciding.arrange_meeting(row, who=form.account, at=form.at, note=note, by=by)
    except NotNow:
        return overtaken(row)
    except WrongFact as error:
        blame(form, error)
        return candidacy_page(row, meeting=form), REFUSED
    flash(_("Incontro annotato."), "success")
    return redirect(url_for(".show", application_id=row.id), DONE)


@bp.post(f"{OF_CANDIDACY}/risposta")
@requires(Permission.VOLUNTEERS_EDIT)
def answer(application_id: UUID) -> ResponseReturnValue:
    """Write to who applied."""
    row, form = found(application_id), AnswerForm(prefix="answer")
    if not form.validate():
        return candidacy_page(row, answer=form), REFUSED
    try:
        deciding.answer(row, form.body.data or "", by=signed_in_actor())
    except NotNow:
        return overtaken(row)
    flash(_("Risposta mandata."), "success")
    return redirect(url_for(".show", application_id=row.id), DONE)


@bp.get(f"{OF_CANDIDACY}/rifiuto")
@requires(Permission.VOLUNTEERS_EDIT)
def refusal(application_id: UUID) -> ResponseReturnValue:
    """The form to say no, with words to begin from."""
    row = found(application_id)
    if not row.is_waiting:
        return overtaken(row)
    with force_locale(row.language):
        words = str(KIND_REPLY) % {"name": facts_of(row).given_name, "association": current_tenant().name}
    return _refusal_page(row, AnswerForm(formdata=None, data={"body": words}))


@bp.post(f"{OF_CANDIDACY}/rifiuto")
@requires(Permission.VOLUNTEERS_EDIT)
def refuse(application_id: UUID) -> ResponseReturnValue:
    """Say no, kindly."""
    row, form = found(application_id), AnswerForm()
    if not form.validate():
        return _refusal_page(row, form), REFUSED
    try:
        deciding.refuse(row, form.body.data or "", by=signed_in_actor())
    except NotNow:
        return overtaken(row)
    flash(_("Risposta mandata: la candidatura non è accolta."), "success")
    return redirect(url_for(".show", application_id=row.id), DONE)


@bp.post(f"{OF_CANDIDACY}/riapertura")
@requires(Permission.VOLUNTEERS_EDIT)
def reopen(application_id: UUID) -> ResponseReturnValue:
    """Take up again what was refused."""
    row = found(application_id)
    try:
        deciding.reopen(row, by=signed_in_actor())
    except NotNow:
        return overtaken(row)
    flash(_("Candidatura riaperta. La persona non riceve nulla: scrivile qui sotto."), "success")
    return redirect(url_for(".show", application_id=row.id), DONE)


@bp.post(f"{OF_CANDIDACY}/inizio")
@requires(Permission.VOLUNTEERS_EDIT)
def start(application_id: UUID) -> ResponseReturnValue:
    """Begin the service of who was accepted earlier."""
    row, form = found(application_id), StartForm(prefix="start")
    if not form.validate():
        return candidacy_page(row, start=form), REFUSED
    try:
        volunteer = deciding.start_later(row, form.start(), by=signed_in_actor())
    except NotNow:
        return overtaken(row)
    except WrongFact as error:
        db.session.rollback()
        blame(form, error)
        return candidacy_page(row, start=form), REFUSED
    flash(_("È nel registro dei volontari con il numero %(number)s.", number=volunteer.number), "success")
    return redirect(url_for(".show", application_id=row.id), DONE)


def found(application_id: UUID) -> VolunteerApplication:
    """The application of an address, or a page that is not there."""
    return candidacy_of_office(application_id) or abort(404)


def overtaken(row: VolunteerApplication) -> ResponseReturnValue:
    """Somebody was quicker: say so, and show how it is now."""
    flash(_("Nel frattempo la candidatura è cambiata: non è stato fatto nulla. Ecco com'è adesso."), "warning")
    return redirect(url_for("volunteer_applications_manage.show", application_id=row.id), DONE)


def candidacy_page(row: VolunteerApplication, **forms: object) -> str:
    """The page of an application, with the form that was refused when there is one."""
    facts = facts_of(row)
    waits_start = row.state == "accepted" and row.volunteer_id is None
    return render_template(
        "volunteers/manage/candidacy.html",
        row=row,
        facts=facts,
        activities=activity_words(facts),
        when=onboarding_words.free_words(facts.parts, facts.free_note),
        alike=others_like(row, facts) if row.is_waiting else [],
        known=known_as(facts) if row.is_waiting else [],
        meeting_form=forms.get("meeting") or (_meeting_form(row) if row.is_waiting else None),
        answer_form=forms.get("answer") or AnswerForm(formdata=None, prefix="answer"),
        start_form=forms.get("start") or (StartForm(formdata=None, prefix="start") if waits_start else None),
        settings=read_settings(OnboardingSettings),
    )


def _meeting_form(row: VolunteerApplication) -> MeetingForm:
    form = MeetingForm(formdata=None, prefix="meeting")
    form.offer(who_may_meet())
    form.who.data, form.note.data = row.meets_account_id, row.note
    if row.meets_at is not None:
        there = row.meets_at.astimezone(ROME)
        form.on.data, form.hour.data = there.date(), there.time()
    return form


def _refusal_page(row: VolunteerApplication, form: AnswerForm) -> str:
    return render_template("volunteers/manage/candidacy_refusal.html", row=row, form=form, facts=facts_of(row))
