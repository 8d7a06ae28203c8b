"""Making one row of two people who serve: each service once, and the role with the account."""

from datetime import date

import pytest
from sqlalchemy import select

from ama_net.features.helpdesk.models import ServiceOperator
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.people.operations.merging import merge_people, part_people
from tests.factories.helpdesk import make_operator, make_service
from tests.factories.people import make_person
from tests.support.cast import player
from tests.support.standing import Standing

EARLY, LATE = date(2024, 3, 4), date(2025, 3, 4)


def _first_days() -> list[date]:
    return list(db.session.scalars(select(ServiceOperator.first_day).order_by(ServiceOperator.first_day)))


@pytest.mark.usefixtures("in_alba")
@pytest.mark.parametrize(("kept_day", "lost_day"), [(EARLY, LATE), (LATE, EARLY), (EARLY, EARLY)])
def test_two_who_serve_the_same_are_one_who_serves_since_the_first_day(kept_day: date, lost_day: date) -> None:
    kept, lost, service = make_person(), make_person(), make_service()
    make_operator(service, kept, first_day=kept_day)
    make_operator(service, lost, first_day=lost_day)
    merge_people(kept.id, lost.id, from_lost=set(), by=SYSTEM)
    (operator,) = db.session.scalars(select(ServiceOperator))
    assert (operator.person_id, operator.first_day) == (kept.id, EARLY)


@pytest.mark.usefixtures("in_alba")
def test_taken_back_each_serves_as_before() -> None:
    kept, lost, service = make_person(), make_person(), make_service()
    make_operator(service, kept, first_day=EARLY)
    make_operator(service, lost, first_day=LATE)
    part_people(merge_people(kept.id, lost.id, from_lost=set(), by=SYSTEM), by=SYSTEM)
    assert _first_days() == [EARLY, LATE]


@pytest.mark.usefixtures("in_alba")
def test_what_is_over_or_of_another_service_is_carried() -> None:
    kept, lost, service = make_person(), make_person(), make_service()
    make_operator(service, kept)
    make_operator(service, lost, first_day=EARLY, last_day=LATE)
    make_operator(make_service(), lost)
    merge_people(kept.id, lost.id, from_lost=set(), by=SYSTEM)
    assert set(db.session.scalars(select(ServiceOperator.person_id))) == {kept.id}
    assert len(_first_days()) == 3


def test_the_role_goes_to_the_account_of_the_one(in_alba: Standing) -> None:
    kept_id, lost = player(in_alba, Role.EDITOR).person_id, make_person()
    make_operator(make_service(), lost)
    merge_people(kept_id, lost.id, from_lost=set(), by=SYSTEM)
    assert db.session.scalars(select(Account.roles).where(Account.person_id == kept_id)).one() == [
        "editor",
        "listener",
    ]
