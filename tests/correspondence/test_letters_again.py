"""An e-mail letter that came back, or was sent again: its page, its state and the paper that takes its place."""

from collections.abc import Callable
from html import unescape
from uuid import UUID

import pytest
from flask import Flask

from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.correspondence import Direction, open_entry, send_letter
from ama_net.kernel.correspondence.models import Letter, LetterState
from ama_net.kernel.correspondence.operations_delivery import Outcome, note_outcome, put_on_paper
from ama_net.kernel.correspondence.queries import letter_figures
from ama_net.kernel.outbox import Message
from ama_net.kernel.outbox.resending import send_again
from ama_net.kernel.outbox.returning import forget_return, note_return
from tests.factories.people import make_person
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing


@pytest.fixture
def letter(app: Flask, alba: Standing, run_jobs: Callable[[], int]) -> UUID:
    """A letter that left by e-mail."""
    with desk(app, alba):
        entry = open_entry(Direction.OUT, subject="Chiusura", by=SYSTEM)
        to = make_person("Rosa", "Inventata", email="rosa@esempio.example")
        words = {"subject": "Chiusura della sede", "text": "La sede resta chiusa."}
        made = send_letter("correspondence/letter", to=to, context=words, entry=entry)
        db.session.flush()
        letter_id = made.id
    run_jobs()
    return letter_id


def _mail(letter_id: UUID) -> Message:
    letter = db.session.get_one(Letter, letter_id)
    return db.session.get_one(Message, letter.message_id)


def _state(app: Flask, alba: Standing, letter_id: UUID) -> tuple[str, str, tuple[int, int]]:
    with desk(app, alba):
        letter = db.session.get_one(Letter, letter_id)
        return letter.state, letter.note, letter_figures()


def _returns(app: Flask, alba: Standing, letter_id: UUID, code: str = "5.1.1") -> None:
    with desk(app, alba):
        assert note_return(_mail(letter_id).id, code)


def _again(app: Flask, alba: Standing, letter_id: UUID) -> None:
    with desk(app, alba):
        send_again(_mail(letter_id), by=SYSTEM)


def test_letter_follows_a_mail_that_left(app: Flask, alba: Standing, letter: UUID) -> None:
    assert _state(app, alba, letter) == ("sent", "", (0, 0))


@pytest.mark.parametrize(("code", "note"), [("5.1.1", "address"), ("5.2.2", "")])
def test_letter_comes_back_with_its_mail(app: Flask, alba: Standing, letter: UUID, code: str, note: str) -> None:
    _returns(app, alba, letter, code)
    assert _state(app, alba, letter) == ("returned", note, (0, 1))


def test_return_that_was_a_mistake_is_taken_back(app: Flask, alba: Standing, letter: UUID) -> None:
    _returns(app, alba, letter)
    with desk(app, alba):
        forget_return(_mail(letter).id)
    assert _state(app, alba, letter) == ("sent", "", (0, 0))


def test_what_was_noted_by_hand_stays(app: Flask, alba: Standing, letter: UUID) -> None:
    with desk(app, alba):
        note_outcome([db.session.get_one(Letter, letter)], Outcome(LetterState.DELIVERED, today()), by=SYSTEM)
    _returns(app, alba, letter)
    assert _state(app, alba, letter)[0] == "delivered"


def test_lost_letter_follows_its_repeat(app: Flask, alba: Standing, letter: UUID, run_jobs: Callable[[], int]) -> None:
    _returns(app, alba, letter)
    _again(app, alba, letter)
    before = _state(app, alba, letter)[0]
    run_jobs()
    assert (before, _state(app, alba, letter)) == ("waiting", ("sent", "", (0, 0)))


def test_repeat_of_a_letter_that_arrived_changes_nothing(app: Flask, alba: Standing, letter: UUID) -> None:
    _again(app, alba, letter)
    assert _state(app, alba, letter)[0] == "sent"


def test_repeat_comes_back_too(app: Flask, alba: Standing, letter: UUID, run_jobs: Callable[[], int]) -> None:
    _returns(app, alba, letter)
    _again(app, alba, letter)
    run_jobs()
    _returns(app, alba, letter)
    assert _state(app, alba, letter)[0] == "returned"


def test_page_says_each_time_it_was_sent(app: Flask, alba: Standing, letter: UUID, secretary: Browser) -> None:
    before = "Mandata più di una volta" in unescape(secretary.get(f"/manage/lettere/{letter}").text)
    _returns(app, alba, letter)
    _again(app, alba, letter)
    page = unescape(secretary.get(f"/manage/lettere/{letter}").text)
    assert (before, page.count("</a>: tornata indietro"), page.count("</a>: in partenza")) == (False, 1, 1)


def test_page_offers_paper_and_says_where_it_would_go(
    app: Flask, alba: Standing, letter: UUID, secretary: Browser
) -> None:
    _returns(app, alba, letter)
    page = unescape(secretary.get(f"/manage/lettere/{letter}").text)
    assert ("Rifai su carta" in page, "L'indirizzo di posta non c'è" in page) == (True, True)


def test_paper_says_the_words_without_the_signature_of_a_mail(app: Flask, alba: Standing, letter: UUID) -> None:
    _returns(app, alba, letter)
    with desk(app, alba):
        mailed = db.session.get_one(Letter, letter)
        paper = put_on_paper(mailed, by=SYSTEM)
        assert ["La sede resta chiusa." in text for text in (mailed.body or "", paper.body or "")] == [True, True]
        assert ["\n--\n" in text for text in (mailed.body or "", paper.body or "")] == [True, False]


def test_page_of_the_mail_leads_to_its_letter(app: Flask, alba: Standing, letter: UUID, secretary: Browser) -> None:
    _returns(app, alba, letter)
    with desk(app, alba):
        mail = _mail(letter).id
    page = unescape(secretary.get(f"/manage/posta/{mail}").text)
    assert (f'href="/manage/lettere/{letter}"' in page, "dalla sua pagina si rifà su carta" in page) == (True, True)


def test_office_is_told_of_the_letter_that_did_not_arrive(
    app: Flask, alba: Standing, letter: UUID, secretary: Browser
) -> None:
    _returns(app, alba, letter)
    assert "Lettere non arrivate" in secretary.get("/manage/").text


def test_page_of_the_person_says_that_a_letter_did_not_arrive(
    app: Flask, alba: Standing, letter: UUID, secretary: Browser
) -> None:
    with desk(app, alba):
        person = db.session.get_one(Letter, letter).person_id
    address = f"/manage/persone/{person}"
    before = "Lettera non arrivata" in secretary.get(address).text
    _returns(app, alba, letter)
    page = secretary.get(address).text
    assert (before, f'<a href="/manage/lettere/{letter}">Lettera non arrivata</a>, Chiusura' in page) == (False, True)
