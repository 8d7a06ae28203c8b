"""Applications to become a member, in the office: the list with its terms, one application, entering one from paper."""

from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from ama_net.features.members import application_words
from ama_net.features.members.application_deadlines import Urgency, answer_due, days_left, urgency
from ama_net.features.members.application_facts import facts_of, tax_code_doubts
from ama_net.features.members.application_rules import WAITING, last_day_to_appeal, may_become
from ama_net.features.members.forms_applications import PaperForm
from ama_net.features.members.forms_applications_deciding import DayForm
from ama_net.features.members.models import Application, ApplicationState
from ama_net.features.members.operations import applications as operations
from ama_net.features.members.operations import applications_deciding as deciding
from ama_net.features.members.operations.applications_papers import application_pdf
from ama_net.features.members.operations.applications_retention import DRAFT_DAYS, emptying_plan
from ama_net.features.members.queries_applications import (
    APPLICATIONS,
    application_of_office,
    names_of_accounts,
    office_applications,
    open_categories,
    others_like,
)
from ama_net.features.members.settings_applications import ApplicationsSettings
from ama_net.foundation.clock import today
from ama_net.foundation.crypto import new_token
from ama_net.foundation.pdf import pdf_answer
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.correspondence import letters_about
from ama_net.kernel.documents.queries import documents_about
from ama_net.kernel.documents.words import ORGANS
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.people.identifiers import show_phone
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("applications_manage", __name__)

DONE, REFUSED = 303, 422

APPEAL = "appeal"
"""The day of an appeal stands on one page with the day of a letter."""


@bp.context_processor
def _said() -> dict[str, object]:
    return {
        "said": application_words,
        "organs": ORGANS,
        "facts_of": facts_of,
        "show_phone": show_phone,
        "due_of": due_of,
    }


@bp.get("/soci/domande")
@requires(Permission.MEMBERS_READ)
def index() -> str:
    """The list: who waits longest comes first."""
    page = APPLICATIONS.page(office_applications(), request.args)
    may_admit = signed_in_actor().can(Permission.MEMBERS_ADMIT)
    terms = read_settings(ApplicationsSettings)
    return render_template("members/manage/applications.html", page=page, may_admit=may_admit, terms=terms)


@bp.get("/soci/domande/cancellazioni")
@requires(Permission.MEMBERS_READ)
def emptying() -> str:
    """What tonight will empty: how many, never whose."""
    settings = read_settings(ApplicationsSettings)
    return render_template(
        "members/manage/applications_emptying.html",
        plan=emptying_plan(),
        months=settings.keep_ended_months,
        draft_days=DRAFT_DAYS,
    )


@bp.get("/soci/domande/nuova")
@requires(Permission.MEMBERS_EDIT)
def new() -> str:
    """The form to copy an application from paper."""
    form = PaperForm(formdata=None)
    form.offer(open_categories())
    form.received_on.data, form.form_key.data = today(), new_token()
    return render_template("members/manage/application_new.html", form=form)


@bp.post("/soci/domande/nuova")
@requires(Permission.MEMBERS_EDIT)
def enter() -> ResponseReturnValue:
    """Keep what was copied."""
    form = PaperForm()
    form.offer(open_categories())
    form.renew_key_if_bad()
    if form.validate():
        try:
            sending = form.sending(declared=None, language="it")
            row = operations.enter_paper(sending, received_on=form.day, by=signed_in_actor())
        except operations.FormAlreadyUsed:
            form.form_errors.append(
                _("Con questo modulo è già stata scritta una domanda. Per scriverne un'altra, salvare di nuovo.")
            )
            form.renew_key()
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Domanda scritta."), "success")
            return redirect(url_for(".show", application_id=row.id), DONE)
    return render_template("members/manage/application_new.html", form=form), REFUSED


@bp.get("/soci/domande/<uuid:application_id>")
@requires(Permission.MEMBERS_READ)
def show(application_id: UUID) -> str:
    """One application: what it says, where it is, what may be done."""
    return application_page(found(application_id))


@bp.get("/soci/domande/<uuid:application_id>/domanda.pdf")
@requires(Permission.MEMBERS_READ)
def paper(application_id: UUID) -> Response:
    """The application as a document."""
    row = found(application_id)
    if row.is_emptied:
        abort(404)
    with force_locale("it"):
        return pdf_answer(application_pdf(row), "domanda-di-ammissione")


@bp.post("/soci/domande/<uuid:application_id>/esame")
@requires(Permission.MEMBERS_EDIT)
def review(application_id: UUID) -> ResponseReturnValue:
    """Take the application in hand."""
    row = found(application_id)
    try:
        deciding.start_review(row, by=signed_in_actor())
    except operations.NotNow:
        return overtaken(row)
    flash(_("Domanda presa in esame."), "success")
    return redirect(url_for(".show", application_id=row.id), DONE)


@bp.post("/soci/domande/<uuid:application_id>/ritiro")
@requires(Permission.MEMBERS_EDIT)
def withdraw(application_id: UUID) -> ResponseReturnValue:
    """Note that the applicant took it back, by voice or by letter."""
    row = found(application_id)
    try:
        operations.withdraw(row, by=signed_in_actor())
    except operations.NotNow:
        return overtaken(row)
    flash(_("Domanda ritirata."), "success")
    return redirect(url_for(".show", application_id=row.id), DONE)


@bp.post("/soci/domande/<uuid:application_id>/comunicazione")
@requires(Permission.MEMBERS_EDIT)
def told(application_id: UUID) -> ResponseReturnValue:
    """Note the day a decision was told."""
    row, form = found(application_id), DayForm()
    if not form.validate():
        return application_page(row, told_form=form), REFUSED
    try:
        deciding.note_told(row, on=form.day, by=signed_in_actor())
    except WrongFact as error:
        blame(form, error)
        return application_page(row, told_form=form), REFUSED
    except operations.NotNow:
        return overtaken(row)
    flash(_("Giorno della comunicazione annotato."), "success")
    return redirect(url_for(".show", application_id=row.id), DONE)


@bp.post("/soci/domande/<uuid:application_id>/riesame")
@requires(Permission.MEMBERS_EDIT)
def appeal(application_id: UUID) -> ResponseReturnValue:
    """Write down an appeal that came by letter."""
    row, form = found(application_id), DayForm(prefix=APPEAL)
    if not form.validate():
        return application_page(row, appeal_form=form), REFUSED
    try:
        operations.appeal(row, on=form.day, by=signed_in_actor())
    except WrongFact as error:
        blame(form, error)
        return application_page(row, appeal_form=form), REFUSED
    except operations.TooLate:
        form.on.errors = [
            _("Il termine per il riesame era passato: ricontrollare il giorno in cui è arrivata la richiesta.")
        ]
        return application_page(row, appeal_form=form), REFUSED
    except operations.NotNow:
        return overtaken(row)
    flash(_("Richiesta di riesame annotata."), "success")
    return redirect(url_for(".show", application_id=row.id), DONE)


def found(application_id: UUID) -> Application:
    """The application of an address, or a page that is not there."""
    row = application_of_office(application_id)
    if row is None:
        abort(404)
    return row


def overtaken(row: Application) -> ResponseReturnValue:
    """Somebody was quicker: say so, and show how it is now."""
    flash(_("Nel frattempo la domanda è cambiata: non è stato fatto nulla. Ecco com'è adesso."), "warning")
    return redirect(url_for("applications_manage.show", application_id=row.id), DONE)


def due_of(row: Application, settings: ApplicationsSettings) -> dict[str, object] | None:
    """The term of an application that waits for a decision; None for the others."""
    if row.state not in WAITING or row.received_on is None:
        return None
    within, warn = settings.decide_within_days, settings.warn_after_days
    how = urgency(row.received_on, today(), warn=warn, within=within)
    return {
        "day": answer_due(row.received_on, within=within),
        "left": days_left(row.received_on, today(), within=within),
        "urgency": how,
        "words": application_words.URGENCIES.get(how, ""),
        "kind": "neutral" if how is Urgency.CALM else "warn" if how is Urgency.SOON else "danger",
    }


def application_page(row: Application, **forms: DayForm) -> str:
    """The page of an application, with the form that was refused when there is one."""
    facts, actor = facts_of(row), signed_in_actor()
    waits = row.state in (*WAITING, ApplicationState.APPEALED)
    on_appeal = row.appeal_decided_on is not None
    untold = bool(row.appeal_decided_on or row.decided_on) and not (row.appeal_told_on if on_appeal else row.told_on)
    may_edit = actor.can(Permission.MEMBERS_EDIT)
    return render_template(
        "members/manage/application.html",
        row=row,
        facts=facts,
        doubts=tax_code_doubts(facts),
        alike=others_like(row, facts) if waits else [],
        due=due_of(row, read_settings(ApplicationsSettings)),
        appeal_until=last_day_to_appeal(row),
        may_decide=waits and actor.can(Permission.MEMBERS_ADMIT),
        may_review=may_edit and may_become(row, ApplicationState.UNDER_REVIEW),
        may_withdraw=may_edit and may_become(row, ApplicationState.WITHDRAWN),
        told_form=forms.get("told_form") or (DayForm(formdata=None) if untold and may_edit else None),
        appeal_form=forms.get("appeal_form") or _appeal_form(row, may_edit),
        who=names_of_accounts(row),
        letters=letters_about(row),
        documents=documents_about(row),
    )


def _appeal_form(row: Application, may_edit: bool) -> DayForm | None:
    return DayForm(formdata=None, prefix=APPEAL) if may_edit and may_become(row, ApplicationState.APPEALED) else None
