"""The local mailbox: what was delivered, shown without letting it do anything."""

from collections.abc import Callable
from html import unescape
from uuid import UUID, uuid4

import pytest
from flask import Flask

from ama_net.across import previews
from ama_net.foundation.config import Settings
from ama_net.foundation.mail import Envelope, open_transport
from tests.support.clients import Browser
from tests.support.standing import Standing

Client = Callable[[str], Browser]
EVIL = "<script>alert(1)</script><p style='color: red'>Ciao <a href='https://x.example/a'>apri</a><img src='https://spy.example/p.gif'></p>"


def _deliver(
    app: Flask, recipient: str = "maria@esempio.example", subject: str = "Ciao Màrio", html: str = EVIL
) -> UUID:
    mail_id = uuid4()
    text = "Apri https://x.example/a?b=1, poi https://y.example/c.\nE ancora https://x.example/a?b=1."
    with open_transport("mailbox:", app.extensions["settings"].var / "mailbox") as transport:
        mail = Envelope(f"{mail_id}@alba.example", "Alba", "posta@alba.example", recipient, subject, text, html)
        transport.deliver(mail.as_bytes(), envelope_from=mail.envelope_from, recipient=recipient)
    return mail_id


def test_mailbox_lists_what_was_delivered(app: Flask, client: Client) -> None:
    mail_id = _deliver(app)
    page = client("localhost").get("/posta-locale").text
    assert (f'href="/posta-locale/{mail_id}"' in page, "Ciao Màrio" in page, "maria@esempio.example" in page) == (
        True,
        True,
        True,
    )


def test_mailbox_is_narrowed_to_an_address(app: Flask, client: Client) -> None:
    _deliver(app, "maria@esempio.example", "Per Maria")
    _deliver(app, "rosa@esempio.example", "Per Rosa")
    page = client("localhost").get("/posta-locale?a=ROSA@").text
    assert ("Per Rosa" in page, "Per Maria" in page) == (True, False)


def test_empty_mailbox_says_so(client: Client) -> None:
    assert "Nessun messaggio" in client("localhost").get("/posta-locale").text


def test_mail_shows_its_links_once_as_links_of_the_page(app: Flask, client: Client) -> None:
    page = client("localhost").get(f"/posta-locale/{_deliver(app)}").text
    links = page.partition('id="mail-links"')[2].partition("</section>")[0]
    assert links.count("<li>") == 2
    assert '<a href="https://x.example/a?b=1">' in links
    assert '<a href="https://y.example/c">' in links


def test_mail_shows_its_headers_as_they_travelled(app: Flask, client: Client) -> None:
    mail_id = _deliver(app, subject="<script>" + "parola lunga " * 20)
    page = client("localhost").get(f"/posta-locale/{mail_id}").text
    headers = unescape(page.partition('id="mail-headers"')[2].partition("</section>")[0]).partition("<pre>")[2]
    lines = headers.partition("</pre>")[0].splitlines()
    names = [line.partition(": ")[0] for line in lines]
    assert names[:4] == ["Return-Path", "Delivered-To", "From", "To"]
    assert ("Auto-Submitted: auto-generated" in lines, f"Message-ID: <{mail_id}@alba.example>" in lines) == (True, True)
    assert "<script>parola" not in page


def test_mail_html_is_only_in_a_sandboxed_frame(app: Flask, client: Client) -> None:
    mail_id = _deliver(app)
    page = client("localhost").get(f"/posta-locale/{mail_id}").text
    assert f'<iframe src="/posta-locale/{mail_id}/html"' in page
    assert " sandbox " in page
    assert "<script>alert" not in page


def test_frame_may_do_nothing(app: Flask, client: Client) -> None:
    answer = client("localhost").get(f"/posta-locale/{_deliver(app)}/html")
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
    )
    assert (answer.headers["X-Frame-Options"], answer.mimetype, answer.text.strip()) == (
        "SAMEORIGIN",
        "text/html",
        EVIL,
    )


def test_frame_fetches_pictures_of_our_associations_only(app: Flask, client: Client, alba: Standing) -> None:
    ours = f"http://{alba.host}:8000"
    sources = [
        f"{ours}/newsletter/immagini/a.jpg",
        "http://spy.localhost:8000/a",
        f"http://{alba.host}:1/a",
        f"{ours};x",
    ]
    mail_id = _deliver(app, html="".join(f'<img alt="" src="{source}" width="9">' for source in sources))
    answer = client("localhost").get(f"/posta-locale/{mail_id}/html")
    assert f"; img-src data: {ours}; frame" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "address",
    ["/posta-locale/00000000-0000-7000-8000-000000000000", "/posta-locale/..%2F..%2Fsecrets", "/posta-locale/x"],
)
def test_unknown_mail_is_not_there(client: Client, address: str) -> None:
    assert client("localhost").get(address).status_code == 404


@pytest.mark.parametrize("address", ["/posta-locale", "/anteprime", "/anteprime/componenti"])
def test_pages_are_not_at_an_associations_host(client: Client, alba: Standing, address: str) -> None:
    assert client(alba.host).get(address).status_code == 404


def test_pages_are_not_in_production() -> None:
    for environment, opened in (("production", False), ("development", True), ("test", True)):
        app = Flask("bare")
        settings = Settings.model_construct(environment=environment)
        previews.connect(app, settings)
        assert ("mailbox.index" in app.view_functions, "previews.index" in app.view_functions) == (opened, opened)
