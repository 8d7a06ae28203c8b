"""Holding a pathway while something is done with it, in the written order of locks."""

from uuid import UUID

from ama_net.features.helpdesk.models import Pathway, PathwayState
from ama_net.features.helpdesk.pathway_rules import Overtaken
from ama_net.features.helpdesk.queries_pathways import coming_meetings
from ama_net.foundation.database import db
from ama_net.kernel.scheduling import hold_people, hold_rooms


def hold_pathway(pathway: Pathway, *people: UUID) -> None:
    """Hold the time of who follows a pathway, of who meets in it and of ``people``, the rooms, the visitor, the pathway.

    Then its row is as the database has it now. The time and the rooms come first because meetings may be moved, called off
    or booked afterwards, and each of these takes them.

    Raises:
        Overtaken: it was given to somebody else, whose time is not held.
    """
    seen = pathway.person_id
    meetings = coming_meetings(pathway.id)
    hold_people({*people, *filter(None, [seen]), *(meeting.person_id for meeting in meetings)})
    rooms = {room.room_id for room in pathway.service.rooms}
    hold_rooms(rooms | {meeting.room_id for meeting in meetings if meeting.room_id})
    db.session.refresh(pathway.visitor, with_for_update=True)
    db.session.refresh(pathway, with_for_update={"of": Pathway})
    if pathway.person_id not in (None, seen, *people):
        raise Overtaken(pathway)


def check_state(pathway: Pathway, *states: PathwayState) -> None:
    """Refuse what cannot be done with a pathway where it is.

    Raises:
        Overtaken: it is in none of ``states``.
    """
    if pathway.state not in states:
        raise Overtaken(pathway)
