"""The blueprint of the volunteers' pages in the office, and what they all need."""

from uuid import UUID

from flask import Blueprint, abort

from ama_net.features.volunteers.models import Volunteer
from ama_net.foundation.database import db

bp = Blueprint("volunteers_manage", __name__)


def volunteer_or_404(volunteer_id: UUID) -> Volunteer:
    """A stretch of service of this association."""
    return db.session.get(Volunteer, volunteer_id) or abort(404)
