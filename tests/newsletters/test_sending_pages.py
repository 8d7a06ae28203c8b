"""The pages of who sends newsletters, through the browser: approved, sent, held, called off, by who may and who may not."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from ama_net.across.newsletters.models import NewsletterState
from ama_net.across.newsletters.settings import NewsletterSettings
from ama_net.across.office.settings.operations import change_identity
from ama_net.foundation.clock import now
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.tenancy.registry import forget_cached_tenants
from ama_net.kernel.tenancy.settings import read_settings, save_settings
from tests.factories.newsletters import TEXT_BLOCK, make_newsletter, make_subscriber
from tests.newsletters.page_steps import HOME, form, put, row_of, text_of
from tests.support.cast import Part, sign_in
from tests.support.clients import Browser
from tests.support.hands import Ask
from tests.support.queries import count_queries
from tests.support.standing import Standing

At = Callable[[Part], Browser]


@pytest.fixture
def sara(at: At) -> Browser:
    return at(Role.SECRETARY)


@pytest.fixture
def draft(of_alba: Ask) -> str:
    return str(of_alba(lambda: make_newsletter().id))


def _approval(of_alba: Ask) -> None:
    of_alba(
        lambda: save_settings(read_settings(NewsletterSettings).model_copy(update={"needs_approval": True}), by=None)
    )


def test_it_is_sent_from_the_last_page(sara: Browser, of_alba: Ask, draft: str) -> None:
    of_alba(make_subscriber)
    first = sara.submit(f"{HOME}/{draft}/spedizione", {"when": "now", "version": "1"})
    before = row_of(of_alba, draft, "state")
    answer = sara.submit(first.location, {"version": "1"})
    assert (first.status_code, before, answer.status_code) == (303, NewsletterState.DRAFT, 303)
    assert row_of(of_alba, draft, "state") == NewsletterState.FREEZING


def test_it_is_put_in_the_calendar_and_taken_off(sara: Browser, of_alba: Ask, draft: str) -> None:
    of_alba(make_subscriber)
    later = {"version": "1", "when": "later", "day": "2999-01-02", "hour": "18:30"}
    sara.submit(f"{HOME}/{draft}/spedizione", later)
    state, at = row_of(of_alba, draft, "state", "scheduled_at")
    sara.submit(f"{HOME}/{draft}/calendario/annullamento")
    assert (state, at.isoformat()) == (NewsletterState.SCHEDULED, "2999-01-02T17:30:00+00:00")
    assert row_of(of_alba, draft, "state") == NewsletterState.DRAFT


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"when": "later"}, "Scegli il giorno."),
        ({"when": "later", "day": "2999-01-02"}, "Scegli l'ora"),
        ({"when": "later", "day": "2020-01-02", "hour": "10:00"}, "già passata"),
        ({"when": "later", "day": "2027-03-28", "hour": "02:30"}, "ora legale"),
        ({"when": "never"}, "elenco"),
        ({"when": "now", "day": "2999-01-02", "hour": "18:30"}, "quale dei due?"),
        ({"when": "now", "hour": "18:30"}, "quale dei due?"),
        ({"when": "later", "day": "domani", "hour": "presto"}, "data"),
    ],
)
def test_an_hour_that_cannot_be_is_said(
    sara: Browser, of_alba: Ask, draft: str, typed: dict[str, str], words: str
) -> None:
    of_alba(make_subscriber)
    answer = sara.submit(f"{HOME}/{draft}/spedizione", {"version": "1", **typed})
    assert (answer.status_code, words in text_of(answer.text)) == (422, True)
    assert row_of(of_alba, draft, "state") == NewsletterState.DRAFT


def test_an_hour_that_has_passed_is_said_beside_its_field(sara: Browser, of_alba: Ask, draft: str) -> None:
    of_alba(make_subscriber)
    typed = {"version": "1", "when": "later", "day": "2020-01-02", "hour": "10:00"}
    page = sara.submit(f"{HOME}/{draft}/spedizione", typed).text
    assert re.search(r'id="hour-error".*?già passata', page, re.DOTALL) is not None


def test_that_nobody_is_among_who_was_chosen_is_something_to_mend(sara: Browser, draft: str) -> None:
    page = text_of(sara.get(f"{HOME}/{draft}/spedizione").text)
    assert ("Fra i destinatari scelti non c'è nessuno." in page, "Tutto a posto" in page) == (True, False)


def test_nobody_to_send_to_is_said(sara: Browser, of_alba: Ask, draft: str) -> None:
    answer = sara.submit(f"{HOME}/{draft}/spedizione", {"when": "now", "version": "1"})
    assert (answer.status_code, row_of(of_alba, draft, "state")) == (422, NewsletterState.DRAFT)


def test_with_approval_it_does_not_leave_alone(sara: Browser, of_alba: Ask, draft: str) -> None:
    of_alba(make_subscriber)
    _approval(of_alba)
    answer = sara.submit(f"{HOME}/{draft}/spedizione", {"when": "now", "version": "1"})
    assert (answer.status_code, row_of(of_alba, draft, "state")) == (422, NewsletterState.DRAFT)


def test_one_does_not_approve_what_one_wrote(sara: Browser, at: At, of_alba: Ask, draft: str) -> None:
    _approval(of_alba)
    sara.submit(f"{HOME}/{draft}/testo", form())
    sara.submit(f"{HOME}/{draft}/consegna")
    sara.submit(f"{HOME}/{draft}/approvazione", {"version": "2"})
    mine = row_of(of_alba, draft, "state", "approved_at")
    at(Role.PRESIDENT).submit(f"{HOME}/{draft}/approvazione", {"version": "2"})
    assert (mine, row_of(of_alba, draft, "approved_at") is not None) == ((NewsletterState.REVIEW, None), True)


def test_what_was_approved_leaves(sara: Browser, at: At, of_alba: Ask, draft: str) -> None:
    of_alba(make_subscriber)
    _approval(of_alba)
    sara.submit(f"{HOME}/{draft}/consegna")
    at(Role.PRESIDENT).submit(f"{HOME}/{draft}/approvazione", {"version": "1"})
    sara.submit(f"{HOME}/{draft}/spedizione/adesso", {"version": "1"})
    assert row_of(of_alba, draft, "state") == NewsletterState.FREEZING


def test_what_changed_after_it_was_read_is_not_approved(sara: Browser, at: At, of_alba: Ask, draft: str) -> None:
    _approval(of_alba)
    put(of_alba, draft, state=NewsletterState.REVIEW, version=3)
    at(Role.PRESIDENT).submit(f"{HOME}/{draft}/approvazione", {"version": "2"})
    assert row_of(of_alba, draft, "approved_at") is None


def test_what_changed_after_it_was_read_does_not_leave(sara: Browser, at: At, of_alba: Ask, draft: str) -> None:
    of_alba(make_subscriber)
    at(Role.PRESIDENT).submit(f"{HOME}/{draft}/testo", form(subject="Cambiata"))
    answer = sara.submit(f"{HOME}/{draft}/spedizione", {"when": "now", "version": "1"})
    again = sara.submit(f"{HOME}/{draft}/spedizione", {"when": "now", "version": "2"})
    assert (answer.status_code, 'name="version" type="hidden" value="2"' in answer.text, again.status_code) == (
        422,
        True,
        303,
    )


def test_who_writes_hands_over_and_does_not_send(at: At, of_alba: Ask, draft: str) -> None:
    editor = at(Role.EDITOR)
    refused = editor.submit(f"{HOME}/{draft}/spedizione", {"when": "now", "version": "1"}).status_code
    editor.submit(f"{HOME}/{draft}/consegna")
    assert (refused, row_of(of_alba, draft, "state")) == (404, NewsletterState.REVIEW)


SENDING = (
    "spedizione/adesso",
    "approvazione",
    "calendario/annullamento",
    "pausa",
    "ripresa",
    "interruzione",
    "in-dubbio",
)
WRITING = ("copia", "eliminazione", "archivio", "consegna", "bozza", "destinatari/salvati", "dal-sito")


@pytest.mark.parametrize("page", SENDING)
def test_who_only_writes_finds_nothing_of_sending(at: At, of_alba: Ask, draft: str, page: str) -> None:
    answer = at(Role.EDITOR).submit(f"{HOME}/{draft}/{page}")
    assert (answer.status_code, row_of(of_alba, draft, "version")) == (404, 1)


@pytest.mark.parametrize("page", [*SENDING, *WRITING, "testo", "destinatari", "controllo", "immagine", "file"])
def test_the_board_only_reads(at: At, draft: str, page: str) -> None:
    board = at(Role.BOARD)
    assert (board.get(f"{HOME}/{draft}").status_code, board.submit(f"{HOME}/{draft}/{page}").status_code) == (200, 404)


@pytest.mark.parametrize("role", [Role.TREASURER, Role.VOLUNTEER, Role.HELPDESK_OPERATOR])
def test_others_find_no_newsletters(at: At, draft: str, role: Role) -> None:
    assert (at(role).get(HOME).status_code, at(role).get(f"{HOME}/{draft}").status_code) == (404, 404)


@pytest.mark.parametrize("page", ["", "/testo", "/anteprima", "/destinatari", "/controllo", "/spedizione", "/dal-sito"])
def test_another_association_finds_nothing(app: Flask, brig: Standing, draft: str, page: str) -> None:
    browser = Browser(app)
    browser.host = f"{brig.slug}.localhost"
    browser.environ_base["HTTP_HOST"] = browser.host
    assert sign_in(browser, brig, Role.PRESIDENT).get(f"{HOME}/{draft}{page}").status_code == 404


@pytest.mark.parametrize("state", list(NewsletterState))
@pytest.mark.parametrize("role", [Role.SECRETARY, Role.EDITOR, Role.BOARD])
def test_its_page_opens_in_every_state(at: At, of_alba: Ask, draft: str, state: NewsletterState, role: Role) -> None:
    started = None if state in ("draft", "review", "scheduled") else now()
    put(of_alba, draft, state=state, started_at=started, scheduled_at=now(), frozen_at=started, counts_clicks=True)
    answer = at(role).get(f"{HOME}/{draft}")
    review = at(role).get(f"{HOME}/{draft}/spedizione")
    assert (answer.status_code, review.status_code in (200, 303)) == (200, True)


def test_it_is_held_goes_on_and_is_called_off(sara: Browser, of_alba: Ask, draft: str) -> None:
    put(of_alba, draft, state=NewsletterState.SENDING, started_at=now(), frozen_at=now())
    states = []
    for page, data in [("pausa", {}), ("ripresa", {}), ("interruzione", {}), ("interruzione", {"sure": "1"})]:
        sara.submit(f"{HOME}/{draft}/{page}", data)
        states.append(row_of(of_alba, draft, "state"))
    assert states == ["paused", "sending", "sending", "cancelled"]


def test_the_list_asks_the_same_whatever_its_length(sara: Browser, of_alba: Ask) -> None:
    counts = []
    for _round in range(2):
        of_alba(lambda: [make_newsletter(blocks=[TEXT_BLOCK] * 3) for _one in range(4)])
        sara.get(HOME)
        with count_queries() as queries:
            sara.get(HOME)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_what_left_is_shown_as_it_left(sara: Browser, of_alba: Ask, draft: str) -> None:
    put(of_alba, draft, state=NewsletterState.SENT, started_at=now(), frozen_html="<p>Com'era</p>", frozen_text="x")
    assert sara.get(f"{HOME}/{draft}/anteprima").text == "<p>Com'era</p>"


def test_it_is_taken_off_the_archive_and_put_back(sara: Browser, of_alba: Ask, draft: str) -> None:
    put(of_alba, draft, state=NewsletterState.SENT, started_at=now())
    there = []
    for shown in ("1", "0", "1"):
        sara.submit(f"{HOME}/{draft}/archivio", {"shown": shown})
        there.append(row_of(of_alba, draft, "archived_at") is not None)
    assert there == [True, False, True]


@pytest.mark.parametrize(("ticked", "said"), [({"archive": "y"}, None), ({}, False)])
def test_whether_the_site_shows_it_is_said_before_it_leaves(
    sara: Browser, of_alba: Ask, draft: str, ticked: dict[str, str], said: bool | None
) -> None:
    of_alba(make_subscriber)
    page = sara.get(f"{HOME}/{draft}/spedizione").text
    sara.submit(f"{HOME}/{draft}/spedizione", {"when": "now", "version": "1", **ticked})
    box = re.search(r"<input[^>]*name=.archive.[^>]*>", page)
    assert (box is not None and "checked" in box[0], row_of(of_alba, draft, "for_archive")) == (True, said)


def test_what_is_leaving_is_not_put_in_the_archive_by_hand(sara: Browser, of_alba: Ask, draft: str) -> None:
    put(of_alba, draft, state=NewsletterState.SENDING, started_at=now())
    assert sara.submit(f"{HOME}/{draft}/archivio", {"shown": "1"}).status_code == 404


def test_a_draft_is_not_put_in_the_archive(sara: Browser, of_alba: Ask, draft: str) -> None:
    answer = sara.submit(f"{HOME}/{draft}/archivio")
    assert (answer.status_code, row_of(of_alba, draft, "archived_at")) == (404, None)


@pytest.mark.parametrize("page", ["", "/nuova", "/modelli"])
def test_a_closed_room_has_no_pages(sara: Browser, of_alba: Ask, page: str) -> None:
    of_alba(lambda: change_identity({"rooms": {"newsletters": False}}, by=SYSTEM))
    forget_cached_tenants()
    assert sara.get(f"{HOME}{page}").status_code == 404


def test_the_office_says_what_waits(at: At, of_alba: Ask) -> None:
    of_alba(
        lambda: (
            make_newsletter(state=NewsletterState.REVIEW),
            make_newsletter(state=NewsletterState.PAUSED, started_at=now(), pause_reason="failures"),
            make_newsletter(pause_reason="late"),
        )
    )
    page = text_of(at(Role.PRESIDENT).get("/manage/").text)
    assert all(
        words in page for words in ("Newsletter da spedire", "Newsletter ferme a metà", "Newsletter non partite")
    )


def test_a_newsletter_is_found_by_its_subject(sara: Browser, draft: str) -> None:
    assert f"{HOME}/{draft}" in sara.get("/manage/cerca?q=notizie").text


def test_why_it_did_not_leave_is_said(sara: Browser, of_alba: Ask, draft: str) -> None:
    put(of_alba, draft, pause_reason="late")
    assert "Non è partita" in sara.get(f"{HOME}/{draft}").text
