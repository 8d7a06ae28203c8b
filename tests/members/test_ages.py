"""Who answers for a member under eighteen does so until that day: one rule for every page, and then it is forgotten."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from ama_net.features.members import queries_area, queries_convening
from ama_net.features.members.ages import FULL_AGE, is_minor, wards_of
from ama_net.features.members.models import Guardianship, Membership
from ama_net.features.members.operations.area_retention import forget_area
from ama_net.features.members.queries_fees import fees_of_person
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.correspondence import Letter
from ama_net.kernel.people import Person
from tests.factories.fees import make_fee, make_rate
from tests.factories.members import make_membership
from tests.factories.people import make_person
from tests.members.application_steps import MINOR, admitted, applied
from tests.support.cast import player, sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing

Fill = Callable[[Callable[[], Any]], Any]
TAX_CODE = "CRSDLT90A41A944X"


def _birthday(years: int) -> date:
    """Who was born this day is so old today."""
    day = today()
    return date(day.year - years, day.month, min(day.day, 28))


def _ward(guardian: Person, born: date | None, **values: Any) -> Membership:
    ward = make_person("Adelita", "Cresciuta", birth_date=born, tax_code=TAX_CODE)
    membership = make_membership(ward, **values)
    db.session.add(Guardianship(person_id=ward.id, guardian_id=guardian.id, votes=True))
    db.session.flush()
    return membership


def _guardianships() -> int:
    return db.session.scalar(select(func.count()).select_from(Guardianship)) or 0


@pytest.mark.parametrize(
    ("born", "on", "minor"),
    [
        (date(2008, 5, 3), date(2026, 5, 2), True),
        (date(2008, 5, 3), date(2026, 5, 3), False),
        (date(2008, 2, 29), date(2026, 2, 28), True),
        (date(2008, 2, 29), date(2026, 3, 1), False),
        (date(2006, 2, 28), date(2024, 2, 29), False),
        (date(2006, 3, 1), date(2024, 2, 29), True),
        (None, date(2026, 5, 2), False),
    ],
)
def test_one_is_of_age_on_the_eighteenth_birthday(born: date | None, on: date, minor: bool) -> None:
    assert is_minor(Person(given_name="Pino", family_name="Piccolo", birth_date=born), on) is minor


@pytest.mark.parametrize(("years", "how_many"), [(FULL_AGE - 1, 1), (FULL_AGE, 0)])
def test_areas_fees_and_requests_show_a_ward_until_eighteen(in_alba: Standing, years: int, how_many: int) -> None:
    guardian = make_person("Madre", "Inventata")
    make_rate(today().year)
    make_fee(_ward(guardian, _birthday(years)), year=today().year)
    found = (
        queries_area.memberships_of(guardian.id),
        queries_convening.memberships_of(guardian.id),
        fees_of_person(guardian.id),
        db.session.scalars(wards_of(guardian.id)).all(),
    )
    assert [len(rows) for rows in found] == [how_many] * 4


def test_the_pages_of_who_came_of_age_are_closed_to_who_answered_for_them(
    alba: Standing, fill: Fill, client: Callable[[str], Browser]
) -> None:
    def scene() -> UUID:
        guardian = db.session.get_one(Person, player(alba, Role.MEMBER).person_id)
        make_membership(guardian)
        return _ward(guardian, _birthday(36)).id

    ward = fill(scene)
    member = sign_in(client(alba.host), alba, Role.MEMBER)
    answers = [member.get(f"/my/socio/{ward}/{page}") for page in ("dati", "uscita", "tessera")]
    assert [(answer.status_code, TAX_CODE in answer.text) for answer in answers] == [(404, False)] * 3


@pytest.mark.parametrize(
    ("years", "left", "kept"),
    [
        (FULL_AGE - 1, None, 1),
        (FULL_AGE, None, 0),
        (FULL_AGE - 1, timedelta(days=300), 1),
        (FULL_AGE - 1, timedelta(days=400), 0),
    ],
)
def test_who_answered_is_forgotten_at_eighteen_or_a_year_after_the_exit(
    in_alba: Standing, years: int, left: timedelta | None, kept: int
) -> None:
    ended = {"ended_on": today() - left, "end_reason": "withdrawal"} if left else {}
    _ward(make_person("Madre", "Inventata"), _birthday(years), **ended)
    forget_area()
    assert _guardianships() == kept


def test_a_guardian_is_not_written_for_a_known_adult_whatever_the_form_says(in_alba: Standing) -> None:
    adult = make_person("Ginetto", "Inventato", birth_date=date(1990, 3, 3), email="ginetto@example.org")
    admitted(applied(replace(MINOR, email="ginetto@example.org")), by=SYSTEM, person=adult)
    letters = db.session.scalars(select(Letter)).all()
    assert (_guardianships(), [letter.person_id for letter in letters]) == (0, [adult.id])
