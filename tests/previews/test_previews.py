"""The preview pages: every component and every mail, in every look."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from ama_net.across.previews.found import associations, documents, mail_previews, mails, pdf_previews
from tests.support.clients import Browser

Client = Callable[[str], Browser]


def test_index_names_every_mail_and_every_look(app: Flask, client: Client) -> None:
    page = client("localhost").get("/anteprime").text
    with app.app_context():
        names = mails()
    assert [name for name in names if name not in page] == []
    assert ("tema=alba" in page, "tema=brig" in page) == (True, True)


@pytest.mark.parametrize("address", ["/anteprime/componenti", "/anteprime/ufficio"])
@pytest.mark.parametrize("query", ["", "?tema=alba", "?tema=brig", "?tema=evil&endpoint=x&_external=1"])
def test_gallery_renders_in_every_look(client: Client, address: str, query: str) -> None:
    answer = client("localhost").get(f"{address}{query}")
    assert answer.status_code == 200
    assert " style=" not in answer.text.replace("<style", "")


def test_gallery_wears_the_chosen_look(
    app: Flask, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "brig").mkdir()
    (tmp_path / "brig" / "theme.css").write_text(":root { --brand: #123456 }")
    monkeypatch.setitem(app.extensions["settings"].__dict__, "tenants", tmp_path)
    browser = client("localhost")
    assert 'href="/anteprime/aspetto/brig/theme.css"' in browser.get("/anteprime/componenti?tema=brig").text
    assert "theme.css" not in browser.get("/anteprime/componenti?tema=alba").text
    style = browser.get("/anteprime/aspetto/brig/theme.css")
    assert (style.mimetype, "#123456" in style.text) == ("text/css", True)


def test_every_mail_has_a_sample(app: Flask) -> None:
    with app.app_context():
        assert set(mail_previews()) ^ set(mails()) == set()


def test_every_mail_with_a_sample_renders_in_every_look_and_language(app: Flask, client: Client) -> None:
    browser = client("localhost")
    with app.app_context():
        names, looks = sorted(mail_previews()), list(associations())
    addresses = [
        f"/anteprime/messaggi/{name}?tema={look}&lingua={language}"
        for name in names
        for look in looks
        for language in ("it", "en")
    ]
    assert {address: status for address in addresses if (status := browser.get(address).status_code) != 200} == {}


def test_mail_preview_speaks_for_the_chosen_association(app: Flask, client: Client) -> None:
    with app.app_context():
        name = min(mail_previews())
    html = client("localhost").get(f"/anteprime/messaggi/{name}/html?tema=brig").text
    assert ("Brig" in html, "Alba" in html) == (True, False)


def test_every_document_has_a_sample_and_is_a_pdf_in_every_look(app: Flask, client: Client) -> None:
    with app.app_context():
        names, looks = documents(), list(associations())
        assert set(names) ^ set(pdf_previews()) == set()
    for address in [f"/anteprime/documenti/{name}?tema={look}" for name in names for look in looks]:
        answer = client("localhost").get(address)
        assert (address, answer.mimetype, answer.data[:5]) == (address, "application/pdf", b"%PDF-")


@pytest.mark.parametrize(
    "address",
    [
        "/anteprime/messaggi/nobody/knows",
        "/anteprime/documenti/none",
        "/anteprime/aspetto/alba/tenant.toml",
        "/anteprime/aspetto/..%2f..%2f/theme.css",
    ],
)
def test_unknown_preview_is_not_there(client: Client, address: str) -> None:
    assert client("localhost").get(address).status_code == 404
