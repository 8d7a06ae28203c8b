"""The way into the area of who gives: asked for by anybody, opened only from the mailbox, once, for a while."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from ama_net.features.donations.models import DonorLink
from ama_net.features.donations.operations.donor_links import MOST, forget_links, use_link
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.outbox import Message
from ama_net.kernel.tenancy import tenant_scope
from tests.donations.area_steps import EMAIL, area_of, ask_from, links_mailed
from tests.factories.donations import make_gift
from tests.support.clients import Browser
from tests.support.hands import at_once, desk
from tests.support.standing import Standing

AREA, ASK = "/sostieni/area", "/sostieni/area/accesso"


@pytest.fixture
def gave(app: Flask, alba: Standing) -> None:
    """A gift asked for with an address."""
    with desk(app, alba):
        make_gift()


def test_without_a_session_the_area_leads_to_where_a_link_is_asked(
    client: Callable[[str], Browser], alba: Standing
) -> None:
    answer = client(alba.host).get(AREA)
    assert (answer.status_code, answer.location) == (303, ASK)


def test_who_gave_gets_a_link_that_opens_the_area(
    app: Flask, client: Callable[[str], Browser], alba: Standing, gave: None
) -> None:
    browser = area_of(app, client(alba.host), alba)
    page = browser.get(AREA)
    assert page.status_code == 200
    assert "50,00" in page.text


def test_known_and_unknown_addresses_are_answered_the_same(
    app: Flask, client: Callable[[str], Browser], alba: Standing, gave: None
) -> None:
    known = ask_from(client(alba.host), EMAIL)
    unknown = ask_from(client(alba.host), "nessuno@donatori.example")
    assert (known.status_code, known.location, known.data) == (unknown.status_code, unknown.location, unknown.data)
    assert set(known.headers.keys()) == set(unknown.headers.keys())


def test_an_address_that_never_gave_is_not_written_to_and_leaves_nothing(
    app: Flask, client: Callable[[str], Browser], alba: Standing, gave: None
) -> None:
    ask_from(client(alba.host), "nessuno@donatori.example")
    with desk(app, alba):
        assert db.session.scalar(select(func.count()).select_from(DonorLink)) == 0
        assert db.session.scalar(select(func.count()).where(Message.template == "donations/donor_link")) == 0


def test_an_address_of_another_association_is_unknown_here(
    app: Flask, client: Callable[[str], Browser], alba: Standing, brig: Standing, gave: None
) -> None:
    ask_from(client(brig.host), EMAIL)
    assert links_mailed(app, brig) == []


def test_capitals_do_not_matter(app: Flask, client: Callable[[str], Browser], alba: Standing, gave: None) -> None:
    ask_from(client(alba.host), EMAIL.upper())
    assert len(links_mailed(app, alba)) == 1


def test_a_mailbox_is_not_filled(app: Flask, client: Callable[[str], Browser], alba: Standing, gave: None) -> None:
    for _time in range(MOST + 2):
        assert ask_from(client(alba.host), EMAIL).status_code == 303
    assert len(links_mailed(app, alba)) == MOST


def test_who_asks_too_often_is_told_to_wait(client: Callable[[str], Browser], alba: Standing) -> None:
    browser = client(alba.host)
    answers = [ask_from(browser, "nessuno@donatori.example").status_code for _time in range(6)]
    assert answers == [303] * 5 + [429]


def test_what_is_no_address_is_said_beside_the_field(client: Callable[[str], Browser], alba: Standing) -> None:
    assert ask_from(client(alba.host), "non-un-indirizzo").status_code == 422


def test_looking_at_a_link_does_not_use_it(
    app: Flask, client: Callable[[str], Browser], alba: Standing, gave: None
) -> None:
    browser = client(alba.host)
    ask_from(browser, EMAIL)
    path = links_mailed(app, alba)[0]
    assert [browser.get(path).status_code for _time in range(2)] == [200, 200]
    assert EMAIL in browser.get(path).text
    assert browser.get(AREA).status_code == 303


def test_a_link_works_once(app: Flask, client: Callable[[str], Browser], alba: Standing, gave: None) -> None:
    ask_from(client(alba.host), EMAIL)
    path = links_mailed(app, alba)[0]
    first, second = client(alba.host), client(alba.host)
    assert first.submit(path).status_code == 303
    assert (second.submit(path).status_code, second.get(path).status_code) == (410, 410)
    assert second.get(AREA).status_code == 303


def test_of_many_who_use_a_link_at_once_one_is_let_in(
    app: Flask, client: Callable[[str], Browser], alba: Standing, gave: None
) -> None:
    ask_from(client(alba.host), EMAIL)
    token = links_mailed(app, alba)[0].rpartition("/")[2]

    def use(_hand: int) -> str:
        try:
            return use_link(token) and "in"
        except LookupError:
            return "over"

    assert sorted(at_once(app, alba, use)) == ["in"] + ["over"] * 7


def test_an_old_link_is_over(app: Flask, client: Callable[[str], Browser], alba: Standing, gave: None) -> None:
    ask_from(client(alba.host), EMAIL)
    with desk(app, alba):
        db.session.execute(update(DonorLink).values(expires_at=now() - timedelta(seconds=1)))
    assert client(alba.host).submit(links_mailed(app, alba)[0]).status_code == 410


def test_a_link_of_another_association_opens_nothing(
    app: Flask, client: Callable[[str], Browser], alba: Standing, brig: Standing, gave: None
) -> None:
    ask_from(client(alba.host), EMAIL)
    path = links_mailed(app, alba)[0]
    other = client(brig.host)
    assert (other.get(path).status_code, other.submit(path).status_code) == (410, 410)


def test_a_session_of_another_association_opens_nothing(
    app: Flask, client: Callable[[str], Browser], alba: Standing, brig: Standing, gave: None
) -> None:
    here, there = area_of(app, client(alba.host), alba), client(brig.host)
    with here.session_transaction() as cookie:
        token = cookie["donor"]
    with there.session_transaction() as cookie:
        cookie["donor"] = token
    assert there.get(AREA).status_code == 303


def test_a_session_planted_before_is_not_the_one_after(
    app: Flask, client: Callable[[str], Browser], alba: Standing, gave: None
) -> None:
    browser = client(alba.host)
    with browser.session_transaction() as cookie:
        cookie["donor"] = "noto-a-chi-lo-ha-messo"
    area_of(app, browser, alba)
    with browser.session_transaction() as cookie:
        assert cookie["donor"] != "noto-a-chi-lo-ha-messo"
    planted = client(alba.host)
    with planted.session_transaction() as cookie:
        cookie["donor"] = "noto-a-chi-lo-ha-messo"
    assert planted.get(AREA).status_code == 303


def test_a_cookie_that_is_no_token_opens_nothing(client: Callable[[str], Browser], alba: Standing) -> None:
    browser = client(alba.host)
    with browser.session_transaction() as cookie:
        cookie["donor"] = ["una", "lista"]
    assert browser.get(AREA).status_code == 303


def test_the_session_ends_after_half_a_day(
    app: Flask, client: Callable[[str], Browser], alba: Standing, gave: None
) -> None:
    browser = area_of(app, client(alba.host), alba)
    with desk(app, alba):
        link = db.session.scalars(select(DonorLink)).one()
        assert link.session_ends_at is not None
        assert link.used_at is not None
        assert timedelta(hours=11, minutes=59) < link.session_ends_at - link.used_at <= timedelta(hours=12, seconds=1)
        link.session_ends_at = now() - timedelta(seconds=1)
    assert browser.get(AREA).status_code == 303


def test_going_out_ends_the_session_for_every_copy_of_its_cookie(
    app: Flask, client: Callable[[str], Browser], alba: Standing, gave: None
) -> None:
    browser, copy = area_of(app, client(alba.host), alba), client(alba.host)
    with browser.session_transaction() as cookie:
        token = cookie["donor"]
    with copy.session_transaction() as cookie:
        cookie["donor"] = token
    assert copy.get(AREA).status_code == 200
    browser.submit("/sostieni/area/uscita")
    assert (browser.get(AREA).status_code, copy.get(AREA).status_code) == (303, 303)


def test_coming_in_takes_a_form_of_ours(
    app: Flask, client: Callable[[str], Browser], alba: Standing, gave: None
) -> None:
    ask_from(client(alba.host), EMAIL)
    browser = client(alba.host)
    assert browser.post(links_mailed(app, alba)[0]).status_code == 400
    assert browser.get(AREA).status_code == 303


def test_the_database_keeps_neither_link_nor_address_in_clear(
    app: Flask, client: Callable[[str], Browser], alba: Standing, gave: None
) -> None:
    ask_from(client(alba.host), EMAIL)
    token = links_mailed(app, alba)[0].rpartition("/")[2]
    with desk(app, alba):
        row = db.session.execute(select(DonorLink.__table__)).mappings().one()
        kept = b" ".join(value for value in row.values() if isinstance(value, bytes))
        assert token.encode() not in kept
        assert EMAIL.encode() not in kept


def test_the_pages_are_kept_by_nobody(app: Flask, client: Callable[[str], Browser], alba: Standing, gave: None) -> None:
    page = area_of(app, client(alba.host), alba).get(AREA)
    assert (page.headers["Cache-Control"], page.headers["X-Robots-Tag"]) == ("no-store", "noindex, nofollow, noarchive")


def test_links_are_forgotten_after_a_day(
    app: Flask, client: Callable[[str], Browser], alba: Standing, gave: None
) -> None:
    ask_from(client(alba.host), EMAIL)
    with desk(app, alba):
        assert forget_links() == 0
        db.session.execute(update(DonorLink).values(created_at=now() - timedelta(days=1, minutes=1)))
        assert forget_links() == 1


def test_the_mail_says_nothing_of_gifts_in_its_subject(
    app: Flask, client: Callable[[str], Browser], alba: Standing, gave: None
) -> None:
    ask_from(client(alba.host), EMAIL)
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        mail = db.session.scalars(select(Message).where(Message.template == "donations/donor_link")).one()
        assert re.search(r"\d+,\d\d", mail.subject or "") is None
        assert mail.recipient == EMAIL
