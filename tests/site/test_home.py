"""The first screen: four needs at once, in both languages, from the association's words or ours."""

import re
from collections.abc import Callable
from datetime import date

from flask import Flask

from tests.site.pages import news, write
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

Client = Callable[[str], Browser]
NEED = re.compile(r'<a class="need[^"]*" href="([^"]+)">.*?<b>([^<]+)</b>', re.DOTALL)

OWN_NEEDS = [
    {"key": "find_group", "title": "Cerca il tuo gruppo", "text": "Per tema", "action": "Cerca", "link": "/en/gruppi"},
    {"key": "give", "title": "Dona", "text": "Anche poco", "action": "Come", "link": "/come-aiutare"},
]


def _needs(page: str) -> list[tuple[str, str]]:
    return NEED.findall(page)


def test_home_answers_four_needs_before_anybody_wrote_it(client: Client, alba: Standing) -> None:
    page = client(alba.host).get("/").text
    assert _needs(page) == [
        ("/gruppi", "Trova un gruppo"),
        ("/contatti", "Parla con qualcuno"),
        ("/sostieni", "Sostienici"),
        ("/contatti", "Partecipa"),
    ]


def test_home_in_english_keeps_the_language_in_its_links(client: Client, alba: Standing) -> None:
    page = client(alba.host).get("/en/").text
    assert [url for url, _ in _needs(page)] == ["/en/gruppi", "/en/contatti", "/en/sostieni", "/en/contatti"]


def test_home_shows_the_words_of_the_association(app: Flask, client: Client, alba: Standing) -> None:
    write(app, alba, "Non sei solo", "Siamo **qui**.", slug="home", needs=OWN_NEEDS)
    page = client(alba.host).get("/").text
    assert "<h1>Non sei solo</h1>" in page
    assert "<strong>qui</strong>" in page
    assert _needs(page)[0] == ("/gruppi", "Cerca il tuo gruppo")


def test_need_that_leads_to_no_page_leads_to_the_contacts(app: Flask, client: Client, alba: Standing) -> None:
    write(app, alba, "Non sei solo", slug="home", needs=OWN_NEEDS)
    assert _needs(client(alba.host).get("/").text)[2] == ("/contatti", "Dona")
    write(app, alba, "Come aiutare", slug="come-aiutare")
    assert _needs(client(alba.host).get("/").text)[2] == ("/come-aiutare", "Dona")


def test_home_shows_the_three_latest_news(app: Flask, client: Client, alba: Standing) -> None:
    for day in range(1, 5):
        news(app, alba, f"Notizia {day}", date(2026, 11, day))
    page = client(alba.host).get("/").text
    assert re.findall(r"Notizia \d", page) == ["Notizia 4", "Notizia 3", "Notizia 2"]


def test_home_shows_nothing_of_another_association(app: Flask, client: Client, alba: Standing, brig: Standing) -> None:
    write(app, brig, "Casa di Brig", slug="home")
    news(app, brig, "Notizia di Brig")
    assert "Brig" not in client(alba.host).get("/").text


def test_address_of_the_home_page_is_the_root(app: Flask, client: Client, alba: Standing) -> None:
    answer = client(alba.host).get("/en/home")
    assert (answer.status_code, answer.location) == (301, "/en/")


def test_home_asks_one_query_however_much_there_is(app: Flask, client: Client, alba: Standing) -> None:
    browser = client(alba.host)
    browser.get("/")
    with count_queries() as empty:
        browser.get("/")
    write(app, alba, "Casa", slug="home", english="Home")
    for number in range(1, 9):
        news(app, alba, f"Notizia {number}", english=f"News {number}")
        write(app, alba, f"Pagina {number}", menu="main", english=f"Page {number}")
    with count_queries() as full:
        browser.get("/en/")
    assert (len(empty), len(full)) == (1, 1)
