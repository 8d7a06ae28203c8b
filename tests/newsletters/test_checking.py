"""What keeps a newsletter here, and what only warns."""

import re
from typing import Any
from uuid import uuid4

import pytest

from ama_net.across.newsletters.blocks import TextBlock
from ama_net.across.newsletters.checking import Finding, check_newsletter
from ama_net.across.newsletters.checking_blocks import check_block
from ama_net.across.newsletters.models import Media
from ama_net.foundation.database import db
from tests.factories.newsletters import make_newsletter

LONG = "Parole che bastano a dire qualche cosa, una dopo l'altra, " * 8


def findings(*blocks: dict[str, Any], **values: Any) -> list[Finding]:
    values = {"preheader": "Che cosa c'è", **values}
    return check_newsletter(make_newsletter(blocks=list(blocks), **values))


def of(level: str, *blocks: dict[str, Any], **values: Any) -> list[str]:
    return [one.words for one in findings(*blocks, **values) if one.level == level]


def text(markdown: str) -> dict[str, Any]:
    return {"kind": "text", "markdown": markdown}


def picture(**values: Any) -> Media:
    made = Media(
        kind="image", name="foto.jpg", content_type="image/jpeg", size=1, digest=uuid4().bytes, data=b"x", **values
    )
    db.session.add(made)
    db.session.flush()
    return made


def test_a_good_newsletter_has_nothing_to_say(in_alba: None) -> None:
    heading = {"kind": "heading", "text": "Ciao {nome|a tutti}", "level": 1}
    assert findings(heading, text(LONG), {"kind": "button", "text": "Trova un gruppo", "address": "/gruppi"}) == []


def test_the_subject_must_be_there(in_alba: None) -> None:
    assert of("fault", text(LONG), subject=" ") == ["Manca l'oggetto."]


def test_the_subject_has_no_fields(in_alba: None) -> None:
    assert len(of("fault", text(LONG), subject="Ciao {nome|a tutti}")) == 1


def test_an_empty_newsletter_does_not_leave(in_alba: None) -> None:
    assert "La newsletter è vuota." in of("fault", text(""))


def test_an_unknown_field_is_named_with_the_one_that_was_meant(in_alba: None) -> None:
    assert of("fault", text("Ciao {nme|a tutti}")) == ["{nme} non esiste. Forse {nome}?"]


def test_a_name_needs_no_words_for_who_has_none(in_alba: None) -> None:
    assert of("fault", text("Ciao {nome}, ecco le notizie.")) == []


def test_words_that_fall_apart_without_a_name_are_a_warning(in_alba: None) -> None:
    found = of("warning", text(f"{LONG}\n\n[{{nome}}](/gruppi)"))
    assert ["{nome|amici}" in words for words in found] == [True]


@pytest.mark.parametrize("sign", ["[", "](", "] (", "](" + " " * 9, "{nome ", "{"])
def test_a_long_run_of_signs_is_checked_at_once(in_alba: None, sign: str) -> None:
    run = sign * (19_990 // len(sign))
    words = {one.words for one in check_block(0, TextBlock(kind="text", markdown=f"a {run}"), {})}
    assert words == {one.words for one in check_block(0, TextBlock(kind="text", markdown=f"a {sign * 20}"), {})}


def test_an_open_brace_is_a_fault(in_alba: None) -> None:
    assert len(of("fault", text("Ciao {nome|a tutti,"))) == 1


def test_a_field_in_a_button_and_a_caption_is_checked(in_alba: None) -> None:
    button = {"kind": "button", "text": "Vai {cognome}", "address": "/gruppi"}
    assert len(of("fault", text(LONG), button)) == 1


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<b>",
        "vbscript:x",
        "file:///etc/passwd",
        "//male.example/x",
        "https://",
        "https://uno due.example",
        "gruppi",
        "https://utente:parola@male.example/",
        "http://localhost:8000/gruppi",
        "http://127.0.0.1/",
        "https://[::1]/",
        "http://192.168.1.2/x",
        "https://server.local/",
        "https://a.example/?n={nome|x}",
        "/non-esiste",
        "/notizie/non-esiste",
        "/gruppi/non-esiste",
        "/newsletter/disiscrizione/abc",
        "/en/newsletter/preferenze/abc",
        "",
    ],
)
def test_addresses_that_lead_nowhere_good_are_faults(in_alba: None, address: str) -> None:
    assert len(of("fault", text(LONG), {"kind": "button", "text": "Apri il programma", "address": address})) == 1


@pytest.mark.parametrize(
    "address",
    ["https://a.example/x?y=1#z", "mailto:a@a.example", "tel:+390510000000", "/gruppi", "/en/gruppi", "/contatti"],
)
def test_good_addresses_have_nothing_to_say(in_alba: None, address: str) -> None:
    assert findings(text(LONG), {"kind": "button", "text": "Apri il programma", "address": address}) == []


def test_http_is_only_a_warning(in_alba: None) -> None:
    button = {"kind": "button", "text": "Apri il programma", "address": "http://a.example/"}
    assert [one.level for one in findings(text(LONG), button)] == ["warning"]


def test_the_office_opens_only_to_who_signs_in(in_alba: None) -> None:
    button = {"kind": "button", "text": "Apri l'ufficio", "address": "/manage"}
    assert [one.level for one in findings(text(LONG), button)] == ["warning"]


@pytest.mark.parametrize("words", ["clicca qui", "QUI", "Leggi di più…", "click here"])
def test_words_that_say_nothing_are_a_warning(in_alba: None, words: str) -> None:
    assert len(of("warning", text(f"{LONG} [{words}](/gruppi)"))) == 1


def test_a_dangerous_link_in_the_text_is_a_fault(in_alba: None) -> None:
    assert len(of("fault", text("[bello](javascript:alert(1))"))) == 1


def test_a_link_of_the_text_without_an_address_is_a_fault(in_alba: None) -> None:
    assert len(of("fault", text("[il programma]()"))) == 1


def test_a_picture_in_the_text_is_a_fault(in_alba: None) -> None:
    assert len(of("fault", text("![pixel](https://male.example/p.gif)"))) == 1


def test_a_picture_without_words_is_a_fault(in_alba: None) -> None:
    image = {"kind": "image", "media_id": str(picture().id)}
    assert of("fault", text(LONG), image) == ["Manca che cosa mostra l'immagine: è quello che resta a chi non la vede."]


def test_the_words_of_the_library_are_enough(in_alba: None) -> None:
    image = {"kind": "image", "media_id": str(picture(alternative="Una sala con sei sedie").id)}
    assert findings(text(LONG), image) == []


def test_the_name_of_a_file_is_no_description(in_alba: None) -> None:
    image = {"kind": "image", "media_id": str(picture().id), "alternative": "IMG_20261122.jpg"}
    assert len(of("warning", text(LONG), image)) == 1


def test_a_picture_that_was_taken_away_is_a_fault(in_alba: None) -> None:
    image = {"kind": "image", "media_id": str(uuid4()), "alternative": "Una sala"}
    assert of("fault", text(LONG), image) == ["L'immagine non è più nella raccolta: scegline un'altra."]


def test_titles_do_not_skip(in_alba: None) -> None:
    titles = [{"kind": "heading", "text": "Uno", "level": 1}, {"kind": "heading", "text": "Due", "level": 3}]
    assert [one.block for one in findings(*titles, text(LONG))] == [1]


def test_the_weight_is_said_with_its_number(in_alba: None) -> None:
    [words] = of("warning", *[text(LONG * 3)] * 70)
    weight = re.search(r"pesa (\d+) kB", words)
    assert weight is not None
    assert int(weight[1]) > 102


def test_faults_in_a_column_are_of_its_row(in_alba: None) -> None:
    columns = {"kind": "columns", "left": [text("{boh}")], "right": []}
    assert [one.block for one in findings(text(LONG), columns) if one.level == "fault"] == [1]
