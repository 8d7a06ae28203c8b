"""Public pages: who sees what, in which language, at which address."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask

from ama_net.features.site.models import Kind
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.tenancy import Tenant, tenant_scope
from ama_net.kernel.tenancy.registry import forget_cached_tenants
from tests.site.pages import news, write
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

Client = Callable[[str], Browser]


def close_room(app: Flask, standing: Standing, monkeypatch: pytest.MonkeyPatch, room: str) -> None:
    """Close a room of an association, as its office would."""
    from ama_net.features.site import rules

    real = rules.current_tenant

    def closed() -> object:
        info = real()
        rooms = info.identity.rooms.model_copy(update={room: info.id != standing.id})
        return type("Info", (), {"identity": info.identity.model_copy(update={"rooms": rooms})})()

    monkeypatch.setattr(rules, "current_tenant", closed)


def test_page_is_read_at_its_address(app: Flask, client: Client, alba: Standing) -> None:
    write(app, alba, "Chi siamo", "Un *gruppo* di persone.", summary="In breve.")
    answer = client(alba.host).get("/chi-siamo")
    assert answer.status_code == 200
    assert "<h1>Chi siamo</h1>" in answer.text
    assert "<em>gruppo</em>" in answer.text


def test_page_of_another_association_is_not_here(app: Flask, client: Client, alba: Standing, brig: Standing) -> None:
    write(app, alba, "Solo di Alba")
    assert client(alba.host).get("/solo-di-alba").status_code == 200
    assert client(brig.host).get("/solo-di-alba").status_code == 404


def test_draft_is_seen_by_nobody(app: Flask, client: Client, alba: Standing) -> None:
    write(app, alba, "Bozza", published=False)
    assert client(alba.host).get("/bozza").status_code == 404


def test_news_of_a_day_to_come_waits_for_it(app: Flask, client: Client, alba: Standing) -> None:
    news(app, alba, "Domani", today() + timedelta(days=1))
    news(app, alba, "Oggi", today())
    browser = client(alba.host)
    assert browser.get("/notizie/domani").status_code == 404
    assert "Domani" not in browser.get("/notizie").text
    assert browser.get("/notizie/oggi").status_code == 200


@pytest.mark.parametrize("address", ["/niente", "/Maiuscole", "/con%20spazio", "/notizie/niente", "/%00", "/a--b"])
def test_unknown_address_is_a_page_not_found(client: Client, alba: Standing, address: str) -> None:
    assert client(alba.host).get(address).status_code == 404


def test_page_does_not_take_the_place_of_a_room(client: Client, alba: Standing) -> None:
    app = client(alba.host).application
    with app.test_request_context("/gruppi"):
        from flask import request

        assert request.endpoint != "site_public.page"


@pytest.mark.parametrize(
    ("typed", "meant"), [("/gruppi/", "/gruppi"), ("/en/chi-siamo/", "/en/chi-siamo"), ("/notizie/", "/notizie")]
)
def test_slash_at_the_end_of_an_address_is_forgiven(client: Client, alba: Standing, typed: str, meant: str) -> None:
    answer = client(alba.host).get(typed)
    assert (answer.status_code, answer.location) == (301, meant)


def test_markdown_carries_no_script(app: Flask, client: Client, alba: Standing) -> None:
    body = (
        "<script>alert(1)</script> [x](javascript:alert(2)) ![y](https://altrove.example/p.png) <b onclick='x()'>z</b>"
    )
    write(app, alba, "Prova <script>", body)
    page = client(alba.host).get("/prova-script").text
    words = page.partition('<div class="prose">')[2].partition("</div>")[0]
    assert "<script" not in words
    assert "<a" not in words
    assert "<img" not in words
    assert "onclick=&#39;" not in page
    assert "<b " not in words
    assert "<h1>Prova &lt;script&gt;</h1>" in page


def test_english_page_shows_english_words_and_english_links(app: Flask, client: Client, alba: Standing) -> None:
    write(app, alba, "Chi siamo", "[gruppi](/gruppi) [casa](/en/) [fuori](https://example.org/)", english="About us")
    page = client(alba.host).get("/en/chi-siamo").text
    assert "<h1>About us</h1>" in page
    assert 'href="/en/gruppi"' in page
    assert '<a href="/en/" ' in page
    assert 'href="https://example.org/"' in page


def test_italian_page_drops_the_language_of_pasted_links(app: Flask, client: Client, alba: Standing) -> None:
    write(app, alba, "Chi siamo", "[gruppi](/en/gruppi) [inglese](/en)")
    words = client(alba.host).get("/chi-siamo").text.partition('<div class="prose">')[2]
    assert words.startswith('<p><a href="/gruppi"')
    assert '<a href="/" ' in words.partition("</div>")[0]


def test_page_without_english_says_so_in_english(app: Flask, client: Client, alba: Standing) -> None:
    write(app, alba, "Chi siamo", "[gruppi](/gruppi)")
    page = client(alba.host).get("/en/chi-siamo").text
    assert '<h1 lang="it">Chi siamo</h1>' in page
    assert '<div class="prose" lang="it">' in page
    assert 'href="/en/gruppi"' in page
    assert 'class="notice notice-info"' in page
    assert '<link rel="canonical" href="http://alba.localhost:8000/chi-siamo">' in page
    assert "hreflang" not in page.partition("<head>")[2].partition("</head>")[0]


def test_unpublished_translation_is_not_shown(app: Flask, client: Client, alba: Standing) -> None:
    write(app, alba, "Chi siamo", english="About us", published=False)
    assert client(alba.host).get("/en/chi-siamo").status_code == 404


def test_head_names_both_languages(app: Flask, client: Client, alba: Standing) -> None:
    write(app, alba, "Chi siamo", english="About us")
    head = client(alba.host).get("/en/chi-siamo").text
    assert '<link rel="canonical" href="http://alba.localhost:8000/en/chi-siamo">' in head
    assert '<link rel="alternate" hreflang="it" href="http://alba.localhost:8000/chi-siamo">' in head
    assert '<link rel="alternate" hreflang="en" href="http://alba.localhost:8000/en/chi-siamo">' in head
    assert '<link rel="alternate" hreflang="x-default" href="http://alba.localhost:8000/chi-siamo">' in head


def test_pages_about_groups_offer_to_leave_at_once(app: Flask, client: Client, alba: Standing) -> None:
    write(app, alba, "Come funziona un gruppo")
    write(app, alba, "Sportello", slug="sportello", room="helpdesk")
    write(app, alba, "Chi siamo")
    browser = client(alba.host)
    offered = {
        path: "data-quick-exit" in browser.get(path).text
        for path in ("/come-funziona-un-gruppo", "/sportello", "/chi-siamo")
    }
    assert offered == {"/come-funziona-un-gruppo": True, "/sportello": True, "/chi-siamo": False}


def test_page_of_a_closed_room_is_nowhere(app: Flask, client: Client, alba: Standing, brig: Standing) -> None:
    for standing in (alba, brig):
        write(app, standing, "Sostienici", slug="sostieni", room="donations", menu="main")
    with app.app_context(), tenant_scope(alba.id):
        identity = db.session.get_one(Tenant, alba.id).identity
    _rewrite_identity(app, alba, {**identity, "rooms": {**identity.get("rooms", {}), "donations": False}})
    browser = client(alba.host)
    assert browser.get("/sostieni").status_code == 404
    assert "/sostieni" not in browser.get("/").text
    assert "/sostieni" not in browser.get("/sitemap.xml").text
    assert client(brig.host).get("/sostieni").status_code == 200


def test_contacts_answer_before_anybody_wrote_them(client: Client, alba: Standing) -> None:
    page = client(alba.host).get("/contatti")
    assert page.status_code == 200
    assert 'href="mailto:info@alba.example"' in page.text


def test_contacts_have_a_button_for_each_number(app: Flask, client: Client, alba: Standing) -> None:
    with app.app_context(), tenant_scope(alba.id):
        identity = db.session.get_one(Tenant, alba.id).identity
    identity = {**identity, "contact": {"phones": [{"label": "Segreteria", "number": "051 658 4267"}]}}
    _rewrite_identity(app, alba, identity)
    write(app, alba, "Contatti", "Vieni a trovarci.", slug="contatti")
    page = client(alba.host).get("/contatti").text
    assert '<a class="btn btn-primary" href="tel:0516584267">' in page
    assert "Vieni a trovarci." in page


def _rewrite_identity(app: Flask, standing: Standing, identity: dict[str, object]) -> None:
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        db.session.get_one(Tenant, standing.id).identity = identity
    forget_cached_tenants()


def test_privacy_answers_before_anybody_wrote_it(app: Flask, client: Client, alba: Standing) -> None:
    assert "Associazione Alba di prova" in client(alba.host).get("/privacy").text
    write(app, alba, "Privacy", "Scritta da noi.", slug="privacy")
    page = client(alba.host).get("/privacy").text
    assert "Scritta da noi." in page
    assert "Il titolare dei dati" not in page


def test_news_are_listed_newest_first_in_pages(app: Flask, client: Client, alba: Standing) -> None:
    for number in range(1, 22):
        news(
            app,
            alba,
            f"Notizia {number:02}",
            date(2026, 10, number),
            english=f"News {number:02}" if number == 21 else None,
        )
    browser = client(alba.host)
    first = browser.get("/notizie").text
    assert first.index("Notizia 21") < first.index("Notizia 20")
    assert "Notizia 01" not in first
    assert "Notizia 01" in browser.get("/notizie?page=2").text
    assert browser.get("/notizie?page=3").status_code == 404
    english = browser.get("/en/notizie").text
    assert "News 21" in english
    assert '<li lang="it">' in english


def test_news_do_not_stand_among_pages(app: Flask, client: Client, alba: Standing) -> None:
    news(app, alba, "Una notizia")
    assert client(alba.host).get("/una-notizia").status_code == 404


@pytest.mark.parametrize("path", ["/pagina", "/en/pagina", "/notizie", "/notizie/notizia-1"])
def test_public_pages_ask_a_constant_number_of_queries(app: Flask, client: Client, alba: Standing, path: str) -> None:
    write(app, alba, "Pagina")
    news(app, alba, "Notizia 1")
    browser = client(alba.host)
    browser.get(path)
    with count_queries() as few:
        browser.get(path)
    for number in range(2, 5):
        write(app, alba, f"Pagina {number}", menu="main", english="Page")
        write(app, alba, f"Notizia {number}", kind=Kind.NEWS, english="News")
    with count_queries() as more:
        browser.get(path)
    assert (len(few), len(more)) == (2, 2)
