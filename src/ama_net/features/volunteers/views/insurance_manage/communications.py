"""Communications to the insurer: making one, its files, how it left."""

from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.volunteers.forms_insurance import CommunicationForm, SentForm
from ama_net.features.volunteers.insurance_words import COMMUNICATION_KINDS
from ama_net.features.volunteers.models import CommunicationKind, InsuranceCommunication, InsuranceDay
from ama_net.features.volunteers.operations.insurance_communications import communicate, note_sent
from ama_net.features.volunteers.operations.insurance_sending import may_send, send_to_insurer
from ama_net.features.volunteers.queries_policies import lines_of
from ama_net.features.volunteers.views.insurance_manage.door import DONE, REFUSED, bp, policy_or_404, to_policy
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.documents import documents_about
from ama_net.kernel.documents.downloads import file_answer
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame, choices


@bp.post("/volontari/assicurazione/<uuid:policy_id>/comunicazioni")
@requires(Permission.VOLUNTEERS_EDIT)
def make(policy_id: UUID) -> ResponseReturnValue:
    """Make a communication; nothing leaves by itself."""
    policy, form = policy_or_404(policy_id), CommunicationForm()
    form.kind.choices = choices(COMMUNICATION_KINDS)
    if not form.validate():
        abort(404)
    try:
        made = communicate(policy, CommunicationKind(form.kind.data), by=signed_in_actor())
    except WrongFact as error:
        flash(str(error), "warning")
        return to_policy(policy.id)
    flash(_("Comunicazione pronta. Resta da mandarla all'assicuratore."), "success")
    return _to(made)


@bp.get("/volontari/assicurazione/comunicazioni/<uuid:communication_id>")
@requires(Permission.VOLUNTEERS_READ)
def communication(communication_id: UUID) -> str:
    """A communication: its lines, its files, how it left."""
    return _page(_or_404(communication_id), SentForm(formdata=None, data={"sent_on": today()}))


@bp.post("/volontari/assicurazione/comunicazioni/<uuid:communication_id>/invio")
@requires(Permission.VOLUNTEERS_EDIT)
def sent(communication_id: UUID) -> ResponseReturnValue:
    """Note when and how it left."""
    made, form = _or_404(communication_id), SentForm()
    if form.validate() and form.sent_on.data:
        try:
            note_sent(made, on=form.sent_on.data, how=form.sent_how.data or "", by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Invio annotato."), "success")
            return _to(made)
    return _page(made, form), REFUSED


@bp.post("/volontari/assicurazione/comunicazioni/<uuid:communication_id>/e-mail")
@requires(Permission.VOLUNTEERS_EDIT)
def send(communication_id: UUID) -> ResponseReturnValue:
    """Send it from here, to the address of the insurer."""
    made = _or_404(communication_id)
    try:
        send_to_insurer(made, by=signed_in_actor())
    except WrongFact as error:
        flash(str(error), "warning")
    else:
        flash(_("Comunicazione spedita per e-mail, con il suo numero di protocollo."), "success")
    return _to(made)


@bp.get("/volontari/assicurazione/comunicazioni/<uuid:communication_id>/file/<uuid:document_id>")
@requires(Permission.VOLUNTEERS_READ)
def file(communication_id: UUID, document_id: UUID) -> Response:
    """A file of a communication, as it was made."""
    found = [one for one in documents_about(_or_404(communication_id)) if one.id == document_id]
    return file_answer(found[0], found[0].versions[0], by=signed_in_actor()) if found else abort(404)


def _page(made: InsuranceCommunication, form: SentForm) -> str:
    days = db.session.query(InsuranceDay).filter_by(communication_id=made.id).order_by(InsuranceDay.on_day)
    return render_template(
        "volunteers/manage/insurance_communication.html",
        made=made,
        lines=lines_of(made),
        days=days.all() if made.kind == CommunicationKind.DAYS else [],
        files=documents_about(made),
        may_send=may_send(made),
        form=form,
    )


def _or_404(communication_id: UUID) -> InsuranceCommunication:
    return db.session.get(InsuranceCommunication, communication_id) or abort(404)


def _to(made: InsuranceCommunication) -> ResponseReturnValue:
    return redirect(url_for(".communication", communication_id=made.id), DONE)
