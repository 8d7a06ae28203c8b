"""The finder's page: every filter with its counts, chips to take back, near a municipality, ways on from nothing."""

import re
from datetime import date, time
from typing import Any

import pytest
from flask import Flask

from ama_net.features.groups.models import Audience, Mode
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.groups import FERRARA, make_group, make_meeting, make_venue, theme
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

CASALECCHIO, IMOLA = "037011", "037032"


def _page(browser: Browser, path: str, **options: Any) -> str:
    answer = browser.get(path, **options)
    assert answer.status_code == 200, answer.status_code
    return str(answer.get_data(as_text=True)).replace("&#39;", "'").replace("&amp;", "&")


def _titles(page: str) -> list[str]:
    return re.findall(r'card-link"><a href="[^"]+">([^<]+)</a>', page)


def _rows() -> None:
    audience = Audience(key="ragazzi", label="Ragazze e ragazzi", position=9)
    db.session.add(audience)
    venue = make_venue("Sala piana", municipality_code=CASALECCHIO, step_free=True)
    alfa = make_group(
        "Alfa", theme_id=theme("lutto").id, venue_id=venue.id, municipality_code=CASALECCHIO, newcomers=True
    )
    alfa.languages, alfa.audiences = ["de"], [audience]
    make_meeting(alfa, 1, time(10))
    make_meeting(alfa, 3, time(20, 30))
    beta = make_group("Beta", theme_id=theme("dipendenze").id, mode=Mode.ONLINE)
    make_meeting(beta, 3, time(15))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tema=lutto", ["Alfa"]),
        ("rivolto=ragazzi", ["Alfa"]),
        ("comune=037006", ["Beta"]),
        ("distretto=Reno-Lavino-Samoggia", ["Alfa"]),
        ("modo=online", ["Beta"]),
        ("modo=presenza", ["Alfa"]),
        ("giorno=mercoledi", ["Alfa", "Beta"]),
        ("giorno=1", ["Alfa"]),
        ("giorno=lunedi&giorno=domenica", ["Alfa"]),
        ("fascia=mattina", ["Alfa"]),
        ("fascia=pomeriggio", ["Beta"]),
        ("fascia=pomeriggio&fascia=sera", ["Alfa", "Beta"]),
        ("gradini=senza", ["Alfa"]),
        ("nuovi=si", ["Alfa"]),
        ("lingua=de", ["Alfa"]),
        ("lingua=it", ["Beta"]),
        ("vicino=Casalecchio di Reno&km=10", ["Alfa", "Beta"]),
        ("vicino=Imola (BO)&km=10", []),
        ("tema=lutto&giorno=mercoledi&fascia=sera&gradini=senza", ["Alfa"]),
        ("tema=lutto&modo=online", []),
    ],
)
def test_filters_of_the_address_narrow(fill: Any, citizen: Browser, query: str, found: list[str]) -> None:
    fill(_rows)
    assert _titles(_page(citizen, f"/gruppi?{query}")) == found


def test_every_choice_has_its_count(fill: Any, citizen: Browser) -> None:
    fill(_rows)
    page = re.sub(r"<[^>]+>", "", _page(citizen, "/gruppi?giorno=mercoledi"))
    for said in (
        "lunedì (1)",
        "mercoledì (2)",
        "Mattina (1)",
        "Sera (1)",
        "Senza gradini (1)",
        "Accoglie persone nuove (1)",
    ):
        assert said in page
    for said in (
        "Esperienze di lutto (1)",
        "tedesco (1)",
        "Casalecchio di Reno (1)",
        "Online (1)",
        "Ragazze e ragazzi (1)",
    ):
        assert said in page


def test_language_is_no_filter_where_everybody_speaks_italian(fill: Any, citizen: Browser) -> None:
    fill(lambda: make_group("Alfa"))
    assert 'name="lingua"' not in _page(citizen, "/gruppi")


def test_what_was_chosen_can_be_taken_back_one_by_one(fill: Any, citizen: Browser) -> None:
    fill(_rows)
    page = _page(citizen, "/gruppi?tema=lutto&giorno=lunedi&giorno=mercoledi&vicino=Bologna&km=40&page=2")
    chips = dict(re.findall(r'<li><a href="([^"]+)"><span class="visually-hidden">Togli </span>([^<]+) <', page))
    assert {label: url for url, label in chips.items()} == {
        "Tema: Esperienze di lutto": "/gruppi?giorno=lunedi&giorno=mercoledi&vicino=Bologna&km=40",
        "Giorno: lunedì": "/gruppi?tema=lutto&giorno=mercoledi&vicino=Bologna&km=40",
        "Giorno: mercoledì": "/gruppi?tema=lutto&giorno=lunedi&vicino=Bologna&km=40",
        "Entro 40 km da Bologna": "/gruppi?tema=lutto&giorno=lunedi&giorno=mercoledi",
    }


def test_filters_are_folded_until_somebody_wants_them(fill: Any, citizen: Browser) -> None:
    fill(_rows)
    assert '<details class="finder-more">' in _page(citizen, "/gruppi?giorno=lunedi")


def test_nearest_comes_first_with_its_distance(fill: Any, citizen: Browser) -> None:
    fill(
        lambda: (
            make_group("Alfa", municipality_code=IMOLA),
            make_group("Beta"),
            make_group("Gamma", municipality_code=FERRARA),
        )
    )
    page = _page(citizen, "/gruppi?vicino=Casalecchio+di+Reno&km=40")
    assert _titles(page) == ["Beta", "Alfa"]
    assert re.findall(r'"distance">\(([^)]+)\)', page) == ["circa 5 km", "circa 37 km"]


def test_group_that_hides_its_place_is_near_to_nothing(fill: Any, citizen: Browser) -> None:
    fill(lambda: (make_group("Riparo", hides_place=True), make_group("Alfa")))
    assert _titles(_page(citizen, "/gruppi?vicino=Bologna&km=10")) == ["Alfa"]
    page = _page(citizen, "/gruppi?q=riparo")
    assert "Luogo e ora riservati: si dicono al primo contatto" in page


def test_unknown_place_is_told_with_the_names_most_like_it(fill: Any, citizen: Browser) -> None:
    fill(lambda: make_group("Alfa"))
    page = _page(citizen, "/gruppi?vicino=Bolgona")
    assert "Non conosciamo un comune chiamato «Bolgona»." in page
    assert 'href="/gruppi?vicino=Bologna+%28BO%29"' in page
    assert _titles(page) == ["Alfa"]


def test_places_are_suggested_those_with_groups_first(fill: Any, citizen: Browser) -> None:
    fill(lambda: make_group("Alfa", municipality_code=CASALECCHIO))
    options = re.findall(r'value="([^"]+)"', _page(citizen, "/gruppi/comuni?vicino=casal"))
    assert (options[0], len(options)) == ("Casalecchio di Reno (BO)", 8)


@pytest.mark.parametrize("typed", ["", "%00", "%", "x" * 3000, "%27"])
def test_suggestions_take_rubbish(citizen: Browser, typed: str) -> None:
    assert citizen.get(f"/gruppi/comuni?vicino={typed}").status_code == 200


def test_mended_word_can_be_searched_as_typed(fill: Any, citizen: Browser) -> None:
    fill(lambda: make_group("Ginestra"))
    page = _page(citizen, "/gruppi?q=ginestar")
    assert 'href="/gruppi?q=ginestar&esatta=si"' in page
    assert "Nessuno usa la parola" not in _page(citizen, "/gruppi?q=ginestar&esatta=si")


def test_fragment_tells_an_address_without_empty_filters(fill: Any, citizen: Browser) -> None:
    fill(_rows)
    asked = "/gruppi?q=&tema=lutto&vicino=&km=20&giorno=lunedi&comune="
    answer = citizen.get(asked, headers={"HX-Request": "true"})
    assert answer.headers["HX-Replace-Url"] == "/gruppi?tema=lutto&giorno=lunedi"
    assert "HX-Replace-Url" not in citizen.get(asked).headers


def test_map_of_the_same_search_is_one_step_away(fill: Any, citizen: Browser) -> None:
    fill(_rows)
    assert 'href="/gruppi/mappa?tema=lutto"' in _page(citizen, "/gruppi?tema=lutto&comune=&page=1")


def test_town_stands_once_on_a_card(fill: Any, citizen: Browser) -> None:
    fill(lambda: make_group("Alfa", venue_id=make_venue("Sede di prova, Bologna").id))
    assert "<span>Sede di prova, Bologna</span>" in _page(citizen, "/gruppi")


def test_nothing_nearby_on_that_day_tells_of_other_days(fill: Any, citizen: Browser) -> None:
    fill(_rows)
    page = _page(citizen, "/gruppi?tema=lutto&comune=037006&giorno=sabato")
    assert "Lo stesso tema nei comuni vicini" in page
    assert 'href="/gruppi?tema=lutto&comune=037011">Casalecchio di Reno</a> (1), circa 5 km' in page


def test_nothing_leads_to_online_groups_to_the_same_theme_and_to_a_new_group(fill: Any, citizen: Browser) -> None:
    fill(_rows)
    page = _page(citizen, "/gruppi?tema=dipendenze&vicino=Ferrara&km=10")
    for said in (
        "Un gruppo che si incontra online",
        "Un gruppo sullo stesso tema",
        'href="/gruppi/avvia"',
        "info@alba.example",
    ):
        assert said in page


def test_nothing_here_leads_to_the_network(app: Flask, fill: Any, citizen: Browser, brig: Standing) -> None:
    with app.app_context(), tenant_scope(brig.id), unit_of_work():
        make_group("Ginestra")
    page = _page(citizen, "/gruppi?q=ginestra")
    assert 'href="http://localhost:8000/?q=ginestra">Un gruppo di un\'altra associazione della rete' in page


def test_groups_of_ones_own_are_not_those_of_others(app: Flask, fill: Any, citizen: Browser, brig: Standing) -> None:
    with app.app_context(), tenant_scope(brig.id), unit_of_work():
        make_group("Ginestra")
    fill(lambda: (make_group("Ginestra viola"), make_group("Ginestra gialla")))
    page = _page(citizen, "/gruppi?q=ginestra&vicino=Imola&km=10")
    assert "Un gruppo di un'altra associazione della rete" in page


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "a%20" * 4000,
        "q=%00lutto%00",
        "vicino=%00&km=boh",
        "vicino=" + "x" * 5000,
        "km=10",
        "fascia=notte&gradini=boh&nuovi=forse&lingua=%F0%9F%98%80",
        "&".join(f"giorno={number}" for number in range(300)),
        "tema=lutto&tema=dipendenze",
        "q=%E2%80%AE%F0%9F%98%80&vicino=%27%3B--",
    ],
)
def test_finder_takes_rubbish_and_long_addresses(fill: Any, citizen: Browser, query: str) -> None:
    fill(_rows)
    assert citizen.get(f"/gruppi?{query}").status_code == 200


@pytest.mark.parametrize(
    "path", ["/gruppi", "/gruppi?q=gruppo", "/gruppi?vicino=Bologna", "/gruppi?tema=lutto&giorno=mercoledi"]
)
def test_finder_asks_the_same_number_of_questions_for_one_group_and_for_a_hundred(
    fill: Any, citizen: Browser, path: str
) -> None:
    def some(first: int, last: int) -> None:
        for number in range(first, last):
            group = make_group(f"Gruppo {number}", theme_id=theme("lutto").id, confirmed_on=date(2026, 1, 1))
            make_meeting(group, 3, time(20))

    fill(lambda: some(0, 1))
    _page(citizen, path)
    with count_queries() as one:
        _page(citizen, path)
    fill(lambda: some(1, 101))
    _page(citizen, path)  # the first search after a change reads it
    with count_queries() as hundred:
        _page(citizen, path)
    assert len(hundred) == len(one)
