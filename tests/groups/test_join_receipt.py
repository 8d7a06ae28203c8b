"""The receipt: link and code on one page, in one browser, for a short while."""

from typing import Any

import time_machine
from flask import Flask

from ama_net.foundation.clock import now
from tests.groups import join_steps as steps
from tests.support.standing import Standing

RECEIPT = "/richieste/ricevuta"


def test_receipt_shows_a_whole_link_and_a_code(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    path, code = steps.ask_and_read(browser)
    assert f"http://{alba.host}:8000{path}" in browser.get(RECEIPT).text
    assert (len(code), code[4]) == (9, "-")


def test_database_keeps_digests_of_link_and_code_only(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    path, code = steps.ask_and_read(client(alba.host))
    with steps.inside(app, alba):
        row = steps.the_request()
        kept = b"".join([row.secret_digest, row.code_digest or b"", row.form_digest])
        assert len(kept) == 96
        assert path.rpartition("/")[2].encode() not in kept
        assert code.replace("-", "").encode() not in kept


def test_receipt_survives_a_reload(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    steps.ask(browser)
    assert [browser.get(RECEIPT).status_code for _ in range(2)] == [200, 200]


def test_receipt_is_gone_after_ten_minutes(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    steps.ask(browser)
    with time_machine.travel(now().timestamp() + 601):
        answer = browser.get(RECEIPT)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/richieste")


def test_receipt_is_gone_when_hidden(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    steps.ask(browser)
    browser.submit(RECEIPT)
    assert browser.get(RECEIPT).status_code == 303


def test_receipt_is_not_in_another_browser(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    steps.ask(client(alba.host))
    assert client(alba.host).get(RECEIPT).status_code == 303


def test_receipt_does_not_open_at_the_other_association(
    app: Flask, alba: Standing, brig: Standing, client: Any
) -> None:
    steps.prepare(app, alba, brig)
    browser = client(alba.host)
    steps.ask(browser)
    with browser.session_transaction() as cookie:
        receipt = cookie["join_receipt"]
    stranger = client(brig.host)
    with stranger.session_transaction() as cookie:
        cookie["join_receipt"] = receipt
    assert stranger.get(RECEIPT).status_code == 303
