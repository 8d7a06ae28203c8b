"""The office's pages about the site, through the browser."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from flask import Flask

from ama_net.features.site.models import SitePage
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.tenancy import tenant_scope
from tests.site.pages import news, write
from tests.support.cast import STRANGER, sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

Client = Callable[[str], Browser]
FIELDS = {"title": "Chi siamo", "slug": "", "summary": "In breve.", "body": "Un **testo**.", "menu": "main", "room": ""}


@pytest.fixture
def editor(client: Client, alba: Standing) -> Browser:
    """The editor of Alba, signed in."""
    return sign_in(client(alba.host), alba, Role.EDITOR)


def _page(app: Flask, standing: Standing, slug: str) -> SitePage:
    with app.app_context(), tenant_scope(standing.id):
        page = db.session.query(SitePage).filter_by(slug=slug, language="it").one()
        db.session.expunge(page)
        return page


def _undo(browser: Browser, path: str) -> int:
    url = re.search(r'action="(/manage/undo/[^"]+)"', browser.get(path).text)
    assert url is not None
    return browser.submit(url[1]).status_code


def test_editor_writes_publishes_and_takes_back(app: Flask, client: Client, editor: Browser, alba: Standing) -> None:
    answer = editor.submit("/manage/pagine/nuova", {**FIELDS, "action": "save"})
    assert answer.status_code == 302
    reader = client(alba.host)
    assert reader.get("/chi-siamo").status_code == 404
    page = _page(app, alba, "chi-siamo")
    editor.submit(f"/manage/pagine/{page.id}/pubblicazione", {"published": "1"})
    assert "<strong>testo</strong>" in reader.get("/chi-siamo").text
    assert _undo(editor, f"/manage/pagine/{page.id}") == 303
    assert reader.get("/chi-siamo").status_code == 404


def test_save_and_publish_in_one_step(client: Client, editor: Browser, alba: Standing) -> None:
    editor.submit("/manage/notizie/nuova", {"title": "Notizia", "body": "Testo", "action": "publish"})
    assert client(alba.host).get("/notizie/notizia").status_code == 200


def test_preview_shows_and_saves_nothing(app: Flask, editor: Browser, alba: Standing) -> None:
    answer = editor.submit("/manage/pagine/nuova", {**FIELDS, "action": "preview"})
    assert answer.status_code == 200
    assert "<strong>testo</strong>" in answer.text.partition('id="preview"')[2]
    assert 'value="Chi siamo"' in answer.text
    assert "Chi siamo" not in editor.get("/manage/pagine").text


def test_preview_as_a_fragment_is_not_a_whole_page(editor: Browser) -> None:
    answer = editor.submit("/manage/pagine/nuova", {**FIELDS, "action": "preview"}, headers={"HX-Request": "true"})
    assert "<html" not in answer.text
    assert "<strong>testo</strong>" in answer.text


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", ""), ("slug", "gruppi"), ("slug", "Non Va"), ("menu", "altrove"), ("menu_label", "x" * 31)],
)
def test_what_cannot_be_is_said_beside_its_field(editor: Browser, field: str, value: str) -> None:
    answer = editor.submit("/manage/pagine/nuova", {**FIELDS, "action": "save", field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def test_edit_changes_the_site_and_keeps_the_words_of_before(
    app: Flask, client: Client, editor: Browser, alba: Standing
) -> None:
    page_id = write(app, alba, "Chi siamo", "Prima.")
    form = editor.get(f"/manage/pagine/{page_id}/testo").text
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', form)
    assert seen is not None
    editor.submit(f"/manage/pagine/{page_id}/testo", {**FIELDS, "body": "Dopo.", "seen": seen[1], "action": "save"})
    reader = client(alba.host)
    assert "Dopo." in reader.get("/chi-siamo").text
    version = re.search(rf"/manage/pagine/{page_id}/versioni/[0-9a-f-]+", editor.get(f"/manage/pagine/{page_id}").text)
    assert version is not None
    assert "Prima." in editor.get(version[0]).text
    editor.submit(f"{version[0]}/ripristino")
    assert "Prima." in reader.get("/chi-siamo").text


def test_edit_over_somebody_elses_asks_once(app: Flask, client: Client, editor: Browser, alba: Standing) -> None:
    page_id = write(app, alba, "Chi siamo", "Prima.")
    fields = {**FIELDS, "body": "Mio.", "seen": "2026-01-01T00:00:00+00:00", "action": "save"}
    answer = editor.submit(f"/manage/pagine/{page_id}/testo", fields)
    assert answer.status_code == 422
    assert "Mio." in answer.text
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', answer.text)
    assert seen is not None
    assert editor.submit(f"/manage/pagine/{page_id}/testo", {**fields, "seen": seen[1]}).status_code == 302
    assert "Mio." in client(alba.host).get("/chi-siamo").text


def test_home_is_written_with_its_four_answers(app: Flask, client: Client, editor: Browser, alba: Standing) -> None:
    page_id = write(app, alba, "Casa", slug="home")
    seen = _page(app, alba, "home").updated_at.isoformat()
    answers = {"give_title": "Dona", "give_text": "Anche poco", "give_action": "Come", "give_link": "/en/contatti"}
    answer = editor.submit(
        f"/manage/pagine/{page_id}/testo", {"title": "Casa", "seen": seen, "action": "save", **answers}
    )
    assert answer.status_code == 302
    assert _page(app, alba, "home").needs == [
        {"key": "give", "title": "Dona", "text": "Anche poco", "action": "Come", "link": "/contatti"}
    ]
    assert "<b>Dona</b>" in client(alba.host).get("/").text


def test_answer_of_the_home_leads_only_inside_the_site(app: Flask, editor: Browser, alba: Standing) -> None:
    page_id = write(app, alba, "Casa", slug="home")
    fields = {"title": "Casa", "give_title": "Dona", "give_link": "//altrove.example/"}
    answer = editor.submit(f"/manage/pagine/{page_id}/testo", {**fields, "action": "save"})
    assert 'id="give_link-error"' in answer.text


def test_english_version_is_written_from_the_italian(
    app: Flask, client: Client, editor: Browser, alba: Standing
) -> None:
    page_id = write(app, alba, "Chi siamo", "Testo.")
    address = f"/manage/pagine/{page_id}/inglese"
    assert 'value="Chi siamo"' in editor.get(address).text
    editor.submit(address, {"title": "About us", "body": "Text.", "action": "publish"})
    assert "<h1>About us</h1>" in client(alba.host).get("/en/chi-siamo").text
    assert editor.get(address).status_code == 302


def test_deletion_is_undone(app: Flask, client: Client, editor: Browser, alba: Standing) -> None:
    page_id = write(app, alba, "Chi siamo", english="About us")
    editor.submit(f"/manage/pagine/{page_id}/eliminazione")
    reader = client(alba.host)
    assert reader.get("/en/chi-siamo").status_code == 404
    assert _undo(editor, "/manage/pagine") == 303
    assert "<h1>About us</h1>" in reader.get("/en/chi-siamo").text


def test_ticked_rows_are_taken_off_the_site_together(
    app: Flask, client: Client, editor: Browser, alba: Standing
) -> None:
    ids = [write(app, alba, f"Pagina {number}") for number in (1, 2)]
    editor.submit("/manage/pagine/selezione", {"selected": ids, "action": "unpublish"})
    reader = client(alba.host)
    assert [reader.get(f"/pagina-{number}").status_code for number in (1, 2)] == [404, 404]
    assert _undo(editor, "/manage/pagine") == 303
    assert [reader.get(f"/pagina-{number}").status_code for number in (1, 2)] == [200, 200]


def test_fixed_pages_stay_whatever_is_asked(app: Flask, client: Client, editor: Browser, alba: Standing) -> None:
    page_id = write(app, alba, "Privacy", "Nostra.", slug="privacy")
    editor.submit(f"/manage/pagine/{page_id}/eliminazione")
    editor.submit(f"/manage/pagine/{page_id}/pubblicazione", {"published": "0"})
    assert "Nostra." in client(alba.host).get("/privacy").text


def test_menu_is_ordered_with_arrows(app: Flask, client: Client, editor: Browser, alba: Standing) -> None:
    write(app, alba, "Prima", menu="main")
    second = write(app, alba, "Seconda", menu="main")
    answer = editor.submit(f"/manage/pagine/{second}/posto", {"move": "up"})
    assert answer.location == "/manage/pagine/menu#main"
    page = client(alba.host).get("/").text
    assert page.index(">Seconda<") < page.index(">Prima<")


def test_news_and_pages_are_different_rooms(app: Flask, editor: Browser, alba: Standing) -> None:
    news_id = news(app, alba, "Notizia")
    assert editor.get(f"/manage/pagine/{news_id}").status_code == 404
    assert editor.get(f"/manage/notizie/{news_id}").status_code == 200


def test_list_is_searched_filtered_and_taken_away(app: Flask, editor: Browser, alba: Standing, brig: Standing) -> None:
    write(app, alba, "Chi siamo")
    write(app, alba, "Bozza", published=False)
    write(app, brig, "Di Brig")
    page = editor.get("/manage/pagine?state=draft").text
    assert ("Bozza</a>" in page, "Chi siamo</a>" in page, "Di Brig" in page) == (True, False, False)
    assert "Chi siamo</a>" in editor.get("/manage/pagine?q=siàmo").text
    lines = editor.get("/manage/pagine/elenco.csv").text.splitlines()
    assert [line.split(";")[0] for line in lines[1:]] == ["Bozza", "Chi siamo"]


def test_list_asks_a_constant_number_of_queries(app: Flask, editor: Browser, alba: Standing) -> None:
    write(app, alba, "Pagina 1", english="Page 1")
    editor.get("/manage/pagine")
    with count_queries() as few:
        editor.get("/manage/pagine")
    for number in (2, 3):
        write(app, alba, f"Pagina {number}", english=f"Page {number}")
    with count_queries() as more:
        editor.get("/manage/pagine")
    assert len(few) == len(more)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.FACILITATOR, Role.TREASURER, STRANGER])
def test_who_has_nothing_to_do_with_the_site_finds_no_office(client: Client, alba: Standing, role: Role) -> None:
    browser = sign_in(client(alba.host), alba, role)
    assert browser.get("/manage/pagine").status_code == 404


def test_board_reads_and_changes_nothing(app: Flask, client: Client, alba: Standing) -> None:
    page_id = write(app, alba, "Chi siamo")
    browser = sign_in(client(alba.host), alba, Role.BOARD)
    shown = browser.get(f"/manage/pagine/{page_id}")
    assert shown.status_code == 200
    assert "/eliminazione" not in shown.text
    posts = [
        f"/manage/pagine/{page_id}/{what}" for what in ("testo", "inglese", "pubblicazione", "eliminazione", "posto")
    ]
    posts += [
        "/manage/pagine/nuova",
        "/manage/pagine/selezione",
        f"/manage/pagine/{page_id}/versioni/{uuid4()}/ripristino",
    ]
    assert {path: browser.submit(path).status_code for path in posts} == dict.fromkeys(posts, 404)


def test_editor_of_another_association_finds_nothing(
    app: Flask, client: Client, alba: Standing, brig: Standing
) -> None:
    page_id = write(app, alba, "Chi siamo")
    browser = sign_in(client(brig.host), brig, Role.EDITOR)
    assert browser.get(f"/manage/pagine/{page_id}").status_code == 404
    assert browser.submit(f"/manage/pagine/{page_id}/eliminazione").status_code == 404
    assert client(alba.host).get("/chi-siamo").status_code == 200


def test_what_is_done_is_in_the_audit(app: Flask, editor: Browser, alba: Standing) -> None:
    from ama_net.kernel.audit import LedgerEntry

    editor.submit("/manage/pagine/nuova", {**FIELDS, "action": "publish"})
    with app.app_context(), tenant_scope(alba.id):
        verbs = [entry.facts["verb"] for entry in db.session.query(LedgerEntry).order_by(LedgerEntry.number)]
    assert verbs == ["page.created", "page.published"]
