"""The finder, the page of a group and its sheet, as a citizen sees them."""

from collections.abc import Callable
from datetime import time
from typing import Any

import pytest

from ama_net.features.groups.models import Frequency, Group, Kind, Mode, Status
from tests.factories.groups import FERRARA, make_group, make_meeting, make_venue, theme
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

Client = Callable[[str], Browser]


def _page(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.get_data(as_text=True)


def test_finder_lists_published_groups_with_their_facts(fill: Any, citizen: Browser) -> None:
    def rows() -> None:
        group = make_group("Oltre il silenzio", theme_id=theme("lutto").id, venue_id=make_venue("Centro Lame").id)
        make_meeting(group, 3, time(18), ends=time(19, 30))

    fill(rows)
    page = _page(citizen, "/gruppi")
    for said in ("Oltre il silenzio", "Esperienze di lutto", "Centro Lame, Bologna", "ogni mercoledì, ore 18:00-19:30"):
        assert said in page.replace('<span class="unbroken">', "").replace("</span>", "")
    assert 'href="/gruppi/oltre-il-silenzio"' in page


@pytest.mark.parametrize("values", [{"published": False}, {"status": Status.CLOSED}])
def test_groups_not_to_be_seen_are_nowhere(fill: Any, citizen: Browser, values: dict[str, Any]) -> None:
    fill(lambda: make_group("Nascosto", **values))
    assert "Nascosto" not in _page(citizen, "/gruppi")
    assert "Nascosto" not in _page(citizen, "/gruppi?q=nascosto").replace("«nascosto»", "")
    assert citizen.get("/gruppi/nascosto").status_code == 404
    assert citizen.get("/gruppi/nascosto/scheda.pdf").status_code == 404


def test_finder_says_which_word_it_mended(fill: Any, citizen: Browser) -> None:
    fill(lambda: make_group("Gruppo lutto", theme_words="dipendenze"))
    page = _page(citizen, "/gruppi?q=dipendense")
    assert "Nessuno usa la parola «dipendense»: ecco che cosa c'è per «dipendenze»." in page.replace("&#39;", "'")
    assert "Gruppo lutto" in page


def test_finder_keeps_services_of_another_kind_apart(fill: Any, citizen: Browser) -> None:
    fill(lambda: (make_group("Alla pari"), make_group("Caffè", kind=Kind.RELATED_SERVICE)))
    assert "/gruppi/caffe" not in _page(citizen, "/gruppi")
    other = _page(citizen, "/gruppi?tipo=related_service")
    assert "/gruppi/caffe" in other
    assert "/gruppi/alla-pari" not in other
    assert "Questi non sono gruppi di auto mutuo aiuto" in other


def test_search_without_results_leads_on(fill: Any, citizen: Browser) -> None:
    fill(lambda: make_group("Alfa"))
    page = _page(citizen, "/gruppi?q=zzzzqqqq")
    for said in ("info@alba.example", "Vedi tutti i gruppi", 'href="/gruppi/avvia"'):
        assert said in page


def test_search_without_results_names_places_nearby(fill: Any, citizen: Browser) -> None:
    fill(lambda: make_group("Alfa"))
    page = _page(citizen, "/gruppi?comune=037011")  # Casalecchio, beside Bologna
    assert "nei comuni vicini" in page
    assert 'href="/gruppi?comune=037006"' in page
    assert "Casalecchio di Reno (BO), 0" in page


def test_finder_answers_htmx_with_the_content_alone(fill: Any, citizen: Browser) -> None:
    fill(lambda: make_group("Alfa"))
    answer = citizen.get("/gruppi", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "<html" not in answer
    assert 'id="results"' in answer


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=x", "?giorno=9", "?tipo=boh", "?tema=%00", "?q=%27%22%3C%26%7C!:*", "?page=400"]
)
def test_finder_takes_rubbish_in_the_address(fill: Any, citizen: Browser, query: str) -> None:
    fill(lambda: make_group("Alfa"))
    assert citizen.get(f"/gruppi{query}").status_code == 200


def test_group_page_says_what_must_be_asked(fill: Any, citizen: Browser) -> None:
    def rows() -> None:
        group = make_group("Sera", status=Status.UNCONFIRMED, confirmed_on=None, mode=Mode.UNKNOWN)
        make_meeting(group, 1, None, time_words="sera")
        make_meeting(group, 2, None, frequency=Frequency.UNKNOWN)

    fill(rows)
    page = _page(citizen, "/gruppi/sera").replace("&#39;", "'")
    assert "ogni lunedì, sera; martedì, ora da chiedere" in page
    assert "Da confermare, chiedi prima" in page
    assert "non ancora" in page
    assert "Bologna (BO), sede da chiedere" in page


def test_group_page_never_tells_source_and_office_notes(fill: Any, citizen: Browser) -> None:
    fill(lambda: make_group("Alfa", source="https://fonte.example/x", office_notes="parlato con la parrocchia"))
    page = _page(citizen, "/gruppi/alfa")
    assert "fonte.example" not in page
    assert "parrocchia" not in page


def test_example_is_marked_on_card_and_page(fill: Any, citizen: Browser) -> None:
    fill(lambda: make_group("Gruppo di esempio", is_example=True))
    assert "Esempio" in _page(citizen, "/gruppi")
    assert "il gruppo non esiste" in _page(citizen, "/gruppi/gruppo-di-esempio")


def test_card_without_a_theme_says_what_the_group_is_about(fill: Any, citizen: Browser) -> None:
    fill(lambda: make_group("Badiamoci", theme_words="assistenti familiari"))
    assert "assistenti familiari" in _page(citizen, "/gruppi")


def test_service_has_no_button_to_join(fill: Any, citizen: Browser) -> None:
    fill(lambda: (make_group("Alla pari"), make_group("Caffè", kind=Kind.RELATED_SERVICE)))
    assert "/gruppi/alla-pari/partecipa" in _page(citizen, "/gruppi/alla-pari")
    page = _page(citizen, "/gruppi/caffe")
    assert "/partecipa" not in page
    assert "Non è un gruppo di auto mutuo aiuto" in page


def _protected() -> Group:
    venue = make_venue("Casa Segretissima", address="vicolo Nascondiglio 7", notes="citofono Zeta", step_free=True)
    group = make_group("Porto sicuro", hides_place=True, venue_id=venue.id, municipality_code=FERRARA)
    make_meeting(group, 4, time(17, 45), ends=time(19, 15))
    return group


PLACE_AND_HOUR = ("Segretissima", "Nascondiglio", "Zeta", "gradini", "17:45", "19:15", "giovedì", "Ferrara")


@pytest.mark.parametrize("path", ["/gruppi", "/gruppi?q=porto", "/gruppi/porto-sicuro", "/en/gruppi/porto-sicuro"])
def test_protected_group_tells_place_and_hour_nowhere(fill: Any, citizen: Browser, path: str) -> None:
    fill(_protected)
    page = _page(citizen, path)
    assert "Porto sicuro" in page
    assert [said for said in PLACE_AND_HOUR if said in page] == []


@pytest.mark.parametrize("word", ["segretissima", "nascondiglio", "ferrara"])
def test_protected_group_is_not_found_by_its_place(fill: Any, citizen: Browser, word: str) -> None:
    fill(_protected)
    assert "Porto sicuro" not in _page(citizen, f"/gruppi?q={word}")


def test_group_of_the_other_association_is_not_there(
    fill: Any, client: Client, brig: Standing, citizen: Browser
) -> None:
    fill(lambda: make_group("Solo di Alba"))
    assert citizen.get("/gruppi/solo-di-alba").status_code == 200
    stranger = client(brig.host)
    assert stranger.get("/gruppi/solo-di-alba").status_code == 404
    assert stranger.get("/gruppi/solo-di-alba/scheda.pdf").status_code == 404
    assert "Solo di Alba" not in _page(stranger, "/gruppi")


def _full(name: str) -> None:
    group = make_group(name, theme_id=theme().id, venue_id=make_venue(f"Sede {name}").id)
    make_meeting(group)
    make_meeting(group, 5)


def test_finder_asks_the_same_number_of_queries_for_one_row_and_three(fill: Any, citizen: Browser) -> None:
    fill(lambda: _full("Uno"))
    _page(citizen, "/gruppi")
    with count_queries() as one:
        _page(citizen, "/gruppi")
    fill(lambda: [_full(name) for name in ("Due", "Tre")])
    _page(citizen, "/gruppi")  # the first search after a change reads it
    with count_queries() as three:
        _page(citizen, "/gruppi")
    assert len(one) == len(three)
