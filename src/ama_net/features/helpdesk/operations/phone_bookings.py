"""Bookings by telephone: the secretariat writes down who calls and gives them a time, both or neither.

Who may: the office with HELPDESK_EDIT. Locks: the form's key, then those of ``book``.
"""

from ama_net.features.helpdesk.models import Appointment
from ama_net.features.helpdesk.operations.appointments import book
from ama_net.features.helpdesk.operations.places import Wanted
from ama_net.features.helpdesk.operations.visitors import Confided, new_visitor
from ama_net.features.helpdesk.queries_bookings import appointments_of
from ama_net.kernel.access import Actor


def book_by_phone(wanted: Wanted, confided: Confided, *, by: Actor) -> Appointment:
    """Give a time to who telephones. The same form sent twice gives the same appointment. Flushed.

    Raises:
        FormAlreadyUsed: the same form was sent before with other words.
        SlotGone: nobody (or not that person) can be met then.
    """
    visitor = new_visitor(confided, by=by)
    earlier = appointments_of(visitor)
    if earlier:
        return earlier[0]
    return book(
        wanted.service,
        wanted.starts_at,
        wanted.mode,
        visitor,
        by=by,
        person_id=wanted.person_id,
        office=True,
        agreed=wanted.agreed,
    )
