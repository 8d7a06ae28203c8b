"""Reminders: once for each place, in time, to who wants them; whatever happens to the job that sends them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.volunteers.models import Shift, ShiftReminder, ShiftSignup
from ama_net.features.volunteers.operations.shift_preferences import choose
from ama_net.features.volunteers.operations.shift_reminders import remind_shifts
from ama_net.features.volunteers.operations.shifts import cancel_shift
from ama_net.features.volunteers.operations.signups import leave_place
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.correspondence import Letter
from ama_net.kernel.outbox.models import Message
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.volunteers import make_shift
from tests.support.standing import Standing
from tests.volunteers.my_shift_acts import in_hours, mails, placed, rules, volunteer


@pytest.fixture
def gina(in_alba: Standing) -> Person:
    """A volunteer; reminders leave two days before."""
    rules(reminder_hours=48, leave_hours=0)
    return volunteer("Gina")


def _long_ago(place: ShiftSignup) -> ShiftSignup:
    """Taken long before its reminder was due."""
    place.created_at = now() - timedelta(days=30)
    db.session.flush()
    return place


def test_a_reminder_leaves_when_it_is_due(gina: Person) -> None:
    _long_ago(placed(gina, hours=47.99))
    assert (remind_shifts(), mails("shift_reminder")) == (1, ["gina@alba.example"])


def test_none_leaves_before(gina: Person) -> None:
    _long_ago(placed(gina, hours=48.01))
    assert (remind_shifts(), mails("shift_reminder")) == (0, [])


def test_none_leaves_twice(gina: Person) -> None:
    _long_ago(placed(gina, hours=20))
    assert (remind_shifts(), remind_shifts(), len(mails("shift_reminder"))) == (1, 0, 1)


def test_it_says_when_where_and_how_to_give_up_and_no_title(gina: Person) -> None:
    place = _long_ago(placed(gina, make_shift(in_hours(20), title="Gruppo del lutto")))
    remind_shifts()
    mail = db.session.scalars(select(Message)).one()
    text = mail.text or ""
    assert f"/my/turni/{place.shift_id}" in text
    assert ("Sportello" in text, "Sede inventata" in text, "Non puoi venire?" in text) == (True, True, True)
    assert "lutto" not in f"{mail.subject} {mail.text} {mail.html}"


def test_a_shift_taken_late_is_reminded_if_more_than_an_hour_is_left(gina: Person) -> None:
    placed(gina, hours=1.1)
    placed(volunteer("Tardi"), hours=0.9)
    remind_shifts()
    assert mails("shift_reminder") == ["gina@alba.example"]


def test_who_took_it_in_time_is_reminded_even_at_the_last_moment(gina: Person) -> None:
    _long_ago(placed(gina, hours=0.2))
    assert remind_shifts() == 1


def test_none_leaves_once_it_has_begun(gina: Person) -> None:
    place = _long_ago(placed(gina, hours=1))
    place.shift.starts_at = in_hours(-0.1)
    db.session.flush()
    assert remind_shifts() == 0


def test_a_place_given_up_or_called_off_is_not_reminded(gina: Person) -> None:
    leave_place(_long_ago(placed(gina, hours=20)), by=SYSTEM)
    cancel_shift(_long_ago(placed(volunteer("Altra"), hours=25)).shift, why="neve", by=SYSTEM)
    assert (remind_shifts(), mails("shift_reminder")) == (0, [])


def test_who_switched_them_off_gets_none(gina: Person) -> None:
    choose(gina.id, reminders=False, offers=True, says_activity=False, by=SYSTEM)
    _long_ago(placed(gina, hours=20))
    assert (remind_shifts(), remind_shifts(), mails("shift_reminder")) == (1, 0, [])


def test_who_has_no_address_gets_no_paper(gina: Person) -> None:
    _long_ago(placed(volunteer("Carta", email=None), hours=20))
    remind_shifts()
    assert db.session.scalar(select(func.count()).select_from(Letter)) == 0


def test_a_shift_moved_to_another_day_is_reminded_again_and_to_another_hour_is_not(gina: Person) -> None:
    rules(reminder_hours=96)
    place = _long_ago(placed(gina, hours=20))
    remind_shifts()
    shift = place.shift
    noon = (shift.starts_at + timedelta(days=1)).replace(hour=11)
    for moved in (noon, noon + timedelta(hours=1)):
        shift.starts_at, shift.ends_at = moved, moved + timedelta(hours=2)
        db.session.flush()
        remind_shifts()
    assert len(mails("shift_reminder")) == 2


def test_an_association_may_want_none(gina: Person) -> None:
    rules(reminder_hours=0)
    _long_ago(placed(gina, hours=20))
    assert remind_shifts() == 0


def test_who_gets_the_place_later_is_reminded_too(gina: Person) -> None:
    _long_ago(placed(gina, hours=20))
    remind_shifts()
    placed(volunteer("Dopo"), db.session.scalars(select(Shift)).one())
    remind_shifts()
    assert mails("shift_reminder") == ["dopo@alba.example", "gina@alba.example"]


def test_all_of_a_day_are_one_line_of_the_protocol(gina: Person) -> None:
    for name in ("Uno", "Due", "Tre"):
        _long_ago(placed(volunteer(name), hours=20))
    remind_shifts()
    assert db.session.execute(db.text("SELECT count(*) FROM protocol_entries WHERE kind = 'shift_mail'")).scalar() == 1


class Killed(Exception):
    """The job stops before its commit."""


def _killed(app: Flask, alba: Standing) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        remind_shifts()
        raise Killed


def test_a_job_killed_half_way_sends_each_once(app: Flask, alba: Standing) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        rules()
        for number in range(3):
            _long_ago(placed(volunteer(f"Prova{number}"), hours=20))
    with pytest.raises(Killed):
        _killed(app, alba)
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        assert (remind_shifts(), len(mails("shift_reminder"))) == (3, 3)


def test_four_jobs_at_once_send_each_once(app: Flask, alba: Standing) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        rules()
        for number in range(6):
            _long_ago(placed(volunteer(f"Prova{number}"), hours=20))
    gate = Barrier(4)

    def worker(_number: int) -> int:
        gate.wait(20)
        with app.app_context(), tenant_scope(alba.id), unit_of_work():
            return remind_shifts()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(worker, range(4))) == 6
    with app.app_context(), tenant_scope(alba.id):
        assert len(mails("shift_reminder")) == 6
        assert db.session.scalar(select(func.count()).select_from(ShiftReminder)) == 6


def test_the_timetable_reminds_every_association(
    app: Flask, alba: Standing, brig: Standing, run_jobs: Callable[[], int]
) -> None:
    for standing in (alba, brig):
        with app.app_context(), tenant_scope(standing.id), unit_of_work():
            rules()
            _long_ago(placed(volunteer("Gina"), hours=20))
    with app.app_context():
        app.extensions["celery"].tasks["volunteers.remind_shifts"].apply(throw=True)
    for standing in (alba, brig):
        with app.app_context(), tenant_scope(standing.id):
            assert mails("shift_reminder") == ["gina@alba.example"]
