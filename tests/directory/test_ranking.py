"""What comes first, what is mended and what is not, and places written among the words."""

from datetime import time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.groups.models import Status, Theme
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.directory import SearchQuery, search_listing
from ama_net.kernel.directory.mending import distance, slips_allowed
from ama_net.kernel.directory.queries import found_ids
from ama_net.kernel.directory.query import SearchResult
from ama_net.kernel.directory.ranking import Score
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.groups import FERRARA, make_group, make_meeting, make_venue, theme
from tests.support.standing import Standing

CASALECCHIO, IMOLA = "037011", "037032"


@pytest.fixture
def fill(app: Flask, alba: Standing) -> Any:
    """Write rows in Alba and commit."""
    with app.app_context():

        def run(work: Any) -> None:
            with tenant_scope(alba.id), unit_of_work():
                work()

        yield run


def _search(text: str = "", tenant: Standing | None = None, **query: Any) -> SearchResult:
    result = search_listing(SearchQuery(text=text, tenant_id=tenant.id if tenant else None, **query))
    db.session.rollback()
    return result


def _names(text: str, **query: Any) -> list[str]:
    return [row.name for row in _search(text, **query).rows]


def test_name_comes_before_theme_and_theme_before_description(fill: Any) -> None:
    def rows() -> None:
        make_group("Alfa", description="parliamo anche di lutto")
        make_group("Beta", theme_id=theme("lutto").id)
        make_group("Gamma del lutto")

    fill(rows)
    assert _names("lutto") == ["Gamma del lutto", "Beta", "Alfa"]


def test_what_a_group_is_about_comes_before_a_synonym_of_its_theme(fill: Any) -> None:
    def rows() -> None:
        make_group("Alfa", theme_id=theme("dipendenze").id)
        make_group("Beta", theme_id=theme("dipendenze").id, theme_words="gioco d'azzardo")

    fill(rows)
    assert _names("azzardo") == ["Beta", "Alfa"]


def test_whole_word_comes_before_the_beginning_of_a_longer_one(fill: Any) -> None:
    fill(lambda: (make_group("Alfaromeo"), make_group("Zeta alfa")))
    assert _names("alfa") == ["Zeta alfa"]
    assert _names("alfar") == ["Alfaromeo"]


def test_confirmed_comes_before_unconfirmed_and_examples_last(fill: Any) -> None:
    def rows() -> None:
        make_group("Ginestra A", is_example=True)
        make_group("Ginestra B", status=Status.UNCONFIRMED)
        make_group("Ginestra C")

    fill(rows)
    assert _names("ginestra") == ["Ginestra C", "Ginestra B", "Ginestra A"]


def test_exact_name_is_always_first(fill: Any) -> None:
    def rows() -> None:
        make_group("Lutto e lutto", theme_id=theme("lutto").id)
        make_group("Non più soli", description="", is_example=True)
        make_group("Soli non più soli mai", theme_id=theme("lutto").id)

    fill(rows)
    assert _names("non piu soli")[0] == "Non più soli"


def _of_every_kind() -> None:
    make_group("Alfa", is_example=True)
    make_group("Beta", status=Status.UNCONFIRMED)
    make_group("Gamma", status=Status.UNCONFIRMED)
    for name in ("Delta", "Epsilon"):
        make_meeting(make_group(name, status=Status.UNCONFIRMED), 3, time(18))
    make_group("Zeta")
    make_group("Eta")


IN_TURN = ["Eta", "Zeta", "Delta", "Epsilon", "Beta", "Gamma", "Alfa"]


def test_without_words_sure_groups_come_first_then_those_with_an_hour_and_examples_last(fill: Any) -> None:
    fill(_of_every_kind)
    assert _names("") == IN_TURN
    assert [name for page in (1, 2, 3, 4) for name in _names("", page=page, per_page=2)] == IN_TURN
    assert _names("", weekday=3) == ["Delta", "Epsilon"]


def test_calendars_and_feeds_have_the_order_of_the_pages(fill: Any, alba: Standing) -> None:
    fill(_of_every_kind)
    ids = found_ids(SearchQuery(tenant_id=alba.id))
    named = {row.group_id: row.name for row in _search("", alba).rows}
    assert [named[group_id] for group_id in ids] == IN_TURN


def test_where_nobody_has_all_words_the_subject_of_most_words_comes_first(fill: Any) -> None:
    def rows() -> None:
        make_group("Beve e gioca", theme_id=theme("dipendenze").id)
        make_group("Alfa", theme_id=theme("lutto").id, is_example=True)

    fill(rows)
    result = _search("lutto, e mio marito beve")
    assert ([row.name for row in result.rows], result.loosened) == (["Alfa", "Beve e gioca"], True)


def test_pages_follow_one_another_in_the_order_of_relevance(fill: Any) -> None:
    def rows() -> None:
        for number in range(7):
            make_group(f"Nome {number}", theme_words="ginestra" if number % 2 else "", description="ginestra")

    fill(rows)
    pages = [_names("ginestra", page=page, per_page=2) for page in (1, 2, 3, 4, 5)]
    assert [name for page in pages for name in page] == [f"Nome {number}" for number in (1, 3, 5, 0, 2, 4, 6)]


@pytest.mark.parametrize(
    ("typed", "meant", "slips"),
    [
        ("dipendense", "dipendenze", 1),
        ("alzaimer", "alzheimer", 2),
        ("manca", "mani", 2),
        ("lutot", "lutto", 1),
        ("", "a", 1),
    ],
)
def test_slips_are_counted(typed: str, meant: str, slips: int) -> None:
    assert distance(typed, meant) == slips


@pytest.mark.parametrize(("word", "slips"), [("via", 0), ("manca", 1), ("alzaimer", 2), ("dipendense", 3)])
def test_longer_words_may_have_more_slips(word: str, slips: int) -> None:
    assert slips_allowed(word) == slips


def test_word_is_not_mended_into_one_that_is_far(fill: Any) -> None:
    fill(lambda: make_group("Mani calde"))
    result = _search("manca")
    assert ([row.name for row in result.rows], dict(result.mended)) == ([], {})


def test_of_two_words_as_near_the_one_of_a_theme_is_meant(fill: Any) -> None:
    def rows() -> None:
        db.session.execute(select(Theme).where(Theme.key == "dipendenze")).scalar_one().synonyms = ["dipendente"]
        make_group("Alfa", theme_id=theme("dipendenze").id)

    fill(rows)
    assert dict(_search("dipendense").mended) == {"dipendense": "dipendenze"}


def test_search_as_typed_mends_nothing(fill: Any) -> None:
    fill(lambda: make_group("Ginestra"))
    assert _names("ginestar") == ["Ginestra"]
    assert _names("ginestar", literal=True) == []


def test_english_name_of_a_theme_is_found(fill: Any) -> None:
    def rows() -> None:
        db.session.execute(select(Theme).where(Theme.key == "lutto")).scalar_one().label_en = "Bereavement"
        make_group("Alfa", theme_id=theme("lutto").id)

    fill(rows)
    assert (_names("bereavement"), _names("bereavemnt")) == (["Alfa"], ["Alfa"])


def test_initials_of_a_name_find_it(fill: Any) -> None:
    fill(lambda: (make_group("Al-Anon – Centro"), make_group("Alcolisti Anonimi – Centro")))
    assert _names("AA") == ["Alcolisti Anonimi – Centro"]


def test_who_is_meant_only_decides_what_comes_first(fill: Any) -> None:
    def rows() -> None:
        make_group("Alfa", theme_words="droga")
        make_group("Beta", theme_words="droga: figli e genitori")
        make_group("Gamma", theme_words="figli")

    fill(rows)
    result = _search("mio figlio si droga")
    assert ([row.name for row in result.rows], result.loosened) == (["Beta", "Alfa"], False)


def test_place_typed_among_the_words_is_searched_around(fill: Any, alba: Standing) -> None:
    def rows() -> None:
        make_group("Alfa", theme_id=theme("lutto").id)
        make_group("Beta", theme_id=theme("lutto").id, municipality_code=FERRARA)

    fill(rows)
    result = _search("lutto casalecchio", alba)
    assert [row.name for row in result.rows] == ["Alfa"]
    assert (result.near and result.near.town.name, result.place_words) == ("Casalecchio di Reno", "casalecchio")


def test_place_alone_is_searched_around(fill: Any) -> None:
    fill(lambda: (make_group("Alfa"), make_group("Beta", municipality_code=FERRARA)))
    assert _names("Zola Predosa") == ["Alfa"]


def test_place_where_a_group_meets_needs_no_search_around(fill: Any) -> None:
    fill(lambda: (make_group("Alfa", municipality_code=CASALECCHIO), make_group("Beta")))
    result = _search("casalecchio di reno")
    assert ([row.name for row in result.rows], result.near) == (["Alfa"], None)


def test_far_place_is_no_place_of_this_network(fill: Any) -> None:
    fill(lambda: make_group("Alfa"))
    assert _names("palermo") == []


def test_points_are_added_as_by_hand() -> None:
    score = Score()
    for groups, points in ((0b0111, 3), (0b0110, 5), (0b0100, 9), (0b1000, 1)):
        score.add(groups, points)
    assert list(score.classes(0b1111)) == [0b0100, 0b0010, 0b0001, 0b1000]


def _protected() -> None:
    venue = make_venue("Casa nascosta", step_free=True)
    group = make_group("Porto sicuro", hides_place=True, venue_id=venue.id, theme_id=theme("lutto").id)
    make_meeting(group, 3, time(18))


@pytest.mark.parametrize(
    "query",
    [
        {"municipality": "037006"},
        {"district": "Città di Bologna"},
        {"weekday": 3},
        {"day_part": "evening"},
        {"step_free": "yes"},
    ],
)
def test_protected_group_is_not_found_by_place_or_time(fill: Any, query: dict[str, Any]) -> None:
    fill(_protected)
    assert (_names("", **query), _names("porto"), _names("lutto")) == ([], ["Porto sicuro"], ["Porto sicuro"])


@pytest.mark.parametrize("text", ["bologna", "nascosta", "lutto bologna", "lutto casalecchio"])
def test_protected_group_is_not_found_by_a_place_among_the_words(fill: Any, text: str) -> None:
    fill(lambda: (_protected(), make_group("Altro", municipality_code=IMOLA)))
    result = _search(text)
    assert "Porto sicuro" not in [row.name for row in result.rows] or result.loosened
