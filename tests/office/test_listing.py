"""The list component, over the outbox's rows of Alba while Brig has its own."""

from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.web.listing import Column, Filter, Listing, ListPage, search_words
from ama_net.kernel.outbox.models import Message
from ama_net.kernel.tenancy import tenant_scope
from tests.support.queries import count_queries
from tests.support.standing import Standing

WORDS = {"queued": "In attesa", "sent": "Consegnata", "failed": "Non consegnata"}
LIST = Listing(
    Column("template", "Testo", sort=Message.template),
    Column("attempts", "Tentativi", sort=Message.attempts, numeric=True),
    Column("state", "Stato", value=lambda message: WORDS[message.state]),
    filters=(
        Filter("state", "Stato", Message.state, WORDS, many=True),
        Filter("tried", "Tentata", where=lambda value: Message.attempts >= value, options=lambda: [(1, "Una volta")]),
        Filter("about", "Riga", Message.about_id, parse=UUID),
    ),
    search=search_words(Message.template),
    order="template",
)


def _fill(*rows: tuple[str, str, int]) -> None:
    db.session.add_all(Message(template=template, state=state, attempts=attempts) for template, state, attempts in rows)
    db.session.flush()


def _page(address: str = "") -> ListPage[Message]:
    pairs = [part.partition("=")[::2] for part in address.split("&") if part]
    return LIST.page(select(Message), MultiDict(pairs))


def _templates(page: ListPage[Message]) -> list[str]:
    return [message.template for message in page.rows]


THREE = (("groups/città", "sent", 1), ("groups/answer", "queued", 0), ("accounts/reset", "failed", 6))


def test_list_shows_rows_in_declared_order(in_alba: Standing) -> None:
    _fill(*THREE)
    page = _page()
    assert _templates(page) == ["accounts/reset", "groups/answer", "groups/città"]
    assert (page.total, page.number, page.pages, page.first, page.last) == (3, 1, 1, 1, 3)


def test_list_shows_nothing_of_the_other_association(app: Flask, alba: Standing, brig: Standing) -> None:
    with app.app_context():
        with tenant_scope(brig.id), unit_of_work():
            _fill(*THREE)
        with tenant_scope(alba.id):
            page = _page()
            assert (page.total, list(page.rows), page.first, page.last) == (0, [], 0, 0)
            assert [option.count for option in page.filters[0].options] == [0, 0, 0]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("attempts", ["groups/answer", "groups/città", "accounts/reset"]),
        ("-attempts", ["accounts/reset", "groups/città", "groups/answer"]),
    ],
)
def test_list_sorts_by_the_asked_column(in_alba: Standing, sort: str, order: list[str]) -> None:
    _fill(*THREE)
    page = _page(f"sort={sort}")
    assert (_templates(page), page.sort) == (order, sort)


@pytest.mark.parametrize(
    "address",
    ["page=abc", "page=-3", "page=0", "page=99999999999999999999", "page=٣", "sort=evil", "sort=-", "sort=state", "per_page=7", "per_page=x",
     "state=evil", "tried=x", "about=not-a-uuid", "unknown=1"],
)  # fmt: skip
def test_list_ignores_rubbish_in_the_address(in_alba: Standing, address: str) -> None:
    _fill(*THREE)
    page = _page(address)
    assert _templates(page) == ["accounts/reset", "groups/answer", "groups/città"]
    assert (page.number, page.per_page, page.sort, page.narrowed) == (1, 25, "template", False)


def test_list_survives_nul_characters(in_alba: Standing) -> None:
    _fill(*THREE)
    args = MultiDict([("q", "\x00"), ("about", "\x00"), ("state", "\x00"), ("sort", "\x00"), ("page", "\x00")])
    assert LIST.page(select(Message), args).total == 3


def test_list_filters_by_several_choices(in_alba: Standing) -> None:
    _fill(*THREE)
    page = _page("state=sent&state=failed")
    assert (_templates(page), page.narrowed) == (["accounts/reset", "groups/città"], True)


def test_list_counts_each_choice_with_the_other_filters_in_force(in_alba: Standing) -> None:
    _fill(*THREE)
    state, tried, about = _page("state=sent&tried=1").filters
    assert [(option.label, option.count) for option in state.options] == [
        ("In attesa", 0),
        ("Consegnata", 1),
        ("Non consegnata", 1),
    ]
    assert [(option.label, option.count) for option in tried.options] == [("Una volta", 1)]
    assert (about.free, about.options) == (True, [])


def test_list_takes_any_readable_value_of_a_free_filter(in_alba: Standing) -> None:
    about = uuid4()
    _fill(*THREE)
    db.session.add(Message(template="groups/about", about_kind="groups", about_id=about))
    db.session.flush()
    page = _page(f"about={about}")
    assert _templates(page) == ["groups/about"]
    assert page.active == [{"label": f"Riga: {about}", "url": "?"}]


@pytest.mark.parametrize(
    ("words", "found"),
    [("CITTA", ["groups/città"]), ("answer groups", ["groups/answer"]), ("100%", []), ("gr_ups", []), ("\\", [])],
)
def test_list_search_ignores_case_and_accents_and_takes_signs_as_they_are(
    in_alba: Standing, words: str, found: list[str]
) -> None:
    _fill(*THREE)
    assert _templates(LIST.page(select(Message), MultiDict({"q": words}))) == found


def test_list_says_what_is_in_force_and_how_to_take_it_away(in_alba: Standing) -> None:
    _fill(*THREE)
    page = _page("q=groups&state=sent&state=failed&sort=-attempts&page=2")
    assert page.active == [
        {"label": "«groups»", "url": "?state=sent&state=failed&sort=-attempts"},
        {"label": "Stato: Consegnata", "url": "?q=groups&state=failed&sort=-attempts"},
        {"label": "Stato: Non consegnata", "url": "?q=groups&state=sent&sort=-attempts"},
    ]


def test_list_is_cut_in_pages_that_do_not_overlap(in_alba: Standing) -> None:
    _fill(*[("same", "sent", 1)] * 60)
    pages = [_page(f"page={number}") for number in (1, 2, 3)]
    assert [(page.first, page.last, page.total, page.pages) for page in pages] == [
        (1, 25, 60, 3),
        (26, 50, 60, 3),
        (51, 60, 60, 3),
    ]
    assert len({message.id for page in pages for message in page.rows}) == 60


def test_list_past_its_end_shows_the_last_page(in_alba: Standing) -> None:
    _fill(*[("same", "sent", 1)] * 30)
    assert (_page("page=9").number, _page("page=9").last) == (2, 30)


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_one_count_and_one_select(in_alba: Standing, rows: int) -> None:
    _fill(*THREE[:rows])
    with count_queries() as queries:
        _page("state=sent&state=queued&state=failed&sort=-attempts")
    assert len(queries) == 2


def test_chosen_rows_are_only_those_ticked_and_visible(app: Flask, alba: Standing, brig: Standing) -> None:
    with app.app_context():
        with tenant_scope(brig.id), unit_of_work():
            other = Message(template="theirs")
            db.session.add(other)
            other_id = other.id
        with tenant_scope(alba.id):
            _fill(*THREE)
            mine = db.session.scalars(select(Message).order_by(Message.template)).first()
            assert mine is not None
            form = MultiDict([("selected", str(mine.id)), ("selected", str(other_id)), ("selected", "rubbish")])
            assert db.session.scalars(LIST.chosen(select(Message), form)).all() == [mine]


def test_csv_has_every_row_asked_for_and_is_made_for_italian_spreadsheets(in_alba: Standing) -> None:
    _fill(*THREE)
    lines = list(LIST.csv(select(Message), MultiDict({"q": "groups"})))
    assert lines == [
        "\ufeffTesto;Tentativi;Stato\r\n",
        "groups/answer;0;In attesa\r\n",
        "groups/città;1;Consegnata\r\n",
    ]


@pytest.mark.parametrize(
    ("text", "cell"),
    [("=1+1", "'=1+1"), ("+39 051", "'+39 051"), ("-2", "'-2"), ("@x", "'@x"), ("  =x", "'  =x"), ("\t=x", "'\t=x"), ("＝x", "'＝x"), ("a;b", '"a;b"'), ('a"b', '"a""b"'), ("a=b", "a=b")],
)  # fmt: skip
def test_csv_cells_cannot_run_as_formulas(in_alba: Standing, text: str, cell: str) -> None:
    _fill((text, "sent", 1))
    assert list(LIST.csv(select(Message), MultiDict()))[1] == f"{cell};1;Consegnata\r\n"
