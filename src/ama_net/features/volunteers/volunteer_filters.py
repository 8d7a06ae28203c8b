"""What narrows the list of volunteers, as conditions. Every figure of the office that counts them is one of them."""

from sqlalchemy import ColumnElement, exists

from ama_net.features.volunteers.models import Volunteer
from ama_net.kernel.people import Contact, ContactKind


def has_no_email() -> ColumnElement[bool]:
    """The condition that no ordinary mail reaches a volunteer."""
    return ~exists().where(Contact.kind == ContactKind.EMAIL, Contact.person_id == Volunteer.person_id)
