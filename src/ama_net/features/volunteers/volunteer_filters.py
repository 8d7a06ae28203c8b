"""What narrows the list of volunteers, as conditions. Every figure of the office that counts them is one of them."""

from datetime import date

from sqlalchemy import ColumnElement, and_, exists, or_

from ama_net.features.volunteers.models import Volunteer
from ama_net.foundation.clock import today
from ama_net.kernel.people import Contact, ContactKind


def is_volunteer(day: date | None = None) -> ColumnElement[bool]:
    """The condition that a stretch of service holds on a day (today)."""
    on = day or today()
    return and_(Volunteer.started_on <= on, or_(Volunteer.ended_on.is_(None), Volunteer.ended_on > on))


def has_no_email() -> ColumnElement[bool]:
    """The condition that no ordinary mail reaches a volunteer."""
    return ~exists().where(Contact.kind == ContactKind.EMAIL, Contact.person_id == Volunteer.person_id)
