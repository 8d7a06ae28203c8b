"""The search over published groups: words with typing errors, synonyms, filters with counts, and the wall around it."""

import pytest
from flask import Flask
from sqlalchemy import create_engine, select
from sqlalchemy import text as sql

from ama_net.features.groups.models import Audience, Group, Meeting, Theme
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.directory import PUBLISHED_COLUMNS, SearchQuery, search_listing
from ama_net.kernel.tenancy import tenant_scope
from tests.support.standing import Standing


def _theme(key: str, label: str, synonyms: list[str]) -> Theme:
    found = db.session.execute(select(Theme).where(Theme.key == key)).scalar()
    theme = found or Theme(key=key)
    theme.label, theme.label_en, theme.synonyms, theme.description = label, label, synonyms, ""
    db.session.add(theme)
    return theme


def _publish(tenant: Standing, **changes: object) -> None:
    with tenant_scope(tenant.id), unit_of_work():
        grief = _theme("lutto", "Esperienze di lutto", ["vedovo", "perdita"])
        addiction = _theme("dipendenze", "Dipendenze", ["alcol", "gioco", "azzardo"])
        audience = Audience(key="aud-" + tenant.slug, label="Chi ha cura", position=9)
        db.session.add(audience)
        db.session.flush()
        first = Group(
            slug="stella",
            name="Stella",
            theme_id=grief.id,
            municipality_code="037006",
            mode="in_person",
            status="active",
        )
        first.meetings = [Meeting(weekday=3, frequency="weekly", position=0)]
        first.audiences = [audience]
        second = Group(slug="porto", name="Il Porto", theme_id=addiction.id, municipality_code="037011", mode="online")
        hidden = Group(slug="riparo", name="Riparo", theme_id=grief.id, municipality_code="037006", hides_place=True)
        hidden.meetings = [Meeting(weekday=2, frequency="weekly", position=0)]
        draft = Group(slug="bozza", name="Bozza segreta", published=False)
        db.session.add_all([first, second, hidden, draft])


@pytest.fixture
def published(app: Flask, alba: Standing, brig: Standing) -> Standing:
    with app.app_context():
        _publish(alba)
        _publish(brig)
    return alba


def _names(app: Flask, **query: object) -> list[str]:
    with app.app_context():
        return [row.name for row in search_listing(SearchQuery(**query)).rows]  # type: ignore[arg-type]


def test_search_finds_by_a_synonym_of_the_theme(app: Flask, published: Standing) -> None:
    assert _names(app, text="azzardo", tenant_id=published.id) == ["Il Porto"]


def test_search_mends_a_typing_error(app: Flask, published: Standing) -> None:
    with app.app_context():
        result = search_listing(SearchQuery(text="dipendense", tenant_id=published.id))
    assert [row.name for row in result.rows] == ["Il Porto"]
    assert result.mended == {"dipendense": "dipendenze"}


def test_sentence_no_group_has_whole_finds_those_with_a_word_of_it(app: Flask, published: Standing) -> None:
    with app.app_context():
        result = search_listing(SearchQuery(text="nostro zelante azzardo", tenant_id=published.id))
    assert ([row.name for row in result.rows], result.loosened) == (["Il Porto"], True)


def test_search_that_finds_every_word_is_not_loosened(app: Flask, published: Standing) -> None:
    with app.app_context():
        assert not search_listing(SearchQuery(text="azzardo", tenant_id=published.id)).loosened


@pytest.mark.parametrize(("text", "urgent"), [("violenza", True), ("pensieri di Suicidio", True), ("lutto", False)])
def test_words_that_cannot_wait_are_recognised(text: str, urgent: bool) -> None:
    assert SearchQuery(text=text).urgent is urgent


def test_association_that_closes_its_groups_leaves_the_listing(app: Flask, published: Standing) -> None:
    engine = create_engine(app.extensions["settings"].database_owner_url)
    with engine.begin() as connection:
        connection.execute(sql("SET LOCAL ROLE ama_bypass"))
        connection.execute(
            sql("UPDATE tenants SET identity = jsonb_set(identity, '{rooms,groups}', 'false') WHERE slug = 'alba'")
        )
    engine.dispose()
    with app.app_context():
        slugs = {row.tenant_slug for row in search_listing(SearchQuery()).rows}
    assert slugs == {"brig"}


def test_search_ignores_accents_and_finds_the_beginning_of_a_word(app: Flask, published: Standing) -> None:
    assert _names(app, text="vedòv", tenant_id=published.id) == ["Stella", "Riparo"]


def test_search_of_one_association_never_shows_another(app: Flask, published: Standing) -> None:
    with app.app_context():
        rows = search_listing(SearchQuery(tenant_id=published.id)).rows
    assert {row.tenant_slug for row in rows} == {"alba"}


def test_search_of_the_portal_shows_every_association(app: Flask, published: Standing) -> None:
    with app.app_context():
        result = search_listing(SearchQuery(text="stella"))
    assert [(row.tenant_slug, row.name) for row in result.rows] == [("alba", "Stella"), ("brig", "Stella")]


def test_filters_count_the_other_choices(app: Flask, published: Standing) -> None:
    with app.app_context():
        result = search_listing(SearchQuery(theme="lutto", mode="in_person", tenant_id=published.id))
    assert result.total == 1
    assert {value.key: value.count for value in result.facets["theme"]} == {"lutto": 1}
    assert {value.key: value.count for value in result.facets["mode"]} == {"in_person": 1, "unknown": 1}
    assert {value.key: value.count for value in result.facets["weekday"]} == {"3": 1}


def test_unpublished_group_is_nowhere(app: Flask, published: Standing) -> None:
    assert _names(app, text="bozza segreta") == []


def test_group_that_hides_its_place_has_none_in_the_listing(app: Flask, published: Standing) -> None:
    with app.app_context():
        row = search_listing(SearchQuery(text="riparo", tenant_id=published.id)).rows[0]
    assert (row.municipality, row.venue_name, row.meetings) == (None, None, [])
    assert _names(app, municipality="037006", tenant_id=published.id) == ["Stella"]


def test_group_leaves_the_listing_when_it_is_unpublished(app: Flask, published: Standing) -> None:
    with app.app_context(), tenant_scope(published.id), unit_of_work():
        db.session.execute(select(Group).where(Group.slug == "stella")).scalar_one().published = False
    assert _names(app, tenant_id=published.id) == ["Il Porto", "Riparo"]


@pytest.mark.parametrize("text", ["'", "a & b | !c", "\\", "%_%", "(((", "il la di", "x" * 500, "😀 ☠", "a:*b <-> c"])
def test_search_survives_rubbish(app: Flask, published: Standing, text: str) -> None:
    assert isinstance(_names(app, text=text, tenant_id=published.id), list)


def test_published_columns_are_the_decided_ones() -> None:
    assert sorted(PUBLISHED_COLUMNS) == [
        "address", "audience_keys", "audiences", "changes", "confirmed_on", "contact", "created_at", "day_parts",
        "description", "district", "entry", "group_id", "hides_place", "host", "in_portal", "is_example", "kind",
        "languages", "lat", "lon", "meetings", "mode", "municipality", "municipality_code", "name", "newcomers",
        "online_url", "organisation", "pauses", "postcode", "promoters", "province", "sequence", "slug", "sort_name",
        "started_on", "status", "step_free", "summary", "tenant_id", "tenant_name", "tenant_slug", "terms", "theme_key",
        "theme_label", "theme_label_en", "theme_words", "updated_at", "venue_name", "weekdays", "words",
    ]  # fmt: skip
