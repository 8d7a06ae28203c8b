"""The requests to join one's own group: who waits, each one to read (every reading is in the audit), to answer, to call.

Only where the association lets facilitators answer. Closing a request is the secretariat's.
"""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from ama_net.features.groups import join_words
from ama_net.features.groups.forms_join import AnswerForm, CallForm
from ama_net.features.groups.models import Group, JoinRequest
from ama_net.features.groups.models.join_requests import CallOutcome
from ama_net.features.groups.operations import join_answers
from ama_net.features.groups.operations.join_requests import NotNow
from ama_net.features.groups.queries_facilitator_requests import (
    facilitators_answer,
    request_of_group,
    requests_of_group,
)
from ama_net.features.groups.views.my import DONE, REFUSED, own_group, own_person
from ama_net.kernel.access import signed_in_actor
from ama_net.kernel.confiding import words
from ama_net.kernel.people.identifiers import show_phone

bp = Blueprint("groups_my_requests", __name__)


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": join_words, "confided": words}


@bp.get("/gruppi/<slug>/richieste")
def index(slug: str) -> str:
    """Who asked to join and is not settled yet."""
    group = _group(slug)
    return render_template("groups/my/requests.html", group=group, rows=requests_of_group(own_person(), group.id))


@bp.get("/gruppi/<slug>/richieste/<uuid:request_id>")
def show(slug: str, request_id: UUID) -> str:
    """One request. Opening it is written in the audit."""
    group, row = _found(slug, request_id)
    join_answers.open_to_read(row, by=signed_in_actor())
    return _page(group, row, details=True, answer_form=_greeting(row), call_form=CallForm(formdata=None))


@bp.post("/gruppi/<slug>/richieste/<uuid:request_id>/risposte")
def answer(slug: str, request_id: UUID) -> ResponseReturnValue:
    """Write to the person."""
    group, row = _found(slug, request_id)
    form = AnswerForm()
    if form.validate_on_submit() and (form.body.data or "").split() == (_greeting(row).body.data or "").split():
        form.body.errors = [_("Manca la risposta: scrivila tra il saluto e la firma.")]
    if form.errors:
        return _page(group, row, details=False, answer_form=form), REFUSED
    return _done(
        group, row, lambda: join_answers.answer(row, form.body.data or "", by=signed_in_actor()), _("Risposta mandata.")
    )


@bp.post("/gruppi/<slug>/richieste/<uuid:request_id>/chiamate")
def call(slug: str, request_id: UUID) -> ResponseReturnValue:
    """Note a call."""
    group, row = _found(slug, request_id)
    form = CallForm()
    if not form.validate_on_submit():
        return _page(group, row, details=False, call_form=form), REFUSED
    outcome = CallOutcome(form.outcome.data)
    return _done(
        group, row, lambda: join_answers.note_call(row, outcome, by=signed_in_actor()), _("Chiamata annotata.")
    )


def _done(group: Group, row: JoinRequest, act: Callable[[], object], said: str) -> ResponseReturnValue:
    try:
        act()
    except NotNow:
        flash(_("Nel frattempo la richiesta è stata chiusa: non è stato fatto nulla."), "warning")
        return redirect(url_for(".index", slug=group.slug), DONE)
    flash(said, "success")
    return redirect(url_for(".show", slug=group.slug, request_id=row.id), DONE)


def _group(slug: str) -> Group:
    group = own_group(slug)
    return group if facilitators_answer() else abort(404)


def _found(slug: str, request_id: UUID) -> tuple[Group, JoinRequest]:
    group = _group(slug)
    return group, request_of_group(own_person(), group.id, request_id) or abort(404)


def _page(group: Group, row: JoinRequest, *, details: bool, **forms: AnswerForm | CallForm) -> str:
    """After a refused form only the form is shown: such an answer leaves no trace in the audit, and every reading must."""
    phone = show_phone(row.contact or "") if details and not row.by_mail else ""
    return render_template("groups/my/request.html", group=group, row=row, details=details, phone=phone, **forms)


def _greeting(row: JoinRequest) -> AnswerForm:
    """An answer begun, in the language the person wrote in, signed with a first name."""
    form = AnswerForm(formdata=None)
    first_name = signed_in_actor().name.partition(" ")[0]
    with force_locale(row.language):
        form.body.data = _(
            "Ciao %(nickname)s,\n\ngrazie per averci scritto.\n\n\n\nUn saluto,\n%(name)s",
            nickname=row.nickname,
            name=first_name,
        )
    return form
