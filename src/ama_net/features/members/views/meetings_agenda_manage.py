"""The agenda of a meeting, in the office."""

from uuid import UUID

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.members.forms_meetings import AgendaForm, uploaded
from ama_net.features.members.models import AgendaItem, OrganMeeting
from ama_net.features.members.operations.meetings import add_item, change_item, move_item, remove_item
from ama_net.features.members.operations.meetings_planning import EDITABLE
from ama_net.features.members.queries_meetings import documents_of
from ama_net.features.members.views.meetings_manage import DONE, REFUSED, attempt, found, meeting_page
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.documents import Visibility, keep_document

bp = Blueprint("meetings_agenda_manage", __name__)


@bp.route("/riunioni/<uuid:meeting_id>/ordine-del-giorno", methods=["GET", "POST"])
@requires(Permission.MEETINGS_READ)
def index(meeting_id: UUID) -> ResponseReturnValue:
    """The agenda; who may, adds to it."""
    meeting, actor = found(meeting_id), signed_in_actor()
    may = actor.can(Permission.MEETINGS_EDIT) and meeting.state in EDITABLE
    form = AgendaForm()
    if form.is_submitted() and not may:
        abort(404)
    if form.validate_on_submit():
        kept = _kept(meeting, form)
        attempt(lambda: add_item(meeting, form.facts(), by=actor, document_id=kept), _("Punto aggiunto."))
        return redirect(url_for(".index", meeting_id=meeting_id), DONE)
    page = meeting_page("meeting_agenda", meeting, form=form if may else None, documents=documents_of(meeting))
    return page, REFUSED if form.errors else 200


@bp.route("/riunioni/<uuid:meeting_id>/ordine-del-giorno/<uuid:item_id>", methods=["GET", "POST"])
@requires(Permission.MEETINGS_EDIT)
def edit(meeting_id: UUID, item_id: UUID) -> ResponseReturnValue:
    """Change an item."""
    meeting, item = _item(meeting_id, item_id)
    form = AgendaForm(obj=item)
    if form.validate_on_submit():
        kept = _kept(meeting, form)
        attempt(lambda: change_item(item, form.facts(), by=signed_in_actor(), document_id=kept), _("Salvato."))
        return redirect(url_for(".index", meeting_id=meeting_id), DONE)
    page = meeting_page("meeting_item", meeting, form=form, item=item, documents=documents_of(meeting))
    return page, REFUSED if form.errors else 200


@bp.post("/riunioni/<uuid:meeting_id>/ordine-del-giorno/<uuid:item_id>/posto")
@requires(Permission.MEETINGS_EDIT)
def move(meeting_id: UUID, item_id: UUID) -> ResponseReturnValue:
    """One place up or down."""
    _meeting, item = _item(meeting_id, item_id)
    attempt(lambda: move_item(item, up=request.form.get("dove") == "su", by=signed_in_actor()))
    return redirect(url_for(".index", meeting_id=meeting_id), DONE)


@bp.post("/riunioni/<uuid:meeting_id>/ordine-del-giorno/<uuid:item_id>/eliminazione")
@requires(Permission.MEETINGS_EDIT)
def remove(meeting_id: UUID, item_id: UUID) -> ResponseReturnValue:
    """Take an item off."""
    _meeting, item = _item(meeting_id, item_id)
    attempt(lambda: remove_item(item, by=signed_in_actor()), _("Punto tolto."))
    return redirect(url_for(".index", meeting_id=meeting_id), DONE)


def _item(meeting_id: UUID, item_id: UUID) -> tuple[OrganMeeting, AgendaItem]:
    meeting = found(meeting_id)
    item = next((one for one in meeting.items if one.id == item_id), None)
    return meeting, item or abort(404)


def _kept(meeting: OrganMeeting, form: AgendaForm) -> UUID | None:
    file = uploaded(form.document)
    if file is None:
        return None
    document = keep_document(
        file,
        title=form.title.data or file.name,
        kind="meeting",
        by=signed_in_actor(),
        visibility=Visibility(form.visibility.data),
        about=meeting,
    )
    return document.id
