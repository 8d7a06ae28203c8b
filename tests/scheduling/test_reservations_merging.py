"""People made one: nobody becomes a person who is in two places."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people.operations.merging import CannotMerge, merge_people, part_people
from ama_net.kernel.scheduling import Reservation, reserve
from tests.factories.people import make_person


def _at(hour: int) -> datetime:
    return datetime(2027, 3, 3, hour, tzinfo=UTC)


def _reserve(person_id: Any, first: datetime, last: datetime) -> None:
    reserve(person_id, first, last, about=("shifts", uuid4()))


def test_commitments_of_both_go_to_the_one_who_stays(in_alba: Any) -> None:
    kept, lost = make_person(), make_person()
    _reserve(kept.id, _at(9), _at(11))
    _reserve(lost.id, _at(11), _at(12))
    kept_id, lost_id = kept.id, lost.id
    payload = merge_people(kept_id, lost_id, from_lost=set(), by=SYSTEM)
    mine = select(func.count()).select_from(Reservation).where(Reservation.person_id == kept_id)
    assert db.session.scalar(mine) == 2
    part_people(payload, by=SYSTEM)
    assert db.session.scalar(mine) == 1


def test_two_commitments_in_the_same_hours_are_settled_first(in_alba: Any) -> None:
    kept, lost = make_person(), make_person()
    _reserve(kept.id, _at(9), _at(11))
    _reserve(lost.id, _at(10), _at(12))
    with pytest.raises(CannotMerge) as refused:
        merge_people(kept.id, lost.id, from_lost=set(), by=SYSTEM)
    assert str(refused.value) == (
        "Hanno tutte e due un impegno nelle stesse ore (mercoledì 3 marzo 2027, dalle 10:00 alle 12:00): "
        "prima si toglie uno dei due."
    )


def test_what_is_over_stands_in_nobodys_way(in_alba: Any) -> None:
    kept, lost = make_person(), make_person()
    yesterday = now() - timedelta(days=1)
    for person in (kept, lost):
        _reserve(person.id, yesterday, yesterday + timedelta(hours=1))
    merge_people(kept.id, lost.id, from_lost=set(), by=SYSTEM)
    assert db.session.scalar(select(func.count()).select_from(Reservation)) == 0
