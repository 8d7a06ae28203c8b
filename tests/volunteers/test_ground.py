"""The ground of the room: the tables hold what they promise."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError

from ama_net.foundation.database import db
from ama_net.kernel.scheduling import Reservation
from tests.factories.people import make_person
from tests.factories.volunteers import make_shift, make_volunteer


def _reserve(person_id: object, first: int, last: int) -> None:
    during = Range(datetime(2027, 3, 1, first, tzinfo=UTC), datetime(2027, 3, 1, last, tzinfo=UTC), bounds="[)")
    shift = make_shift()
    db.session.add(Reservation(person_id=person_id, during=during, about_kind="shifts", about_id=shift.id))
    db.session.flush()


def test_who_is_taken_is_nowhere_else(in_alba: object) -> None:
    person = make_person()
    _reserve(person.id, 9, 11)
    with pytest.raises(IntegrityError, match="ex_reservations_person"):
        _reserve(person.id, 10, 12)


def test_one_thing_may_begin_when_another_ends(in_alba: object) -> None:
    person = make_person()
    _reserve(person.id, 9, 11)
    _reserve(person.id, 11, 12)


def test_a_volunteer_is_listed_under_the_name_of_the_person(in_alba: object) -> None:
    volunteer = make_volunteer(make_person("Ada", "Zeta"))
    db.session.refresh(volunteer)
    assert volunteer.sort_name == volunteer.person.sort_name
