"""What the office hears by mail of a newsletter that is handed over, and what is to be changed in one that was given back."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from ama_net.across.newsletters.models import NewsletterState
from ama_net.across.newsletters.settings import NewsletterSettings
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.web.pages import datetime_words
from ama_net.kernel.access import Role
from ama_net.kernel.accounts.queries import names_of_accounts
from ama_net.kernel.audit.models import LedgerEntry
from ama_net.kernel.outbox import Message
from ama_net.kernel.tenancy.settings import read_settings, save_settings
from tests.factories.newsletters import make_newsletter
from tests.newsletters.page_steps import HOME, form, put, row_of, text_of
from tests.support.cast import Part, email_of
from tests.support.clients import Browser
from tests.support.hands import Ask
from tests.support.standing import Standing

At = Callable[[Part], Browser]
THEME = "Gruppo per chi ha perso qualcuno"


@pytest.fixture
def editor(at: At) -> Browser:
    return at(Role.EDITOR)


@pytest.fixture
def draft(of_alba: Ask, editor: Browser) -> str:
    """A draft that the editor wrote in, where a second person approves."""
    newsletter_id = str(of_alba(lambda: make_newsletter(THEME).id))
    of_alba(
        lambda: save_settings(read_settings(NewsletterSettings).model_copy(update={"needs_approval": True}), by=None)
    )
    editor.submit(f"{HOME}/{newsletter_id}/testo", form(subject=THEME))
    return newsletter_id


def _mails(of_alba: Ask, template: str) -> list[tuple[str, str, str]]:
    found = select(Message).where(Message.template == f"newsletters/{template}")
    mails: list[tuple[str, str, str]] = of_alba(
        lambda: [(one.recipient, one.subject, one.text) for one in db.session.scalars(found)]
    )
    return mails


def _to(of_alba: Ask, template: str) -> list[str]:
    return sorted(one[0] for one in _mails(of_alba, template))


def test_who_may_approve_hears_that_one_waits(editor: Browser, of_alba: Ask, alba: Standing, draft: str) -> None:
    editor.submit(f"{HOME}/{draft}/consegna")
    may = sorted(email_of(alba, one) for one in (Role.SECRETARY, Role.PRESIDENT))
    assert _to(of_alba, "to_approve") == may
    said = str(_mails(of_alba, "to_approve"))
    assert (THEME in said, f"/manage/newsletter/{draft}" in said) == (False, True)


def test_who_wrote_in_it_is_not_asked_to_approve(
    at: At, editor: Browser, of_alba: Ask, alba: Standing, draft: str
) -> None:
    at(Role.SECRETARY).submit(f"{HOME}/{draft}/testo", form(subject="Altro", version="2"))
    editor.submit(f"{HOME}/{draft}/consegna")
    assert _to(of_alba, "to_approve") == [email_of(alba, Role.PRESIDENT)]


def _hand_over(editor: Browser, draft: str) -> None:
    editor.submit(f"{HOME}/{draft}/bozza")
    editor.submit(f"{HOME}/{draft}/consegna")


def test_taking_back_and_handing_over_again_tells_nobody_twice(editor: Browser, of_alba: Ask, draft: str) -> None:
    for _time in range(3):
        _hand_over(editor, draft)
    assert len(_to(of_alba, "to_approve")) == 2


def test_after_an_hour_it_is_told_again(editor: Browser, of_alba: Ask, draft: str) -> None:
    _hand_over(editor, draft)
    of_alba(lambda: db.session.execute(update(Message).values(created_at=now() - timedelta(minutes=61))))
    _hand_over(editor, draft)
    assert len(_to(of_alba, "to_approve")) == 4


def test_who_gave_it_back_hears_when_it_was_changed(at: At, editor: Browser, of_alba: Ask, draft: str) -> None:
    editor.submit(f"{HOME}/{draft}/consegna")
    at(Role.PRESIDENT).submit(f"{HOME}/{draft}/bozza", {"to_change": "Manca l'ora"})
    for _time in range(2):
        _hand_over(editor, draft)
    assert len(_to(of_alba, "to_approve")) == 4


def test_who_wrote_hears_that_it_was_approved_once(
    at: At, editor: Browser, of_alba: Ask, alba: Standing, draft: str
) -> None:
    editor.submit(f"{HOME}/{draft}/consegna")
    for _again in range(2):
        at(Role.PRESIDENT).submit(f"{HOME}/{draft}/approvazione", {"version": "2"})
    assert _to(of_alba, "approved") == [email_of(alba, Role.EDITOR)]


def test_who_wrote_hears_that_it_was_given_back_and_reads_what_to_change(
    at: At, editor: Browser, of_alba: Ask, alba: Standing, draft: str
) -> None:
    editor.submit(f"{HOME}/{draft}/consegna")
    at(Role.PRESIDENT).submit(f"{HOME}/{draft}/bozza", {"to_change": "Manca  l'ora\ndell'incontro"})
    pages = [text_of(editor.get(f"{HOME}/{draft}{page}").text) for page in ("", "/testo", "/spedizione")]
    assert _to(of_alba, "given_back") == [email_of(alba, Role.EDITOR)]
    assert ["Manca l'ora dell'incontro" in page for page in pages] == [True] * 3
    assert "Manca" not in str(_mails(of_alba, "given_back"))


def test_it_is_not_given_back_without_a_reason(at: At, editor: Browser, of_alba: Ask, draft: str) -> None:
    editor.submit(f"{HOME}/{draft}/consegna")
    answer = at(Role.PRESIDENT).submit(f"{HOME}/{draft}/bozza", {"to_change": " "})
    error = re.search(r'id="to_change-error".*?</p>', answer.text, re.DOTALL)
    assert (answer.status_code, row_of(of_alba, draft, "state")) == (422, NewsletterState.REVIEW)
    assert error is not None
    assert "Scrivi che cosa va cambiato: lo legge chi l'ha scritta." in text_of(error.group())


def test_who_wrote_reads_who_gave_it_back_and_when(at: At, editor: Browser, of_alba: Ask, draft: str) -> None:
    editor.submit(f"{HOME}/{draft}/consegna")
    at(Role.PRESIDENT).submit(f"{HOME}/{draft}/bozza", {"to_change": "Manca l'ora"})
    who, when = row_of(of_alba, draft, "given_back_by", "given_back_at")
    words = of_alba(lambda: f"{names_of_accounts([who])[who]}, {datetime_words(when)}")
    assert words in text_of(editor.get(f"{HOME}/{draft}/testo").text)


def test_one_to_send_asks_only_who_may_send_it(at: At, editor: Browser, draft: str) -> None:
    editor.submit(f"{HOME}/{draft}/consegna")
    warn = re.compile(r"figure-tile-warn[^>]*state=review")
    pages = [browser.get("/manage/").text for browser in (editor, at(Role.PRESIDENT))]
    assert [bool(warn.search(page)) for page in pages] == [False, True]


def test_what_to_change_is_gone_when_it_is_handed_over_again(at: At, editor: Browser, of_alba: Ask, draft: str) -> None:
    editor.submit(f"{HOME}/{draft}/consegna")
    at(Role.PRESIDENT).submit(f"{HOME}/{draft}/bozza", {"to_change": "Manca l'ora"})
    kept = row_of(of_alba, draft, "to_change")
    editor.submit(f"{HOME}/{draft}/consegna")
    assert (kept, row_of(of_alba, draft, "to_change")) == ("Manca l'ora", "")


def test_the_audit_does_not_say_what_to_change(at: At, editor: Browser, of_alba: Ask, draft: str) -> None:
    editor.submit(f"{HOME}/{draft}/consegna")
    at(Role.PRESIDENT).submit(f"{HOME}/{draft}/bozza", {"to_change": "Manca l'ora"})
    facts = of_alba(lambda: str([one.facts for one in db.session.scalars(select(LedgerEntry))]))
    assert ("newsletter.given_back" in facts, "Manca" in facts) == (True, False)


def test_who_takes_it_back_by_themselves_hears_nothing(editor: Browser, of_alba: Ask, draft: str) -> None:
    editor.submit(f"{HOME}/{draft}/consegna")
    editor.submit(f"{HOME}/{draft}/bozza", {"to_change": "Niente"})
    assert (_to(of_alba, "given_back"), row_of(of_alba, draft, "to_change", "state")) == ([], ("", "draft"))


def test_too_long_a_note_gives_nothing_back(at: At, editor: Browser, of_alba: Ask, draft: str) -> None:
    editor.submit(f"{HOME}/{draft}/consegna")
    at(Role.PRESIDENT).submit(f"{HOME}/{draft}/bozza", {"to_change": "a" * 501})
    assert row_of(of_alba, draft, "state") == NewsletterState.REVIEW


@pytest.mark.parametrize("missing", [{"subject": ""}, {"audience": {}}])
def test_what_is_not_finished_is_not_handed_over(
    editor: Browser, of_alba: Ask, draft: str, missing: dict[str, Any]
) -> None:
    put(of_alba, draft, **missing)
    page = text_of(editor.get(f"{HOME}/{draft}/spedizione").text)
    editor.submit(f"{HOME}/{draft}/consegna")
    assert ("Consegna per l'approvazione" in page, row_of(of_alba, draft, "state")) == (False, NewsletterState.DRAFT)


@pytest.mark.parametrize(
    ("part", "approved", "shown"),
    [
        (Role.EDITOR, False, ["Guarda", "Riprendila"]),
        (Role.PRESIDENT, False, ["Guarda e decidi"]),
        (Role.PRESIDENT, True, ["Falla partire"]),
    ],
)
def test_the_buttons_say_what_each_may_do(
    at: At, editor: Browser, of_alba: Ask, draft: str, part: Part, approved: bool, shown: list[str]
) -> None:
    editor.submit(f"{HOME}/{draft}/consegna")
    put(of_alba, draft, approved_at=now() if approved else None)
    words = " ".join(text_of(at(part).get(f"{HOME}/{draft}").text).split())
    all_words = ["Guarda e decidi", "Falla partire", "Riprendila"]
    assert [one for one in all_words if one in words] == [one for one in shown if one in all_words]


def test_where_nobody_approves_who_sends_may_give_it_back_too(at: At, of_alba: Ask, alba: Standing) -> None:
    newsletter_id = str(of_alba(lambda: make_newsletter(THEME).id))
    at(Role.EDITOR).submit(f"{HOME}/{newsletter_id}/testo", form(subject=THEME))
    at(Role.EDITOR).submit(f"{HOME}/{newsletter_id}/consegna")
    president = at(Role.PRESIDENT)
    page = text_of(president.get(f"{HOME}/{newsletter_id}/spedizione").text)
    president.submit(f"{HOME}/{newsletter_id}/bozza", {"to_change": "Manca l'ora"})
    assert ("Che cosa va cambiato" in page, "Riprendila" in page) == (True, False)
    assert (row_of(of_alba, newsletter_id, "to_change"), _to(of_alba, "given_back")) == (
        "Manca l'ora",
        [email_of(alba, Role.EDITOR)],
    )
    assert "aspetta di essere spedita" in str(_mails(of_alba, "to_approve"))
