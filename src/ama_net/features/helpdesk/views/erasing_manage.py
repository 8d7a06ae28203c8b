"""Erasing all that somebody confided because they ask the association: who lost link and code has no other way.

The link and the code are secrets of theirs, and are not shown again to anybody: the office can end and erase, not look on.
"""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.helpdesk.models import Visitor
from ama_net.features.helpdesk.operations.taking_back import erase_on_request
from ama_net.features.helpdesk.queries_bookings import appointment_of_office, appointments_of
from ama_net.features.helpdesk.queries_erasing import same_contact, what_would_end
from ama_net.features.helpdesk.queries_pathways import pathway_of_office, pathways_of_visitor
from ama_net.features.helpdesk.queries_waiting import entries_of, entry_by_id
from ama_net.foundation.web.asking import DONE, keep_to_oneself
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.scheduling import span_words

bp = Blueprint("erasing_manage", __name__)
bp.after_request(keep_to_oneself)


@bp.context_processor
def _words() -> dict[str, object]:
    return {"span_words": span_words}


@bp.route("/sportello/appuntamenti/<uuid:appointment_id>/cancellazione", methods=["GET", "POST"])
@requires(Permission.HELPDESK_EDIT)
def appointment(appointment_id: UUID) -> ResponseReturnValue:
    """Erase who has an appointment: first what goes, then it is done."""
    found = appointment_of_office(appointment_id) or abort(404)
    return _erase(found.visitor, url_for("helpdesk_bookings_manage.show", appointment_id=found.id))


@bp.route("/sportello/percorsi/<uuid:pathway_id>/cancellazione", methods=["GET", "POST"])
@requires(Permission.HELPDESK_EDIT)
def pathway(pathway_id: UUID) -> ResponseReturnValue:
    """The same of who asked for a pathway."""
    found = pathway_of_office(pathway_id) or abort(404)
    return _erase(found.visitor, url_for("pathways_manage.show", pathway_id=found.id))


@bp.route("/sportello/attesa/<uuid:entry_id>/cancellazione", methods=["GET", "POST"])
@requires(Permission.HELPDESK_EDIT)
def entry(entry_id: UUID) -> ResponseReturnValue:
    """The same of who is, or was, in a waiting list."""
    found = entry_by_id(entry_id) or abort(404)
    return _erase(found.visitor, url_for("waiting_manage.show", entry_id=found.id))


def _erase(visitor: Visitor | None, page: str) -> ResponseReturnValue:
    assert visitor is not None  # each of the three is somebody's
    if request.method == "POST":
        erase_on_request(visitor, by=signed_in_actor())
        flash(_("Cancellato tutto. Nessuna e-mail lo dice: conviene dirlo a voce."), "success")
        return redirect(page, DONE)
    if visitor.emptied_at is not None:
        return redirect(page, DONE)
    return render_template(
        "helpdesk/manage/erase.html",
        visitor=visitor,
        page=page,
        ending=what_would_end(visitor),
        others=[(one, _page_of(one)) for one in same_contact(visitor)],
    )


def _page_of(visitor: Visitor) -> str:
    """A page of the office from which somebody may be erased; none of who is only filling in a form."""
    for made in appointments_of(visitor)[:1]:
        return url_for("helpdesk_bookings_manage.show", appointment_id=made.id)
    for asked in pathways_of_visitor(visitor.id)[:1]:
        return url_for("pathways_manage.show", pathway_id=asked.id)
    for waiting in entries_of(visitor.id)[:1]:
        return url_for("waiting_manage.show", entry_id=waiting.id)
    return ""
