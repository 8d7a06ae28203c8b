"""What is kept while the directory says the same: never a group withdrawn, never a card of before, of another page or language."""

from collections.abc import Callable, Hashable
from types import SimpleNamespace
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event, select

from ama_net.features.groups.models import Group
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.directory import SearchQuery, search_listing
from ama_net.kernel.directory.finder import FinderPage
from ama_net.kernel.directory.holding import Held, held_directory
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.groups import make_group
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

At = Callable[[str], Browser]


def _publish(app: Flask, standing: Standing, name: str) -> None:
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        make_group(name)


def _change(app: Flask, standing: Standing, slug: str, **values: object) -> None:
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        group = db.session.scalars(select(Group).where(Group.slug == slug)).one()
        for name, value in values.items():
            setattr(group, name, value)


def test_withdrawn_group_is_gone_from_pages_that_showed_it(app: Flask, client: At, alba: Standing) -> None:
    _publish(app, alba, "Ginestra")
    pages = ((alba.host, "/gruppi"), ("localhost", "/"))
    shown = [client(host).get(path).text.count("Ginestra") > 0 for host, path in pages for _ in range(2)]
    _change(app, alba, "ginestra", published=False)
    assert (shown, [client(host).get(path).text.count("Ginestra") for host, path in pages]) == ([True] * 4, [0, 0])


def test_card_says_what_has_changed(app: Flask, client: At, alba: Standing) -> None:
    _publish(app, alba, "Ginestra")
    client(alba.host).get("/gruppi")
    _change(app, alba, "ginestra", name="Betulla")
    page = client(alba.host).get("/gruppi").text
    assert (page.count("Betulla") > 0, page.count("Ginestra")) == (True, 0)


def test_card_is_of_its_page_and_language(app: Flask, client: At, alba: Standing) -> None:
    _publish(app, alba, "Ginestra")
    addresses = {}
    for _ in range(2):
        for host, path in (
            (alba.host, "/gruppi"),
            (alba.host, "/en/gruppi"),
            ("localhost", "/"),
            ("localhost", "/en/"),
        ):
            page = client(host).get(path).text
            addresses[host, path] = page.partition('card-link"><a href="')[2].partition('"')[0]
    assert list(addresses.values()) == [
        "/gruppi/ginestra",
        "/en/gruppi/ginestra",
        f"http://{alba.host}:8000/gruppi/ginestra",
        f"http://{alba.host}:8000/en/gruppi/ginestra",
    ]


def test_same_name_of_two_associations_is_each_ones_own(app: Flask, client: At, alba: Standing, brig: Standing) -> None:
    for one in (alba, brig):
        _publish(app, one, "Ginestra")
    with app.app_context():
        for one in (alba, brig):
            search_listing(SearchQuery(tenant_id=one.id))
            rows = search_listing(SearchQuery(text="ginestra", tenant_id=one.id)).rows
            assert [row.tenant_slug for row in rows] == [one.slug]


def test_search_takes_one_statement_whether_cards_are_known_or_not(app: Flask, alba: Standing) -> None:
    for number in range(3):
        _publish(app, alba, f"Ginestra {number}")
    with app.app_context():
        search_listing(SearchQuery(text="ginestra", per_page=1))
        with count_queries() as some_known:
            search_listing(SearchQuery(text="ginestra"))
        with count_queries() as all_known:
            search_listing(SearchQuery(text="ginestra"))
    assert (len(some_known), len(all_known)) == (1, 1)


def test_cards_forgotten_by_another_thread_are_still_shown(app: Flask, alba: Standing) -> None:
    for number in range(3):
        _publish(app, alba, f"Ginestra {number}")
    with app.app_context():
        search_listing(SearchQuery(text="ginestra", per_page=1))
        directory = held_directory()
        assert directory is not None
        assert len(directory.rows) == 1
        engine = db.session.get_bind()

        def forget(*_args: object) -> None:
            directory.rows.clear()

        event.listen(engine, "before_cursor_execute", forget)
        rows = search_listing(SearchQuery(text="ginestra")).rows
        event.remove(engine, "before_cursor_execute", forget)
    assert len(rows) == 3


def test_pieces_forgotten_while_others_are_drawn_are_still_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, one, other = Held[tuple[Hashable, UUID], str](), UUID(int=1), UUID(int=2)
    kept[(False,), one] = "una "
    rows = [SimpleNamespace(group_id=key, municipality_code=None) for key in (one, other)]
    page = FinderPage(SearchQuery(), SimpleNamespace(rows=rows, distances={}, drawn=kept), [], [])  # type: ignore[arg-type]
    monkeypatch.setattr(page, "_card", lambda row: row)

    def draw(_card: object) -> str:
        kept.clear()  # another thread has found that there are too many
        return "due"

    assert page.drawn(draw) == "una due"


def test_what_is_kept_has_an_end() -> None:
    held = Held[int, str]()
    for number in range(Held.MOST + 10):
        held.keep({number: ""})
    assert len(held) <= Held.MOST + 1
