"""The composer's form: blocks read from what was posted, moved, taken away, put into columns; whatever somebody sends."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from ama_net.across.newsletters.composing import Composition, keyed, seen_in, words_from


def three() -> list[dict[str, Any]]:
    return [
        {"kind": "heading", "text": "A"},
        {"kind": "columns", "left": [{"kind": "text", "markdown": "L"}], "right": []},
        {"kind": "divider"},
    ]


def kinds(composition: Composition) -> list[str]:
    return [block["kind"] for block in composition.blocks]


def test_a_form_says_its_blocks_in_order() -> None:
    form = MultiDict(
        [
            ("subject", "Le notizie\r\nBcc: x@y.example"),
            ("block", "1"),
            ("block", "0"),
            ("0.kind", "text"),
            ("0.markdown", "Ciao\r\n\r\ntutti"),
            ("1.kind", "heading"),
            ("1.text", " Titolo "),
            ("1.level", "3"),
        ]
    )
    words = words_from(form)
    assert (words.subject, words.blocks) == (
        "Le notizie Bcc: x@y.example",
        [{"kind": "heading", "text": "Titolo", "level": 3}, {"kind": "text", "markdown": "Ciao\n\ntutti"}],
    )


def test_a_form_says_what_is_in_its_columns() -> None:
    form = MultiDict(
        [
            ("block", "0"),
            ("0.kind", "columns"),
            ("0.left", "0l0"),
            ("0l0.kind", "text"),
            ("0l0.markdown", "A sinistra"),
        ]
    )
    assert words_from(form).blocks == [
        {"kind": "columns", "left": [{"kind": "text", "markdown": "A sinistra"}], "right": []}
    ]


def test_columns_that_hold_themselves_end() -> None:
    form = MultiDict([("block", "0"), ("0.kind", "columns"), ("0.left", "0")])
    assert words_from(form).blocks == [{"kind": "columns", "left": [{"kind": "columns"}], "right": []}]


def test_what_is_shown_and_what_is_read_have_the_same_keys() -> None:
    shown = keyed(three())
    assert [(one.key, one.first, one.last) for one in shown] == [
        ("0", True, False),
        ("1", False, False),
        ("2", False, True),
    ]
    assert [one.key for one in shown[1].left] == ["1l0"]


def test_a_block_moves_and_says_where_it_is() -> None:
    composition = Composition(three())
    assert (composition.move("2", -1), kinds(composition)) == ("1", ["heading", "divider", "columns"])


def test_a_block_at_the_end_stays() -> None:
    composition = Composition(three())
    assert (composition.move("2", 1), kinds(composition)) == ("2", ["heading", "columns", "divider"])


@pytest.mark.parametrize(
    ("verb", "key", "where"),
    [
        ("up", "0", "giu-0"),
        ("up", "1", "su-1"),
        ("down", "1", "giu-1"),
        ("down", "2", "su-2"),
        ("add", "0", "b0-text"),
        ("add", "1", "parte-1"),
        ("remove", "2", "parte-2"),
        ("remove", "3", "parte-2"),
        ("remove", "1r9", "parte-1r8"),
        ("remove", "1r0", "parte-1"),
        ("save", "", ""),
    ],
)
def test_one_goes_on_from_where_the_button_was(verb: str, key: str, where: str) -> None:
    assert Composition(three()).landing(verb, key) == where


def test_a_page_without_blocks_goes_on_from_what_can_be_added() -> None:
    assert Composition([]).landing("remove", "0") == "aggiungi"


def test_a_block_is_added_after_another() -> None:
    composition = Composition(three())
    assert (composition.add({"kind": "button"}, "0"), kinds(composition)) == (
        "1",
        ["heading", "button", "columns", "divider"],
    )


def test_a_block_is_added_into_a_column() -> None:
    composition = Composition(three())
    key = composition.add({"kind": "button"}, "1r")
    assert (key, composition.get("1r0")) == ("1r0", {"kind": "button"})


@pytest.mark.parametrize("where", ["1l", "1l0"])
def test_columns_never_go_inside_columns(where: str) -> None:
    composition = Composition(three())
    key = composition.add({"kind": "columns", "left": [], "right": []}, where)
    assert (key, kinds(composition)) == ("2", ["heading", "columns", "columns", "divider"])


def test_a_block_taken_away_goes_back_where_it_was() -> None:
    composition = Composition(three())
    taken = composition.remove("1l0")
    assert taken is not None
    composition.insert(taken, "1l0")
    assert composition.blocks == three()


def test_a_block_goes_back_at_the_end_when_its_column_is_gone() -> None:
    composition = Composition([{"kind": "heading"}])
    assert composition.insert({"kind": "text"}, "4l2") == "1"


@pytest.mark.parametrize("key", ["", "x", "9", "-1", "1l9", "0l0", "1x0", "1l", "٣", "1" * 50])
def test_a_key_of_nothing_changes_nothing(key: str) -> None:
    composition = Composition(three())
    assert (composition.move(key, 1), composition.remove(key), composition.blocks) == (key, None, three())


@pytest.mark.parametrize(("text", "version"), [("3", 3), ("", 0), ("-1", 0), ("x", 0), ("٣", 0), ("9" * 40, 0)])
def test_the_version_that_was_read(text: str, version: int) -> None:
    assert seen_in(MultiDict([("version", text)])) == version


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["block", "0.kind", "1.kind", "0.left", "0.right", "1.level", "0l0.kind", "1.markdown"]),
            st.one_of(st.sampled_from(["0", "1", "0l0", "columns", "text", "heading"]), st.text(max_size=8)),
        ),
        max_size=30,
    )
)
def test_whatever_is_posted_is_read(pairs: list[tuple[str, str]]) -> None:
    words = words_from(MultiDict(pairs))
    composition = Composition(words.blocks)
    for one in ("0", "1", "0l0"):
        composition.move(one, 1)
        composition.add({"kind": "columns", "left": [], "right": []}, one)
    assert len(keyed(composition.blocks)) == len(composition.blocks)
