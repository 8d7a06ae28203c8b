"""The office's pages of letters: what they show, what they do, who may."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from pypdf import PdfReader

from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.correspondence import Channel, Letter, LetterState
from ama_net.kernel.outbox.models import FAILED
from ama_net.kernel.tenancy import tenant_scope
from tests.correspondence.conftest import Write
from tests.factories.people import make_person
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing


def _text(answer: Any) -> str:
    return str(answer.get_data(as_text=True)).replace("&#39;", "'")


def _pdf(answer: Any) -> str:
    assert answer.mimetype == "application/pdf"
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)


def _facts(app: Flask, alba: Standing, letter_id: UUID) -> tuple[str, str, date | None, str]:
    with app.app_context(), tenant_scope(alba.id):
        letter = db.session.get_one(Letter, letter_id)
        return letter.channel, letter.state, letter.sent_on, letter.note


def _lose(app: Flask, alba: Standing, letter_id: UUID) -> None:
    """The letter's mail is given up."""
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        message = db.session.get_one(Letter, letter_id).message
        assert message is not None
        message.state = FAILED


def test_the_list_shows_who_and_what_became_of_it(secretary: Browser, write: Write) -> None:
    write()
    page = _text(secretary.get("/manage/lettere"))
    assert [word in page for word in ("Senzaposta Gino", "Avviso di prova", "Da mandare", "1/")] == [True] * 4


def test_letters_are_found_by_name(secretary: Browser, write: Write) -> None:
    write("Gino")
    write("Pina")
    page = _text(secretary.get("/manage/lettere?q=pina"))
    assert ("Senzaposta Pina" in page, "Senzaposta Gino" in page) == (True, False)


def test_the_list_costs_the_same_with_more_letters(secretary: Browser, write: Write) -> None:
    write()
    secretary.get("/manage/lettere")
    with count_queries() as one:
        secretary.get("/manage/lettere")
    write("Pina")
    write("Lina")
    with count_queries() as three:
        secretary.get("/manage/lettere")
    assert len(three) == len(one)


def test_waiting_paper_is_printed_in_one_file(secretary: Browser, write: Write) -> None:
    write("Gino")
    write("Pina")
    write("Gina", email="gina@posta.example")
    text = _pdf(secretary.get("/manage/lettere/da-stampare.pdf"))
    assert [name in text for name in ("Gino Senzaposta", "Pina Senzaposta", "Gina Senzaposta")] == [True, True, False]


def test_printing_changes_nothing_until_one_says_so(
    app: Flask, alba: Standing, secretary: Browser, write: Write
) -> None:
    letter = write()
    secretary.get("/manage/lettere/da-stampare.pdf")
    assert _facts(app, alba, letter)[1] == LetterState.WAITING
    answer = secretary.submit("/manage/lettere/da-stampare/stampate", {})
    assert (answer.status_code, _facts(app, alba, letter)[1]) == (303, LetterState.PRINTED)
    assert "niente da stampare" in _text(secretary.get("/manage/lettere/da-stampare.pdf", follow_redirects=True))


def test_what_is_written_after_the_page_still_waits(
    app: Flask, alba: Standing, secretary: Browser, write: Write
) -> None:
    letter = write()
    secretary.submit("/manage/lettere/da-stampare/stampate", {"until": "2020-01-01T10:00:00+00:00"})
    assert _facts(app, alba, letter)[1] == LetterState.WAITING


def test_labels_begin_where_the_sheet_was_left(secretary: Browser, write: Write) -> None:
    write()
    answer = secretary.submit("/manage/lettere/da-stampare/etichette", {"sheet": "99x38", "start": "14"})
    assert "via delle Prove 3" in _pdf(answer)
    refused = secretary.submit("/manage/lettere/da-stampare/etichette", {"sheet": "99x38", "start": "15"})
    assert (refused.status_code, "Il foglio ha 14 etichette." in _text(refused)) == (422, True)


def test_outcomes_are_noted_for_many_at_once(app: Flask, alba: Standing, secretary: Browser, write: Write) -> None:
    letters = [write("Gino"), write("Pina")]
    chosen = {"selected": [str(one) for one in letters], "action": "outcome"}
    assert "Pina" in _text(secretary.submit("/manage/lettere/scelte", chosen))
    day = today().isoformat()
    answer = secretary.submit("/manage/lettere/esiti", {**chosen, "state": "sent", "on": day})
    assert answer.status_code == 303
    assert [_facts(app, alba, one)[1:3] for one in letters] == [(LetterState.SENT, today())] * 2


def test_a_letter_comes_back_with_its_reason(app: Flask, alba: Standing, secretary: Browser, write: Write) -> None:
    letter = write()
    typed = {"state": "returned", "on": today().isoformat(), "reason": "moved"}
    secretary.submit(f"/manage/lettere/{letter}/esito", typed)
    assert _facts(app, alba, letter)[1::2] == (LetterState.RETURNED, "moved")
    assert "Trasferito" in _text(secretary.get(f"/manage/lettere/{letter}"))


@pytest.mark.parametrize("days", [1, -1])
def test_a_day_that_cannot_be_is_refused(secretary: Browser, write: Write, days: int) -> None:
    letter = write()
    typed = {"state": "sent", "on": (today() + timedelta(days=days)).isoformat()}
    answer = secretary.submit(f"/manage/lettere/{letter}/esito", typed)
    assert (answer.status_code, "nel futuro, o prima" in _text(answer)) == (422, True)


def test_a_lost_email_becomes_paper_once(app: Flask, alba: Standing, secretary: Browser, write: Write) -> None:
    letter = write("Gina", email="gina@posta.example")
    _lose(app, alba, letter)
    assert "non è arrivata" in _text(secretary.get(f"/manage/lettere/{letter}"))
    answer = secretary.submit(f"/manage/lettere/{letter}/carta", {})
    paper = UUID(answer.location.rsplit("/", 1)[1])
    assert _facts(app, alba, paper)[:2] == (Channel.POST, LetterState.WAITING)
    again = secretary.submit(f"/manage/lettere/{letter}/carta", {})
    assert again.location.endswith(str(letter))
    assert "Gina Senzaposta" in _pdf(secretary.get("/manage/lettere/da-stampare.pdf"))


def test_an_email_on_its_way_does_not_become_paper(secretary: Browser, write: Write) -> None:
    letter = write("Gina", email="gina@posta.example")
    answer = secretary.submit(f"/manage/lettere/{letter}/carta", {}, follow_redirects=True)
    assert "non si può rifare su carta" in _text(answer)


def test_the_office_writes_in_its_own_words(
    app: Flask, alba: Standing, secretary: Browser, run_jobs: Callable[[], int]
) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        person = make_person("Gina", "Lettrice", email="gina@posta.example").id
    assert "Lettrice Gina" in _text(secretary.get("/manage/lettere/destinatario?q=lettrice"))
    typed = {"subject": "Chiusura della sede", "text": "Gentile Gina,\n\nla sede è chiusa."}
    answer = secretary.submit(f"/manage/lettere/nuova/persona/{person}", typed)
    letter = UUID(answer.location.rsplit("/", 1)[1])
    run_jobs()
    assert _facts(app, alba, letter)[:3] == (Channel.EMAIL, LetterState.SENT, today())


def test_a_letter_without_words_is_refused(app: Flask, alba: Standing, secretary: Browser) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        person = make_person().id
    answer = secretary.submit(f"/manage/lettere/nuova/persona/{person}", {"subject": "", "text": ""})
    assert (answer.status_code, "Scrivere il testo." in _text(answer)) == (422, True)


def test_nobody_is_written_to_who_is_not_there(secretary: Browser) -> None:
    assert secretary.get(f"/manage/lettere/nuova/persona/{uuid4()}").status_code == 404


def test_letters_of_another_association_are_not_there(secretary: Browser, write: Write, brig: Standing) -> None:
    letter = write("Bea", of=brig)
    assert secretary.get(f"/manage/lettere/{letter}").status_code == 404
    assert "Bea" not in _text(secretary.get("/manage/lettere"))
    assert secretary.submit("/manage/lettere/scelte", {"selected": str(letter), "action": "pdf"}).status_code == 303


def test_the_board_reads_and_does_not_write(client: Callable[[str], Browser], alba: Standing, write: Write) -> None:
    letter = write()
    board = sign_in(client(alba.host), alba, Role.BOARD)
    page = board.get(f"/manage/lettere/{letter}")
    assert (page.status_code, "Annota" in _text(page)) == (200, False)
    assert board.submit(f"/manage/lettere/{letter}/esito", {}).status_code == 404


def test_an_unknown_action_is_no_page(secretary: Browser, write: Write) -> None:
    assert secretary.submit("/manage/lettere/scelte", {"selected": str(write()), "action": "?"}).status_code == 404
