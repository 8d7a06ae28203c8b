"""Requests to join, in the office: who waits, who is to be called, and each request with what may be done about it."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.groups import join_words
from ama_net.features.groups.forms_join import AnswerForm, CallForm, ClosingForm
from ama_net.features.groups.models.join_requests import CallOutcome, JoinRequest
from ama_net.features.groups.operations import join_answers
from ama_net.features.groups.operations.join_requests import NotNow
from ama_net.features.groups.operations.join_retention import forgetting_plan
from ama_net.features.groups.queries_join_requests import (
    CALL_LIST,
    JOIN_REQUESTS,
    all_requests,
    request_of_office,
    requests_to_call,
)
from ama_net.features.groups.settings import GroupsSettings
from ama_net.foundation.web.forms import WebForm
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.confiding import words
from ama_net.kernel.office import offer_undo
from ama_net.kernel.people.identifiers import show_phone
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("join_requests_manage", __name__)

DONE, REFUSED, OVERTAKEN = 303, 422, 409

_OVERTAKEN = _l("Nel frattempo la richiesta è stata chiusa: non è stato fatto nulla.")


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": join_words, "confided": words}


@bp.get("/richieste")
@requires(Permission.JOIN_REQUESTS_READ)
def index() -> str:
    """The queue: who waits longest comes first."""
    page = JOIN_REQUESTS.page(all_requests(), request.args)
    return render_template("groups/manage/join_requests.html", page=page)


@bp.get("/richieste/da-chiamare")
@requires(Permission.JOIN_REQUESTS_READ)
def call_list() -> str:
    """Who left a telephone number and waits to be called."""
    page = CALL_LIST.page(requests_to_call(), request.args)
    return render_template("groups/manage/join_requests_to_call.html", page=page)


@bp.get("/richieste/cancellazioni")
@requires(Permission.JOIN_REQUESTS_READ)
def forgetting() -> str:
    """What tonight will warn of, close and empty: how many, never which."""
    terms = read_settings(GroupsSettings)
    return render_template("groups/manage/join_requests_forgetting.html", plan=forgetting_plan(), terms=terms)


@bp.get("/richieste/<uuid:request_id>")
@requires(Permission.JOIN_REQUESTS_READ)
def show(request_id: UUID) -> str:
    """One request. Opening it is written in the audit."""
    row = _found(request_id)
    join_answers.open_to_read(row, by=signed_in_actor())
    return _page(row)


@bp.post("/richieste/<uuid:request_id>/risposte")
@requires(Permission.JOIN_REQUESTS_ANSWER)
def answer(request_id: UUID) -> ResponseReturnValue:
    """Write to the person."""
    row, form = _found(request_id), AnswerForm()
    if not form.validate() or _only_greets(form, row):
        return _refused(row, answer_form=form)
    try:
        join_answers.answer(row, form.body.data or "", by=signed_in_actor())
    except NotNow:
        flash(str(_OVERTAKEN), "warning")
        return _refused(row, OVERTAKEN, unsent=form.body.data)
    flash(_("Risposta mandata."), "success")
    return redirect(url_for(".show", request_id=row.id), DONE)


@bp.post("/richieste/<uuid:request_id>/chiamate")
@requires(Permission.JOIN_REQUESTS_ANSWER)
def call(request_id: UUID) -> ResponseReturnValue:
    """Note a call."""
    row, form = _found(request_id), CallForm()
    if not form.validate():
        return _refused(row, call_form=form)
    try:
        join_answers.note_call(row, CallOutcome(form.outcome.data), by=signed_in_actor())
    except NotNow:
        return _overtaken(row)
    flash(_("Chiamata annotata."), "success")
    return redirect(url_for(".show", request_id=row.id), DONE)


@bp.post("/richieste/<uuid:request_id>/chiusura")
@requires(Permission.JOIN_REQUESTS_ANSWER)
def closing(request_id: UUID) -> ResponseReturnValue:
    """Close the request; for an hour it can be taken back."""
    row, form = _found(request_id), ClosingForm()
    if not form.validate():
        return _refused(row, closing_form=form)
    try:
        join_answers.close(row, form.chosen(), by=signed_in_actor())
    except NotNow:
        return _overtaken(row)
    offer_undo(join_answers.UNDO_CLOSING, {"request": str(row.id)}, _("Richiesta chiusa."), by=signed_in_actor())
    return redirect(url_for(".show", request_id=row.id), DONE)


def _found(request_id: UUID) -> JoinRequest:
    row = request_of_office(request_id)
    if row is None:
        abort(404)
    return row


def _page(row: JoinRequest) -> str:
    forms = {
        "answer_form": _greeting(row),
        "call_form": CallForm(formdata=None),
        "closing_form": ClosingForm(formdata=None),
    }
    phone = "" if row.by_mail or row.is_emptied else show_phone(row.contact or "")
    return _render(row, details=True, phone=phone, **forms)


def _refused(row: JoinRequest, status: int = REFUSED, **values: WebForm | str | None) -> ResponseReturnValue:
    """The form alone, as it was filled: an answer that is refused writes nothing in the audit, so it shows nothing either."""
    return _render(row, details=False, **values), status


def _overtaken(row: JoinRequest) -> ResponseReturnValue:
    """It was closed or withdrawn in the meantime: nothing is done."""
    flash(str(_OVERTAKEN), "warning")
    return redirect(url_for(".show", request_id=row.id), DONE)


def _render(row: JoinRequest, **values: object) -> str:
    return render_template(
        "groups/manage/join_request.html",
        row=row,
        keep_days=read_settings(GroupsSettings).keep_requests_days,
        may_answer=row.is_open and join_answers.may_answer(signed_in_actor(), row),
        **values,
    )


def _only_greets(form: AnswerForm, row: JoinRequest) -> bool:
    """Whether nothing was added to the words the form began with: a slip, and it would reach the person."""
    if (form.body.data or "").split() != (_greeting(row).body.data or "").split():
        return False
    form.body.errors = [_("Manca la risposta: scriverla tra il saluto e la firma.")]
    return True


def _greeting(row: JoinRequest) -> AnswerForm:
    """An answer begun, in the language the person wrote in."""
    form = AnswerForm(formdata=None)
    if not row.is_emptied:
        with force_locale(row.language):
            form.body.data = _(
                "Ciao %(nickname)s,\n\ngrazie per averci scritto.\n\n\n\nUn saluto,\n%(association)s",
                nickname=row.nickname,
                association=current_tenant().short_name,
            )
    return form
