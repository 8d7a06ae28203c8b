"""The office's pages of the gifts that come back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from ama_net.features.donations.models import RecurringGift, RecurringState
from ama_net.features.donations.operations.recurring import Why, hear
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.payments import News, PaymentWay, ProviderNews
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.donations import make_series
from tests.support.cast import Part
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

INDEX = "/manage/donazioni/ricorrenti"
At = Callable[[Part], Browser]


@pytest.fixture
def series(app: Flask, alba: Standing) -> str:
    """A standing order that goes on."""
    return _standing(app, alba)


def _standing(app: Flask, where: Standing, cents: int = 1000) -> str:
    with app.app_context(), tenant_scope(where.id), unit_of_work():
        row = make_series(cents, way=PaymentWay.TRANSFER)
        hear(row.id, ProviderNews(News.RENEWED, {"paid_on": today()}))
        return str(row.id)


def _now(app: Flask, alba: Standing, series: str) -> RecurringGift:
    with app.app_context(), tenant_scope(alba.id):
        row = db.session.get_one(RecurringGift, series)
        db.session.expunge(row)
        return row


def test_the_treasurer_reads_who_gives_and_what_it_brings(at: At, series: str) -> None:
    html = at(Role.TREASURER).get(INDEX).text.replace("\xa0", " ")
    assert "Alcina Dellisola" in html
    assert "Ordine permanente" in html
    assert "120,00 €" in html


def test_the_board_reads_and_changes_nothing(at: At, series: str) -> None:
    board = at(Role.BOARD)
    assert board.get(f"{INDEX}/{series}").status_code == 200
    assert "Ferma la donazione" not in board.get(f"{INDEX}/{series}").text
    assert board.submit(f"{INDEX}/{series}/fine").status_code == 404


@pytest.mark.parametrize("role", [Role.EDITOR, Role.LISTENER])
def test_others_see_nothing(at: At, series: str, role: Role) -> None:
    assert at(role).get(INDEX).status_code == 404
    assert at(role).get(f"{INDEX}/{series}").status_code == 404


def test_another_association_s_is_not_there(app: Flask, at: At, brig: Standing) -> None:
    theirs = _standing(app, brig)
    assert at(Role.TREASURER).get(f"{INDEX}/{theirs}").status_code == 404
    assert at(Role.TREASURER).submit(f"{INDEX}/{theirs}/fine").status_code == 404


def test_the_amount_is_changed(app: Flask, alba: Standing, at: At, series: str) -> None:
    done = at(Role.TREASURER).submit(f"{INDEX}/{series}/importo", data={"amount": "25,50"})
    assert (done.status_code, _now(app, alba, series).amount_cents) == (303, 2550)


@pytest.mark.parametrize("amount", ["", "0", "-5", "molto", "99999999999"])
def test_an_amount_that_is_none_stays_on_the_page(app: Flask, alba: Standing, at: At, series: str, amount: str) -> None:
    refused = at(Role.TREASURER).submit(f"{INDEX}/{series}/importo", data={"amount": amount})
    assert (refused.status_code, _now(app, alba, series).amount_cents) == (422, 1000)


def test_it_is_paused_resumed_and_stopped(app: Flask, alba: Standing, at: At, series: str) -> None:
    treasurer, states = at(Role.TREASURER), []
    for what in ("pausa", "ripresa", "fine"):
        assert treasurer.submit(f"{INDEX}/{series}/{what}").status_code == 303
        states.append(_now(app, alba, series).state)
    assert states == [RecurringState.PAUSED, RecurringState.ACTIVE, RecurringState.ENDED]
    assert _now(app, alba, series).ended_why == Why.OFFICE
    assert "l&#39;ha fermata l&#39;ufficio" in treasurer.get(f"{INDEX}/{series}").text


@pytest.mark.parametrize(("days", "words"), [(-1, "Attesa dal"), (0, "La prossima")])
def test_a_day_that_is_past_is_no_next_one(
    app: Flask, alba: Standing, at: At, series: str, days: int, words: str
) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        row = db.session.get_one(RecurringGift, series)
        row.state, row.next_on = RecurringState.ACTIVE, today() + timedelta(days=days)
    page = at(Role.TREASURER).get(f"{INDEX}/{series}").text
    assert [one for one in ("Attesa dal", "La prossima") if one in page] == [words]


def test_what_is_over_is_not_paused(at: At, series: str) -> None:
    treasurer = at(Role.TREASURER)
    treasurer.submit(f"{INDEX}/{series}/fine")
    page = treasurer.submit(f"{INDEX}/{series}/pausa", follow_redirects=True).text
    assert "Questa donazione è già stata fermata." in page


def test_the_list_leaves_as_a_file(at: At, series: str) -> None:
    text = at(Role.TREASURER).get(f"{INDEX}/elenco.csv").text
    assert "Alcina Dellisola" in text
    assert at(Role.BOARD).get(f"{INDEX}/elenco.csv").status_code == 404
    assert at(Role.TREASURER).get(f"{INDEX}/elenco.xlsx").data[:2] == b"PK"


def test_more_rows_ask_no_more_questions(app: Flask, alba: Standing, at: At, series: str) -> None:
    treasurer = at(Role.TREASURER)
    treasurer.get(INDEX)
    with count_queries() as few:
        treasurer.get(INDEX)
    for cents in range(1100, 1600, 100):
        _standing(app, alba, cents)
    with count_queries() as many:
        treasurer.get(INDEX)
    assert len(many) == len(few)
