"""The verbs of the site: addresses, versions, translations, deletion; and what they refuse."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.site.models import Kind, PageWords, SitePage, SitePageVersion
from ama_net.features.site.operations import (
    PageFacts,
    WrongPage,
    bring_back,
    change_page,
    create_page,
    delete_pages,
    move_in_menu,
    publish_again,
    restore_version,
    set_published,
    translate_page,
)
from ama_net.features.site.operations.writing import KEPT_VERSIONS
from ama_net.features.site.queries import page_of, sibling_of, versions_of
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.office import CannotUndo
from tests.site.pages import make_page
from tests.support.standing import Standing


@pytest.mark.parametrize(
    "slug", ["gruppi", "en", "manage", "my", "feeds", "files", "api", "accedi", "sostieni", "healthz"]
)
def test_reserved_address_is_refused(in_alba: Standing, slug: str) -> None:
    with pytest.raises(WrongPage) as refusal:
        make_page("Prova", slug=slug)
    assert refusal.value.field == "slug"


@pytest.mark.parametrize("slug", ["Maiuscola", "due parole", "1-numero", "à", "x" * 61, "../su"])
def test_address_badly_written_is_refused(in_alba: Standing, slug: str) -> None:
    with pytest.raises(WrongPage) as refusal:
        make_page("Prova", slug=slug)
    assert refusal.value.field == "slug"


def test_address_of_a_room_is_for_the_page_that_introduces_it(in_alba: Standing) -> None:
    assert make_page("Sostienici", slug="sostieni", room="donations").slug == "sostieni"


def test_address_taken_is_refused(in_alba: Standing) -> None:
    make_page("Chi siamo")
    with pytest.raises(WrongPage):
        make_page("Chi siamo")


def test_page_and_news_may_share_an_address(in_alba: Standing) -> None:
    make_page("Chi siamo")
    assert make_page("Chi siamo", kind=Kind.NEWS).path == "/notizie/chi-siamo"


def test_address_comes_from_the_title(in_alba: Standing) -> None:
    assert make_page("Più di così: l'età!").slug == "piu-di-cosi-l-eta"
    assert make_page("2 giugno", kind=Kind.NEWS).slug == "notizia-2-giugno"


@pytest.mark.parametrize(
    ("field", "words"),
    [("title", PageWords("  ")), ("title", PageWords("x" * 201)), ("body", PageWords("x", body="y" * 100_001))],
)
def test_words_none_or_too_many_are_refused(in_alba: Standing, field: str, words: PageWords) -> None:
    with pytest.raises(WrongPage) as refusal:
        create_page(kind=Kind.PAGE, words=words, facts=PageFacts(), by=SYSTEM)
    assert refusal.value.field == field


def test_published_page_keeps_its_address(in_alba: Standing) -> None:
    page = make_page("Chi siamo")
    with pytest.raises(WrongPage):
        change_page(page, words=page.words, facts=PageFacts(slug="noi"), by=SYSTEM)


def test_draft_moves_with_its_translation(in_alba: Standing) -> None:
    page = make_page("Chi siamo", english="About us", published=False)
    assert change_page(page, words=page.words, facts=PageFacts(slug="noi"), by=SYSTEM) == ["slug"]
    sibling = sibling_of(page)
    assert sibling is not None
    assert (sibling.slug, sibling.title) == ("noi", "About us")


def test_second_translation_is_refused(in_alba: Standing) -> None:
    page = make_page("Chi siamo", english="About us")
    with pytest.raises(WrongPage):
        translate_page(page, words=PageWords("Us"), menu_label=None, by=SYSTEM)


def test_words_of_before_are_kept_and_come_back(in_alba: Standing) -> None:
    page = make_page("Chi siamo", "Prima.")
    change_page(page, words=PageWords("Noi", body="Dopo."), facts=PageFacts(), by=SYSTEM)
    (version,) = versions_of(page)
    assert (version.title, version.body) == ("Chi siamo", "Prima.")
    restore_version(page, version, by=SYSTEM)
    assert (page.title, page.body_html) == ("Chi siamo", "<p>Prima.</p>\n")
    assert [entry.title for entry in versions_of(page)] == ["Noi", "Chi siamo"]


def test_saving_the_same_words_makes_no_version(in_alba: Standing) -> None:
    page = make_page("Chi siamo", "Testo.")
    assert change_page(page, words=page.words, facts=PageFacts(), by=SYSTEM) == []
    assert list(versions_of(page)) == []


def test_only_the_last_versions_are_kept(in_alba: Standing) -> None:
    page = make_page("Pagina 0")
    for number in range(1, KEPT_VERSIONS + 4):
        change_page(page, words=PageWords(f"Pagina {number}"), facts=PageFacts(), by=SYSTEM)
    kept = [version.title for version in versions_of(page)]
    assert kept == [f"Pagina {number}" for number in range(KEPT_VERSIONS + 2, 2, -1)]


def test_fixed_pages_are_never_taken_away(in_alba: Standing) -> None:
    home = make_page("Casa", slug="home", english="Home")
    assert set_published([home], published=False, by=SYSTEM) == []
    assert delete_pages([home], by=SYSTEM) == []
    english = sibling_of(home)
    assert english is not None
    assert delete_pages([english], by=SYSTEM) == [english]


def test_news_published_without_a_day_get_todays(in_alba: Standing) -> None:
    assert make_page("Notizia", kind=Kind.NEWS).published_on == today()


def test_deleted_page_comes_back_with_its_translation(in_alba: Standing) -> None:
    page = make_page("Chi siamo", english="About us")
    gone = delete_pages([page], by=SYSTEM)
    assert [row.title for row in gone] == ["Chi siamo", "About us"]
    assert page_of(page.id) is None
    bring_back({"pages": [str(row.id) for row in gone]}, by=SYSTEM)
    assert [row.deleted_at for row in gone] == [None, None]


def test_deleted_page_does_not_come_back_over_another(in_alba: Standing) -> None:
    page = make_page("Chi siamo")
    delete_pages([page], by=SYSTEM)
    make_page("Chi siamo")
    with pytest.raises(CannotUndo):
        bring_back({"pages": [str(page.id)]}, by=SYSTEM)


def test_publication_is_taken_back_only_while_it_stands(in_alba: Standing) -> None:
    page = make_page("Chi siamo", published=False)
    set_published([page], published=True, by=SYSTEM)
    publish_again({"pages": [str(page.id)], "published": True}, by=SYSTEM)
    assert page.published is False
    with pytest.raises(CannotUndo):
        publish_again({"pages": [str(page.id)], "published": True}, by=SYSTEM)


def test_rows_deleted_long_ago_are_removed_by_the_next_deletion(in_alba: Standing) -> None:
    old, other = make_page("Vecchia"), make_page("Altra")
    change_page(old, words=PageWords("Vecchissima"), facts=PageFacts(), by=SYSTEM)
    delete_pages([old], by=SYSTEM)
    old.deleted_at = now() - timedelta(days=31)
    db.session.flush()
    delete_pages([other], by=SYSTEM)
    assert db.session.scalars(select(SitePage.title)).all() == ["Altra"]
    assert db.session.scalar(select(func.count()).select_from(SitePageVersion)) == 0


def test_page_that_enters_a_menu_goes_to_its_end_and_moves(in_alba: Standing) -> None:
    first, second = make_page("Prima", menu="main"), make_page("Seconda", menu="main")
    assert (first.menu_order, second.menu_order) == (10, 20)
    assert move_in_menu(second, -1, by=SYSTEM) is True
    assert (first.menu_order, second.menu_order) == (20, 10)
    assert move_in_menu(second, -1, by=SYSTEM) is False
    assert move_in_menu(make_page("Fuori"), 1, by=SYSTEM) is False


def test_every_table_is_empty_for_the_other_association(app: Flask, in_alba: Standing, brig: Standing) -> None:
    from ama_net.kernel.tenancy import tenant_scope

    page = make_page("Chi siamo")
    change_page(page, words=PageWords("Noi"), facts=PageFacts(), by=SYSTEM)
    db.session.commit()
    with tenant_scope(brig.id):
        assert db.session.scalars(select(SitePage.id)).all() == []
        assert db.session.scalars(select(SitePageVersion.id)).all() == []
