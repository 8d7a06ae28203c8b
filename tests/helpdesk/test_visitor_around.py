"""Around the visitor's page: what hides the receipt, who only waits, a link cut off, a meeting that is going on."""

from collections.abc import Callable
from datetime import UTC, timedelta

import pytest
import time_machine
from flask import Flask

from ama_net.features.helpdesk.operations.waiting import join_list
from ama_net.features.helpdesk.settings import HelpdeskSettings, OnlineKind
from ama_net.foundation.clock import now
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.helpdesk import make_service, make_visitor
from tests.helpdesk import booking_steps as steps
from tests.helpdesk.offering import at
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

Client = Callable[[str], Browser]


def test_hiding_the_receipt_leads_to_a_page_that_tells_nothing(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    steps.book(browser)
    answer = browser.submit(steps.RECEIPT)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_receipt_of_who_waits_speaks_of_no_appointment(app: Flask, alba: Standing, client: Client) -> None:
    with desk(app, alba):
        service = make_service(has_waiting_list=True)
        join_list(service, visitor := make_visitor(contact=steps.PHONE), mode=None, by=PUBLIC)
        visitor_id = visitor.id
    browser = client(alba.host)
    with browser.session_transaction() as cookie:
        cookie["helpdesk_receipt"] = [visitor_id.hex, int(now().timestamp()) + 600]
    page = browser.get(steps.RECEIPT).text
    said = [
        "Sei in lista d'attesa",
        "Ti chiamiamo appena c'è un orario",
        "Servono per vedere a che punto sei",
        "Servono per spostare",
    ]
    assert [words in page for words in said] == [True, True, True, False]


def test_a_link_cut_off_says_what_to_do(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    path, _code = steps.book(client(alba.host))
    page = client(alba.host).get(path[:-3])
    assert (page.status_code, "Questo link non si apre" in page.text, "/sportello/codice" in page.text) == (
        404,
        True,
        True,
    )
    assert (page.headers["Cache-Control"], "Esci subito" in page.text) == ("no-store", True)


@pytest.mark.parametrize(
    ("minutes", "mode", "shown"),
    [
        (-1, "online", True),
        (0, "online", True),
        (20, "online", True),
        (100, "online", True),
        (130, "online", False),
        (20, "in_person", True),
        (100, "in_person", False),
    ],
)
def test_a_meeting_is_there_until_it_is_over(
    app: Flask, alba: Standing, client: Client, minutes: int, mode: str, shown: bool
) -> None:
    steps.prepare(app, alba, minutes=60)
    with desk(app, alba):
        save_settings(HelpdeskSettings(online_kind=OnlineKind.JITSI, online_host="meet.alba.example"), by=None)
    browser = client(alba.host)
    path, _code = steps.book(browser, mode=mode)
    with time_machine.travel((at(10) + timedelta(minutes=minutes)).astimezone(UTC), tick=True):
        page = browser.get(path).text
    assert ("Non c'è nessun appuntamento in arrivo" not in page, "Entra nell'incontro online" in page) == (
        shown,
        shown and mode == "online",
    )
    assert ("/disdetta" in page, "/orario" in page) == (minutes < 0,) * 2
