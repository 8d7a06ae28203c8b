"""Reminders: each once, in time, neutral; not to who was just told, and a call for who left only a telephone."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from pydantic import ValidationError
from sqlalchemy import func, select

from ama_net.features.helpdesk.models import (
    Appointment,
    AppointmentReminder,
    CallReason,
    CallToMake,
    CancelledBy,
    Mode,
    Service,
)
from ama_net.features.helpdesk.operations.appointments import book, cancel, move
from ama_net.features.helpdesk.operations.reminders import forget_reminders, remind_appointments
from ama_net.features.helpdesk.settings import HelpdeskSettings
from ama_net.features.helpdesk.waiting_tasks import remind
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.outbox.models import Message
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.helpdesk import make_appointment, make_service, make_visitor
from tests.factories.people import make_person
from tests.helpdesk.offering import at, offer
from tests.support.hands import at_once, desk
from tests.support.standing import Standing

REMINDERS = "ama_net.features.helpdesk.operations.reminders"
SOON, NEAR = timedelta(hours=30), timedelta(hours=1)


def _coming(service: Service | None = None, ahead: timedelta = SOON, **values: Any) -> Appointment:
    return make_appointment(service or make_service(), make_person(), now() + ahead, **values)


def _remind_all() -> int:
    done = 0
    while batch := remind_appointments():
        done += batch
    return done


def _mails() -> int:
    return db.session.scalar(select(func.count()).where(Message.template == "helpdesk/reminder")) or 0


def _ways() -> Counter[tuple[str, str]]:
    return Counter(
        (kind, way) for kind, way in db.session.execute(select(AppointmentReminder.kind, AppointmentReminder.way))
    )


def test_who_comes_is_reminded_once(in_alba: Standing) -> None:
    _coming()
    assert ([_remind_all() for _ in range(3)], _mails()) == ([1, 0, 0], 1)


def test_the_second_reminder_is_one_more(in_alba: Standing) -> None:
    coming = _coming()
    _remind_all()
    with time_machine.travel(coming.starts_at - NEAR, tick=False):
        _remind_all()
    assert (_mails(), _ways()) == (2, Counter({("first", "mail"): 1, ("second", "mail"): 1}))


def test_when_both_are_due_at_once_one_mail_leaves(in_alba: Standing) -> None:
    _coming(ahead=NEAR)
    assert (_remind_all(), _mails(), _ways()) == (1, 1, Counter({("first", "none"): 1, ("second", "mail"): 1}))


def test_the_second_reminder_cannot_leave_before_the_first(in_alba: Standing) -> None:
    with pytest.raises(ValidationError, match="secondo promemoria"):
        HelpdeskSettings(reminder_first_hours=2, reminder_second_hours=2)


@pytest.mark.parametrize("ahead", [timedelta(hours=49), timedelta(minutes=-1)])
def test_nobody_is_reminded_too_early_nor_of_what_has_begun(in_alba: Standing, ahead: timedelta) -> None:
    _coming(ahead=ahead)
    assert (_remind_all(), _mails()) == (0, 0)


def test_what_was_called_off_or_only_held_is_not_remembered(in_alba: Standing) -> None:
    cancel(_coming(), by=SYSTEM, who=CancelledBy.OFFICE)
    held = _coming()
    held.state, held.held_until, held.visitor_id = "held", now() + timedelta(days=1), None
    db.session.flush()
    assert (_remind_all(), _mails()) == (0, 0)


def test_who_left_only_a_telephone_is_called_the_first_time_only(in_alba: Standing) -> None:
    _coming(ahead=NEAR, visitor=make_visitor("Luna", "+39 051 000001"))
    _remind_all()
    calls = list(db.session.scalars(select(CallToMake.why)))
    assert (calls, _mails(), _ways()) == (
        [CallReason.REMINDER],
        0,
        Counter({("first", "call"): 1, ("second", "none"): 1}),
    )


def test_who_was_emptied_is_not_written_to(in_alba: Standing) -> None:
    visitor = make_visitor()
    _coming(visitor=visitor)
    visitor.contact_sealed = None
    assert (_remind_all(), _mails()) == (1, 0)


def test_who_has_just_booked_knows(in_alba: Standing) -> None:
    service, _people = offer()
    book(service, at(10, days=1), Mode.ONLINE, make_visitor(), by=SYSTEM)
    assert (_remind_all(), _ways()) == (0, Counter({("first", "none"): 1}))


def test_who_moved_it_near_knows_and_who_moved_it_far_is_reminded_anew(in_alba: Standing) -> None:
    service, _people = offer()
    near, far = (book(service, at(hour, days=5), Mode.ONLINE, make_visitor(), by=SYSTEM) for hour in (9, 10))
    move(near, at(9, days=1), Mode.ONLINE, by=SYSTEM)
    far.starts_at, far.ends_at = now() + SOON, now() + SOON + timedelta(minutes=50)
    assert _remind_all() == 1
    far.starts_at, far.ends_at = now() + SOON + timedelta(hours=2), now() + SOON + timedelta(hours=3)
    assert (_remind_all(), _mails()) == (1, 2)


def test_a_kind_that_is_not_wanted_does_not_leave(in_alba: Standing) -> None:
    save_settings(HelpdeskSettings(reminder_first_hours=0), by=None)
    _coming()
    assert (_remind_all(), _mails()) == (0, 0)


def test_the_mail_says_when_and_neither_what_nor_who(in_alba: Standing) -> None:
    service = make_service(name="Sostegno segreto")
    _coming(service)
    _remind_all()
    mail = db.session.scalars(select(Message).where(Message.template == "helpdesk/reminder")).one()
    said = f"{mail.subject} {mail.text} {mail.html}"
    assert (mail.subject, "Sostegno" in said, "Stella" in said, "appuntamento" in said) == (
        "Il tuo appuntamento",
        False,
        False,
        True,
    )


def test_who_reads_english_is_reminded_in_english(in_alba: Standing) -> None:
    _coming(visitor=make_visitor(language="en"))
    _remind_all()
    mail = db.session.scalars(select(Message).where(Message.template == "helpdesk/reminder")).one()
    assert "/en/sportello/mio/" in (mail.text or "")


def test_old_rows_are_forgotten(in_alba: Standing) -> None:
    _coming()
    _remind_all()
    assert (forget_reminders(now()), forget_reminders(now() + timedelta(days=3)), sum(_ways().values())) == (0, 1, 0)


def test_each_association_reminds_its_own(app: Flask, alba: Standing, brig: Standing) -> None:
    for standing in (alba, brig):
        with desk(app, standing):
            _coming()
    with app.app_context():
        remind()
    found = []
    for standing in (alba, brig):
        with desk(app, standing):
            found.append(_mails())
    assert found == [1, 1]


# --- at once, and killed half way ------------------------------------------------------------------------------------


def _many(app: Flask, alba: Standing, number: int) -> None:
    with desk(app, alba):
        service = make_service()
        for _one in range(number):
            _coming(service)


def _each_once(app: Flask, alba: Standing) -> Counter[int]:
    with desk(app, alba):
        per_row = select(func.count()).where(Message.template == "helpdesk/reminder").group_by(Message.about_id)
        return Counter(db.session.scalars(per_row))


def test_many_jobs_at_once_remind_everybody_once(app: Flask, alba: Standing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{REMINDERS}.BATCH", 5)
    _many(app, alba, 60)
    done = at_once(app, alba, lambda _: remind_appointments(), hands=8)
    with app.app_context():
        remind()
    assert (sum(done) <= 60, _each_once(app, alba)) == (True, Counter({1: 60}))


def test_a_job_killed_half_way_misses_and_doubles_nobody(
    app: Flask, alba: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    _many(app, alba, 20)
    monkeypatch.setattr(f"{REMINDERS}.BATCH", 8)
    written = [0]

    def killed(*said: Any, **facts: Any) -> Message:
        written[0] += 1
        if written[0] == 13:
            raise KeyboardInterrupt
        return send_mail(*said, **facts)

    with monkeypatch.context() as half_way:
        half_way.setattr("ama_net.features.helpdesk.waiting_mails.send_mail", killed)
        with app.app_context(), pytest.raises(KeyboardInterrupt):
            remind()
    left = _each_once(app, alba)
    with app.app_context():
        remind()
    assert (left, _each_once(app, alba)) == (Counter({1: 8}), Counter({1: 20}))
