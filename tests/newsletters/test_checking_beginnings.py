"""What a newsletter began with and nobody changed: a greeting alone keeps it here, a title left as it was is said."""

from typing import Any

import pytest

from ama_net.across.newsletters.checking import check_newsletter
from ama_net.across.newsletters.starters import LETTER, NEWS, starter
from tests.factories.newsletters import make_newsletter

ALONE = "Non c'è ancora scritto niente, oltre al saluto."


def of(level: str, *blocks: dict[str, Any]) -> list[str]:
    newsletter = make_newsletter(blocks=list(blocks), preheader="Che cosa c'è")
    return [one.words for one in check_newsletter(newsletter) if one.level == level]


@pytest.mark.parametrize("words", ["Ciao", "Ciao {nome},", "Care amiche e cari amici,", "Ciao {nome|a chi ci legge}!"])
def test_a_greeting_alone_does_not_leave(in_alba: None, words: str) -> None:
    assert of("fault", {"kind": "text", "markdown": words}) == [ALONE]


@pytest.mark.parametrize("words", ["Ciao, sabato festa!", "Ci vediamo."])
def test_few_words_are_something(in_alba: None, words: str) -> None:
    assert of("fault", {"kind": "text", "markdown": words}) == []


def test_a_greeting_over_something_to_press_is_enough(in_alba: None) -> None:
    button = {"kind": "button", "text": "Trova un gruppo", "address": "/gruppi"}
    assert of("fault", {"kind": "text", "markdown": "Ciao {nome},"}, button) == []


@pytest.mark.parametrize("name", [LETTER, NEWS])
def test_what_it_begins_with_does_not_leave_untouched(in_alba: None, name: str) -> None:
    assert of("fault", *starter(name).blocks) == [ALONE]


def test_a_title_left_as_it_was_is_said(in_alba: None) -> None:
    blocks = starter(NEWS).blocks
    written = [*blocks[:-1], {"kind": "text", "markdown": "Sabato alle 18 c'è la festa."}]
    assert (of("fault", *written), of("warning", *written)) == (
        [],
        [
            '"Le notizie del mese" è ancora il titolo di partenza: cambialo o toglilo.',
            '"La prima notizia" è ancora il titolo di partenza: cambialo o toglilo.',
        ],
    )
