"""Making one row of two people: whom one followed, and the notes one wrote, follow; parted, they go back."""

from datetime import timedelta

import pytest

from ama_net.features.helpdesk.models import Visitor
from ama_net.features.helpdesk.operations.notes import change_note, notes_of, write_note
from ama_net.features.helpdesk.rules import NotFollowed
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Actor, Role
from ama_net.kernel.people import Person
from ama_net.kernel.people.operations.merging import merge_people, part_people
from tests.factories.helpdesk import make_appointment, make_service_of, make_visitor
from tests.factories.people import make_person

LISTENS = frozenset({Role.LISTENER})


def _met(person: Person) -> Visitor:
    visitor = make_visitor()
    make_appointment(make_service_of(person), person, now() - timedelta(days=1), visitor)
    write_note(visitor, "due parole", by=Actor(person_id=person.id, roles=LISTENS))
    return visitor


@pytest.mark.usefixtures("in_alba")
def test_the_one_who_stays_reads_and_corrects_what_the_other_noted() -> None:
    kept, lost = make_person(), make_person()
    visitor, stays = _met(lost), Actor(person_id=kept.id, roles=LISTENS)
    merge_people(kept.id, lost.id, from_lost=set(), by=SYSTEM)
    db.session.expire_all()
    [note] = notes_of(visitor, by=stays)
    change_note(note, "corretto", by=stays)
    assert (note.body, note.person_id) == ("corretto", kept.id)


@pytest.mark.usefixtures("in_alba")
def test_parted_they_read_each_their_own_again() -> None:
    kept, lost = make_person(), make_person()
    visitor = _met(lost)
    part_people(merge_people(kept.id, lost.id, from_lost=set(), by=SYSTEM), by=SYSTEM)
    db.session.expire_all()
    assert len(notes_of(visitor, by=Actor(person_id=lost.id, roles=LISTENS))) == 1
    with pytest.raises(NotFollowed):
        notes_of(visitor, by=Actor(person_id=kept.id, roles=LISTENS))
