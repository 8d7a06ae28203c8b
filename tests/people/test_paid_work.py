"""Who is paid by the association, and on which days."""

from datetime import date

import pytest

from ama_net.foundation.database import db
from ama_net.kernel.people import paid_people_on, paid_work_of
from tests.factories.insurance import make_paid_work
from tests.factories.people import make_person

STARTED, ENDED = date(2026, 2, 1), date(2026, 6, 1)


@pytest.mark.parametrize(
    ("day", "paid"),
    [(date(2026, 1, 31), False), (STARTED, True), (date(2026, 5, 31), True), (ENDED, False)],
)
def test_paid_work_holds_its_days(in_alba: object, day: date, paid: bool) -> None:
    work = make_paid_work(make_person(), started_on=STARTED, ended_on=ENDED)
    assert paid_work_of(work.person_id, day) is (work if paid else None)
    assert list(db.session.scalars(paid_people_on(day))) == ([work] if paid else [])


def test_who_is_not_paid_has_no_paid_work(in_alba: object) -> None:
    make_paid_work(started_on=STARTED)
    assert paid_work_of(make_person().id, STARTED) is None
