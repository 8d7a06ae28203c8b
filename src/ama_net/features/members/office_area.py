"""What the members' own area gives the office to do."""

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import func, select

from ama_net.features.members.models import DataChangeRequest, ExitRequest
from ama_net.features.members.operations.area_accounts import how_many_to_invite
from ama_net.foundation.database import db
from ama_net.kernel.access import Figure, Permission, current_actor


def figures_of_area() -> list[Figure]:
    """What members ask and nobody has answered yet; who could be invited to have an account."""
    actor, figures = current_actor(), []
    if actor is not None and actor.can(Permission.MEMBERS_EDIT):
        changes = select(func.count()).where(DataChangeRequest.state == "waiting").scalar_subquery()
        exits = select(func.count()).where(ExitRequest.state == "waiting").scalar_subquery()
        waiting = db.session.scalar(select(changes + exits)) or 0
        page = url_for("members_changes_manage.index")
        figures.append(Figure(_("Richieste dei soci"), waiting, page, attention=waiting > 0))
    if actor is not None and actor.can(Permission.ACCOUNTS_EDIT) and (count := how_many_to_invite()):
        figures.append(Figure(_("Soci da invitare ad accedere"), count, url_for("members_letters.invitations")))
    return figures
