"""The menus of the layouts."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from tests.site.pages import news, write
from tests.site.test_pages import close_room
from tests.support.clients import Browser
from tests.support.standing import Standing

Client = Callable[[str], Browser]
ENTRY = re.compile(r'<li><a href="([^"]+)"( aria-current="page")?>([^<]+)</a></li>')


def _main(page: str) -> list[tuple[str, str]]:
    wide = page.partition('class="page site-menu menu-wide"')[2].partition("</nav>")[0]
    return [(url, title) for url, _active, title in ENTRY.findall(wide)]


def _footer(page: str) -> list[tuple[str, str]]:
    return [(url, title) for url, _active, title in ENTRY.findall(page.partition("<footer")[2])]


def test_menu_has_groups_pages_and_news_in_order(app: Flask, client: Client, alba: Standing) -> None:
    write(app, alba, "Chi siamo", menu="main")
    write(app, alba, "Contatti", slug="contatti", menu="main")
    write(app, alba, "Fuori menu")
    news(app, alba, "Notizia")
    assert _main(client(alba.host).get("/").text) == [
        ("/gruppi", "Trova un gruppo"),
        ("/chi-siamo", "Chi siamo"),
        ("/notizie", "Notizie"),
        ("/contatti", "Contatti"),
    ]


def test_menu_has_no_news_before_there_is_any(client: Client, alba: Standing) -> None:
    assert _main(client(alba.host).get("/").text) == [("/gruppi", "Trova un gruppo")]


def test_menu_shows_news_even_without_pages(app: Flask, client: Client, alba: Standing) -> None:
    news(app, alba, "Notizia")
    assert ("/notizie", "Notizie") in _main(client(alba.host).get("/").text)


def test_menu_speaks_english_where_it_can(app: Flask, client: Client, alba: Standing) -> None:
    write(app, alba, "Chi siamo", menu="main", english="About us")
    write(app, alba, "Tavoli", menu="main", menu_label="I tavoli")
    assert _main(client(alba.host).get("/en/").text)[1:] == [("/en/chi-siamo", "About us"), ("/en/tavoli", "I tavoli")]


def test_menu_marks_where_one_is(app: Flask, client: Client, alba: Standing) -> None:
    write(app, alba, "Chi siamo", menu="main")
    news(app, alba, "Notizia")
    browser = client(alba.host)
    assert '<a href="/chi-siamo" aria-current="page">' in browser.get("/chi-siamo").text
    assert '<a href="/notizie" aria-current="page">' in browser.get("/notizie/notizia").text
    assert "aria-current" not in browser.get("/").text


def test_menu_leaves_out_drafts(app: Flask, client: Client, alba: Standing) -> None:
    write(app, alba, "Bozza", menu="main", published=False)
    assert "Bozza" not in client(alba.host).get("/").text


def test_footer_always_leads_to_contacts_and_privacy(app: Flask, client: Client, alba: Standing) -> None:
    browser = client(alba.host)
    urls = [url for url, _ in _footer(browser.get("/en/").text)]
    assert urls == ["/en/contatti", "/en/diventa-socio", "/en/documenti", "/en/privacy", "/en/newsletter"]
    write(app, alba, "Come si entra", menu="footer")
    write(app, alba, "Privacy", slug="privacy", menu="footer")
    assert _footer(browser.get("/").text) == [
        ("/contatti", "Contatti"),
        ("/diventa-socio", "Diventa socio"),
        ("/documenti", "Documenti"),
        ("/come-si-entra", "Come si entra"),
        ("/privacy", "Privacy"),
        ("/newsletter", "Newsletter"),
    ]


@pytest.mark.parametrize(("room", "left"), [("members", "/documenti"), ("documents", "/diventa-socio")])
def test_footer_leaves_out_a_closed_room(
    app: Flask, client: Client, alba: Standing, monkeypatch: pytest.MonkeyPatch, room: str, left: str
) -> None:
    close_room(app, alba, monkeypatch, room)
    assert [url for url, _ in _footer(client(alba.host).get("/").text)] == [
        "/contatti",
        left,
        "/privacy",
        "/newsletter",
    ]
