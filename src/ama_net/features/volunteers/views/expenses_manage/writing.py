"""A volunteer's expenses seen from the office, and writing them in their place."""

from uuid import UUID

from flask import abort
from flask.typing import ResponseReturnValue

from ama_net.features.volunteers.models import Volunteer
from ama_net.features.volunteers.views.expense_desk import Desk, add_page, first_page, remove_from, send_page
from ama_net.features.volunteers.views.expenses_manage.door import bp
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires


@bp.get("/volontari/<uuid:volunteer_id>/spese")
@requires(Permission.EXPENSES_READ)
def of_volunteer(volunteer_id: UUID) -> str:
    """What they wrote and what became of it."""
    volunteer = _volunteer(volunteer_id)
    return first_page(_desk(volunteer), "volunteers/manage/volunteer_expenses.html", volunteer=volunteer)


@bp.route("/volontari/<uuid:volunteer_id>/spese/nuova/<word>", methods=["GET", "POST"])
@requires(Permission.EXPENSES_EDIT)
def add(volunteer_id: UUID, word: str) -> ResponseReturnValue:
    """Write an expense in their place."""
    return add_page(_desk(_volunteer(volunteer_id)), word)


@bp.post("/volontari/<uuid:volunteer_id>/spese/voci/<uuid:item_id>/rimozione")
@requires(Permission.EXPENSES_EDIT)
def remove(volunteer_id: UUID, item_id: UUID) -> ResponseReturnValue:
    """Take one out again."""
    return remove_from(_desk(_volunteer(volunteer_id)), item_id)


@bp.route("/volontari/<uuid:volunteer_id>/spese/invio", methods=["GET", "POST"])
@requires(Permission.EXPENSES_EDIT)
def send(volunteer_id: UUID) -> ResponseReturnValue:
    """Send the claim, with the declaration signed on paper."""
    return send_page(_desk(_volunteer(volunteer_id)))


def _desk(volunteer: Volunteer) -> Desk:
    return Desk(volunteer.person, bp.name, {"volunteer_id": volunteer.id})


def _volunteer(volunteer_id: UUID) -> Volunteer:
    return db.session.get(Volunteer, volunteer_id) or abort(404)
