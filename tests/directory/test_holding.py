"""The directory held in memory: never older than the database, never ahead of what is committed, as good at spelling."""

import pytest
from flask import Flask
from sqlalchemy import select, text

from ama_net.features.groups.models import Group, Theme
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.directory import SearchQuery, search_listing
from ama_net.kernel.directory.index import chosen
from ama_net.kernel.directory.mending import Vocabulary, trigrams
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.groups import make_group, theme
from tests.support.queries import count_queries
from tests.support.standing import Standing


def _add(standing: Standing, name: str, **values: object) -> None:
    with tenant_scope(standing.id), unit_of_work():
        make_group(name, **values)


def _found(typed: str, standing: Standing | None = None) -> list[str]:
    query = SearchQuery(text=typed, tenant_id=standing.id if standing else None)
    names = [row.name for row in search_listing(query).rows]
    db.session.rollback()
    return names


def test_search_sees_a_change_as_soon_as_it_is_committed(app: Flask, alba: Standing) -> None:
    with app.app_context():
        _add(alba, "Ginestra")
        assert _found("ginestra") == ["Ginestra"]
        with tenant_scope(alba.id), unit_of_work():
            db.session.execute(select(Group).where(Group.slug == "ginestra")).scalar_one().name = "Betulla"
        assert (_found("ginestra"), _found("betulla")) == ([], ["Betulla"])


def test_search_follows_the_words_of_a_theme(app: Flask, alba: Standing) -> None:
    with app.app_context():
        with tenant_scope(alba.id), unit_of_work():
            make_group("Ginestra", theme_id=theme("lutto").id)
        assert _found("gelsomino") == []
        with tenant_scope(alba.id), unit_of_work():
            db.session.execute(select(Theme).where(Theme.key == "lutto")).scalar_one().synonyms = ["gelsomino"]
        assert _found("gelsomino") == ["Ginestra"]


def test_what_is_not_committed_is_seen_by_its_own_transaction_alone(app: Flask, alba: Standing) -> None:
    with app.app_context():
        assert _found("ginestra") == []
        with tenant_scope(alba.id):
            make_group("Ginestra")
            inside = [row.name for row in search_listing(SearchQuery(text="ginestra")).rows]
            db.session.rollback()
        assert (inside, _found("ginestra")) == (["Ginestra"], [])


def test_search_asks_one_statement_once_the_directory_is_held(app: Flask, alba: Standing) -> None:
    with app.app_context():
        _add(alba, "Ginestra")
        _found("ginestra")
        with count_queries() as queries:
            _found("ginestra")
        assert len(queries) == 1


def test_words_are_mended_with_those_of_the_same_association(app: Flask, alba: Standing, brig: Standing) -> None:
    with app.app_context():
        _add(brig, "Ginestra")
        mended = search_listing(SearchQuery(text="ginestar", tenant_id=brig.id)).mended
        elsewhere = search_listing(SearchQuery(text="ginestar", tenant_id=alba.id)).mended
        assert (mended, elsewhere) == ({"ginestar": "ginestra"}, {})


def test_word_is_not_mended_when_somebody_uses_its_beginning(app: Flask, alba: Standing) -> None:
    with app.app_context():
        _add(alba, "Ginestra")
        assert search_listing(SearchQuery(text="gine")).mended == {}


@pytest.mark.parametrize("pair", [("dipendense", "dipendenze"), ("alzaimer", "alzheimer"), ("via", "via"), ("a", "bc")])
def test_words_are_as_alike_as_the_database_says(app: Flask, pair: tuple[str, str]) -> None:
    one, other = (trigrams(word) for word in pair)
    with app.app_context():
        said = db.session.execute(text("SELECT similarity(:one, :other)"), {"one": pair[0], "other": pair[1]}).scalar()
    assert len(one & other) / len(one | other) == pytest.approx(said)


def test_vocabulary_of_nothing_mends_nothing() -> None:
    assert Vocabulary({}).nearest("dipendense", None) is None


@pytest.mark.parametrize(("bits", "letters"), [(0, ""), (1, "a"), (0b10110, "bce"), (1 << 4, "e")])
def test_lowest_bit_is_the_first(bits: int, letters: str) -> None:
    assert "".join(chosen("abcde", bits)) == letters
