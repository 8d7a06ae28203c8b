"""Merge fields: written, kept open, filled for one reader; nothing a reader typed as a name is ever read as anything else."""

from uuid import uuid4

import pytest

from ama_net.across.newsletters.merging import (
    SENTINEL,
    UNSUBSCRIBE,
    Field,
    ReaderLinks,
    fill,
    leaves_hole,
    open_fields,
    plain,
    usable_name,
    value_for,
    written_fields,
)
from ama_net.across.newsletters.recipients import Recipient

LINKS = ReaderLinks("https://a.example/newsletter/disiscrizione/x", "https://a.example/newsletter/preferenze/x")


def reader(name: str) -> Recipient:
    return Recipient(uuid4(), "bianca@posta.example", name)


def filled(text: str, name: str, *, html: bool = True) -> str:
    return SENTINEL.sub(lambda found: value_for(found.group(0), reader(name), LINKS, html=html), open_fields(text))


def test_a_field_is_read_with_its_fallback() -> None:
    assert list(written_fields("Ciao {nome|amica, amico} e {Nome}")) == [
        Field("nome", "amica, amico"), Field("nome", None)
    ]  # fmt: skip


def test_two_braces_are_one_field() -> None:
    assert list(written_fields("{{nome|a tutti}}")) == [Field("nome", "a tutti")]


def test_a_name_is_filled() -> None:
    assert filled("Ciao {nome|a tutti},", "Bianca") == "Ciao Bianca,"


def test_who_has_no_name_reads_the_fallback(in_alba: None) -> None:
    assert filled("Ciao {nome|a tutti},", "") == "Ciao a tutti,"


def test_the_association_is_filled_for_everybody(in_alba: None) -> None:
    assert filled("{associazione}", "Bianca") == "Associazione Alba di prova"


def test_a_token_is_plain_ascii_that_html_and_markdown_leave_alone() -> None:
    token = open_fields('{nome|perché "no" <b>}')
    assert token.isascii()
    assert not set(token) & set("<>&\"' *_[]()`")


def test_a_fallback_is_escaped_for_html(in_alba: None) -> None:
    assert filled("{nome|<b>tu</b>}", "") == "&lt;b&gt;tu&lt;/b&gt;"


def test_a_name_is_escaped_for_html() -> None:
    assert filled("{nome|tu}", "Anna & Ugo") == "Anna &amp; Ugo"


def test_a_name_is_as_it_is_in_plain_text() -> None:
    assert filled("{nome|tu}", "Anna & Ugo", html=False) == "Anna & Ugo"


@pytest.mark.parametrize(
    "name",
    [
        "Vinci su https://male.example",
        "<script>alert(1)</script>",
        "bianca@male.example",
        "www.male.example",
        "{associazione}",
        "x" * 61,
        "\u202e\u200b",
    ],
)
def test_what_is_no_name_is_not_greeted_with(name: str) -> None:
    assert usable_name(name) == ""


def test_a_name_of_two_lines_is_one() -> None:
    assert usable_name("Bianca\r\nBcc: altri@posta.example\r\n") == ""
    assert usable_name("Bianca\r\n  Neve\t") == "Bianca Neve"


def test_a_token_written_by_hand_is_no_token() -> None:
    assert SENTINEL.search(open_fields("@@ama:disiscrizione@@ e @@@ama:nome:61@@")) is None


def test_a_name_that_is_a_token_is_not_filled_again(in_alba: None) -> None:
    assert UNSUBSCRIBE not in filled("{nome|tu}", UNSUBSCRIBE)


def test_the_readers_links_are_filled_and_escaped() -> None:
    links = ReaderLinks("https://a.example/?a=1&b=2", "")
    assert value_for(UNSUBSCRIBE, reader("x"), links, html=True) == "https://a.example/?a=1&amp;b=2"


def test_everybody_reads_no_name_and_no_link(in_alba: None) -> None:
    assert fill(open_fields("Ciao {nome|a tutti}") + UNSUBSCRIBE, {}, html=True) == "Ciao a tutti"


def test_unknown_fields_stay_as_they_are_written(in_alba: None) -> None:
    assert plain("{cognome|x} {nome|tu}") == "{cognome|x} tu"


@pytest.mark.parametrize(
    ("written", "named", "nameless"),
    [
        ("Ciao {nome},", "Ciao Maria,", "Ciao,"),
        ("Ciao {nome}!", "Ciao Maria!", "Ciao!"),
        ("Ciao {nome} e benvenuti", "Ciao Maria e benvenuti", "Ciao e benvenuti"),
        ("Ciao, {nome}!", "Ciao, Maria!", "Ciao!"),
        ("Ciao, {nome}, come va?", "Ciao, Maria, come va?", "Ciao, come va?"),
        ("Ciao, {nome} ti scrive", "Ciao, Maria ti scrive", "Ciao, ti scrive"),
        ("{nome}, ecco le notizie", "Maria, ecco le notizie", "ecco le notizie"),
        ("Prima\n{nome} ecco", "Prima\nMaria ecco", "Prima\necco"),
        ("- {nome}, ecco", "- Maria, ecco", "- ecco"),
        ("Per te {nome|}", "Per te Maria", "Per te"),
        ("Ciao {nome}, da {associazione}", "Ciao Maria, da Associazione Alba di prova", "Ciao, da Associazione Alba di prova"),
    ],
)  # fmt: skip
def test_a_name_that_is_not_there_leaves_no_hole(in_alba: None, written: str, named: str, nameless: str) -> None:
    assert (filled(written, "Maria", html=False), filled(written, "", html=False)) == (named, nameless)


def test_a_name_may_stand_out_and_leave_no_hole() -> None:
    in_html, in_text = (filled("Ciao **{nome}**,", "A & B", html=html) for html in (True, False))
    assert (in_html, in_text) == ("Ciao <strong>A &amp; B</strong>,", "Ciao *A & B*,")
    assert filled("Ciao ***{nome}***,", "") == "Ciao,"


def test_a_token_carries_nothing_but_signs() -> None:
    assert SENTINEL.search(open_fields("@@ama:nome~b~@@")) is None
    assert value_for("@@ama:nome~xz<~@@", reader("Maria"), LINKS, html=True) == ""


def test_a_subject_for_nobody_by_name_leaves_no_hole(in_alba: None) -> None:
    assert plain("Ciao {nome}, le notizie") == "Ciao, le notizie"


@pytest.mark.parametrize("sign", [" ", "\t", "@", "{", ",", "*", "{ "])
def test_a_long_run_of_signs_is_read_at_once_and_as_it_is(sign: str) -> None:
    run = sign * 200_000
    assert open_fields(f"a{run}x") == f"a{run}x"


def test_a_name_after_a_long_run_of_spaces_takes_them_with_it(in_alba: None) -> None:
    assert filled(f"{'x ' * 50_000}{' ' * 200_000}{{nome}}!", "") == f"{'x ' * 49_999}x!"


def test_many_names_on_one_line_are_all_opened() -> None:
    assert open_fields("Ciao {nome}, " * 50_000).count("@@ama:nome~") == 50_000


@pytest.mark.parametrize(
    "text",
    [
        "[{nome}](https://a.example)",
        "- {nome}: sì",
        "- {nome}",
        "{nome}: sì",
        "{nome}",
        'Si chiama "{nome}"',
        "Ciao **{nome}!**",
        "Ciao {nome} e {nome}!",
        "Una lettera per {nome}.",
        "Cara {nome},",
        "L'ha scritto ({nome})",
    ],
)
def test_words_that_fall_apart_without_a_name_are_known(text: str) -> None:
    assert leaves_hole(text)
    assert not leaves_hole(text.replace("{nome}", "{nome|amici}"))


@pytest.mark.parametrize(
    "text",
    [
        "Ciao {nome},",
        "Ciao **{nome}**, ecco",
        "**Ciao {nome}**",
        "{nome}, ecco",
        "{nome},\n\necco",
        "- {nome}, vieni",
        "A presto, {nome}!",
        "Ciao {nome} e benvenuti",
        'Scrisse: "Ciao {nome}"',
        "[Ciao {nome}](https://a.example)",
    ],
)
def test_words_that_stand_without_a_name_are_let_be(text: str) -> None:
    assert not leaves_hole(text)
