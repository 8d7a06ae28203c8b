"""A stolen dump of the database, searched for who came to the helpdesk and why: while it is known, and afterwards."""

from flask import Flask

from ama_net.features.helpdesk.models import MeetingNote, Mode, Visitor
from ama_net.features.helpdesk.operations.appointments import book
from ama_net.features.helpdesk.operations.visitors import Confided, new_visitor
from ama_net.features.helpdesk.visitor_secrets import code_of, contact_digest, token_of
from ama_net.foundation.database import db
from ama_net.foundation.local.postgres import Cluster
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.confiding import ContactKind
from tests.helpdesk.offering import at, offer
from tests.support.dumps import dump, ways_to_write
from tests.support.hands import desk
from tests.support.standing import Standing

NICKNAME, MAIL, PHONE = "Zefirina", "zefirina.posta@posta.example", "+39051234567"
REASON, NOTE, ROOM = "Da quando mia sorella non c'è più", "Ne ha parlato piangendo", "stanza-quercia-91"


def _confide(contact: str) -> Visitor:
    """Somebody who booked, wrote why, meets online and was noted about."""
    service, (person, *_rest) = offer()
    kind = ContactKind.EMAIL if "@" in contact else ContactKind.PHONE
    visitor = new_visitor(Confided(NICKNAME, contact, kind, reason=REASON), by=PUBLIC)
    appointment = book(service, at(9), Mode.ONLINE, visitor, by=PUBLIC)
    appointment.online_room = ROOM
    note = MeetingNote(visitor_id=visitor.id, appointment_id=appointment.id, person_id=person.id)
    note.body = NOTE
    db.session.add(note)
    db.session.flush()
    return visitor


def test_dump_says_neither_who_nor_how_nor_why(app: Flask, alba: Standing, cluster: Cluster) -> None:
    secrets = [NICKNAME, MAIL, PHONE, "234567", REASON, "mia sorella", NOTE, "piangendo", ROOM]
    with desk(app, alba):
        visitors = [_confide(contact) for contact in (MAIL, PHONE)]
        ids = [visitor.id for visitor in visitors]
        for visitor in visitors:
            secrets += [token_of(visitor), code_of(visitor), code_of(visitor).replace("-", "")]
        digest = contact_digest(MAIL)
    stolen = dump(cluster)
    assert [str(one).encode() in stolen for one in ids] == [True, True]
    assert digest.hex().encode() in stolen
    assert [secret for secret in secrets for way in ways_to_write(secret) if way in stolen] == []
