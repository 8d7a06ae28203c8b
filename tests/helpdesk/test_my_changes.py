"""What who listens changes of an appointment: another time, or called off."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from flask import Flask

from ama_net.features.helpdesk.models import Appointment
from ama_net.foundation.clock import ROME, now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.tenancy import tenant_scope
from tests.helpdesk.my_area import MY, REASON, Met, lina_meets, told_of
from tests.support.cast import Part, player
from tests.support.clients import Browser
from tests.support.standing import Standing


@pytest.fixture
def meet(app: Flask, alba: Standing) -> Callable[..., Met]:
    """``meet(hours=-2)``: a meeting of Lina's with Stella."""
    return lambda hours=-2, **values: lina_meets(app, alba, hours, **values)


@pytest.fixture
def lina(at: Callable[[Part], Browser]) -> Browser:
    """Who listens, signed in."""
    return at(Role.LISTENER)


def test_a_cancelled_one_says_only_that(app: Flask, alba: Standing, lina: Browser, meet: Callable[..., Met]) -> None:
    met = meet(hours=20)
    assert lina.submit(f"{met.page}/disdetta").location == MY
    assert told_of(app, alba, met)[2] == "cancelled"
    page = lina.get(met.page)
    assert (page.status_code, "Stella" in page.text, REASON in page.text) == (200, False, False)


def test_one_that_began_is_neither_moved_nor_called_off(
    app: Flask, alba: Standing, lina: Browser, meet: Callable[..., Met]
) -> None:
    met = meet()
    answers = [lina.get(f"{met.page}/{act}") for act in ("spostamento", "disdetta")]
    answers += [lina.submit(f"{met.page}/{act}", {"mode": "online"}) for act in ("spostamento", "disdetta")]
    assert [(answer.status_code, answer.location) for answer in answers] == [(303, met.page)] * 4
    assert told_of(app, alba, met)[2] == "confirmed"


def test_one_moves_to_a_time_agreed_on(app: Flask, alba: Standing, lina: Browser, meet: Callable[..., Met]) -> None:
    met, day = meet(hours=20), (now() + timedelta(days=9)).date()
    said = {"day": day.isoformat(), "hour": "17:30", "mode": "online"}
    assert lina.submit(f"{met.page}/spostamento", said).location == met.page
    with app.app_context(), tenant_scope(alba.id):
        row = db.session.get_one(Appointment, met.appointment_id)
        assert (row.starts_at.date(), row.mode, row.sequence, row.person_id) == (
            day,
            "online",
            1,
            player(alba, Role.LISTENER).person_id,
        )


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"mode": "online"}, "Scegli un orario, oppure scrivi quello su cui siete d&#39;accordo."),
        ({"day": "2027-03-01", "mode": "online"}, "Scrivi anche l&#39;ora."),
        ({"hour": "17:30", "mode": "online"}, "Scrivi anche il giorno."),
        ({"day": "2020-03-01", "hour": "17:30", "mode": "online"}, "A quell&#39;ora non si può"),
        ({"slot": "2027-03-01T10:00:00+01:00", "mode": "online"}, "Questo orario non è più libero."),
        ({"slot": "domani", "mode": "online"}, "Scegli un orario, oppure"),
        ({"day": "2027-03-01", "hour": "17:30", "mode": "piccione"}, "Scegli come vi incontrate."),
        ({"day": "2027-03-01", "hour": "17:30"}, "Scegli come vi incontrate."),
    ],
)
def test_a_time_that_cannot_be_is_refused(
    app: Flask, alba: Standing, lina: Browser, meet: Callable[..., Met], said: dict[str, str], why: str
) -> None:
    met = meet(hours=20)
    answer = lina.submit(f"{met.page}/spostamento", said)
    assert (answer.status_code, why in answer.text) == (422, True)
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.get_one(Appointment, met.appointment_id).sequence == 0


def test_one_does_not_move_onto_another_commitment(lina: Browser, meet: Callable[..., Met]) -> None:
    met = meet(hours=20)
    other = datetime.combine(today() + timedelta(days=3), time(10), ROME)
    meet(hours=(other - now()).total_seconds() / 3600)
    said = {"day": other.date().isoformat(), "hour": "10:20", "mode": "online"}
    answer = lina.submit(f"{met.page}/spostamento", said)
    assert (answer.status_code, "hai già un altro impegno" in answer.text) == (422, True)
