"""The blueprint of the members' pages in the office, and what they all need."""

from uuid import UUID

from flask import Blueprint, abort, current_app

from ama_net.features.members.models import Membership
from ama_net.features.members.queries_members import member
from ama_net.foundation.database import db

bp = Blueprint("members_manage", __name__)

DONE, REFUSED = 303, 422


@bp.app_template_test("an_endpoint")
def is_endpoint(name: str) -> bool:
    """Whether there is such a page: a tab leads only where something is."""
    return name in current_app.view_functions


def membership_or_404(membership_id: UUID) -> Membership:
    """A membership of this association, the row alone."""
    return db.session.get(Membership, membership_id) or abort(404)


def member_or_404(membership_id: UUID) -> Membership:
    """A membership of this association, with what its page says of the person or body."""
    return member(membership_id) or abort(404)
