"""What who decided that a newsletter leaves hears when it stops by itself."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from ama_net.across.newsletters.models import Newsletter, NewsletterState
from ama_net.across.newsletters.operations.pausing import pause, resume, server_answers
from ama_net.across.newsletters.operations.starting import begin_due, schedule
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Actor, Role
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.outbox import Message
from tests.factories.newsletters import make_newsletter
from tests.newsletters.conftest import Server
from tests.newsletters.page_steps import HOME
from tests.newsletters.sending_steps import readers, reread, written
from tests.support.cast import email_of
from tests.support.hands import Ask, desk
from tests.support.standing import Standing

RunJobs = Callable[[], int]
THEME = "Gruppo per chi ha perso qualcuno"


@pytest.fixture
def may_send(alba: Standing) -> list[str]:
    """Who hears of it when nobody decided, or who did may not any more."""
    return sorted(email_of(alba, one) for one in (Role.PRESIDENT, Role.SECRETARY))


def _told(of_alba: Ask) -> list[tuple[str, str, str]]:
    found = select(Message).where(Message.template == "newsletters/stopped").order_by(Message.created_at, Message.id)
    told: list[tuple[str, str, str]] = of_alba(
        lambda: [(one.recipient, one.subject, one.text) for one in db.session.scalars(found)]
    )
    return told


def _to(of_alba: Ask) -> list[str]:
    return sorted(one[0] for one in _told(of_alba))


def _account(of_alba: Ask, email: str) -> UUID:
    found: UUID = of_alba(lambda: db.session.scalars(select(Account.id).where(Account.email == email)).one())
    return found


def _leaving(of_alba: Ask, **values: object) -> UUID:
    facts = {"state": NewsletterState.SENDING, "started_at": now(), **values}
    made: UUID = of_alba(lambda: make_newsletter(THEME, **facts).id)
    return made


def _paused(app: Flask, alba: Standing, newsletter_id: UUID, reason: str) -> None:
    with desk(app, alba):
        pause(db.session.get_one(Newsletter, newsletter_id), by=SYSTEM, reason=reason)


@pytest.mark.usefixtures("fast")
def test_too_many_failures_are_told_once_for_each_stop(
    app: Flask, alba: Standing, server: Server, run_jobs: RunJobs, of_alba: Ask, may_send: list[str]
) -> None:
    server.answers.update(dict.fromkeys(readers(30), "554 relay access denied"))
    newsletter_id = written(app, alba, 30)
    run_jobs()
    first = _to(of_alba)
    with desk(app, alba):
        resume(db.session.get_one(Newsletter, newsletter_id), by=SYSTEM)
    run_jobs()
    assert (first, _to(of_alba)) == (may_send, sorted(may_send * 2))


def test_it_does_not_say_what_the_newsletter_is_about(app: Flask, alba: Standing, of_alba: Ask) -> None:
    newsletter_id = _leaving(of_alba)
    _paused(app, alba, newsletter_id, "failures")
    ((_, subject, text), _other) = _told(of_alba)
    said = ("Si è fermata da sola" in text, f"{HOME}/{newsletter_id}" in text, THEME in subject + text)
    assert (subject, said) == ("Una newsletter si è fermata", (True, True, False))


def test_who_decided_hears_it_alone(app: Flask, alba: Standing, of_alba: Ask) -> None:
    president = email_of(alba, Role.PRESIDENT)
    newsletter_id = _leaving(of_alba, scheduled_by=_account(of_alba, president))
    _paused(app, alba, newsletter_id, "unready")
    assert _to(of_alba) == [president]


def test_who_may_not_send_any_more_does_not_hear_it(
    app: Flask, alba: Standing, of_alba: Ask, may_send: list[str]
) -> None:
    newsletter_id = _leaving(of_alba, scheduled_by=_account(of_alba, email_of(alba, Role.EDITOR)))
    _paused(app, alba, newsletter_id, "failures")
    assert _to(of_alba) == may_send


def test_one_stopped_by_hand_is_told_to_nobody(app: Flask, alba: Standing, of_alba: Ask) -> None:
    _paused(app, alba, _leaving(of_alba), "by_hand")
    assert _to(of_alba) == []


@pytest.mark.parametrize(
    ("hours", "audience", "words"),
    [(25, {"everybody": True}, "il sistema era spento"), (1, {}, "c'era qualcosa da sistemare")],
)
def test_one_that_did_not_leave_at_its_hour_is_told_to_who_decided(
    app: Flask, alba: Standing, of_alba: Ask, hours: int, audience: dict[str, bool], words: str
) -> None:
    newsletter_id, hour = written(app, alba, 1, start=False), now() + timedelta(hours=1)
    by = Actor(account_id=_account(of_alba, email_of(alba, Role.SECRETARY)))
    with desk(app, alba):
        newsletter = db.session.get_one(Newsletter, newsletter_id)
        schedule(newsletter, hour, by=by)
        newsletter.audience = audience
    with time_machine.travel(hour + timedelta(hours=hours)), desk(app, alba):
        begin_due(newsletter_id)
    ((to, subject, text),) = _told(of_alba)
    told = (to, subject, words in " ".join(text.split()))
    assert told == (email_of(alba, Role.SECRETARY), "Una newsletter non è partita", True)


def test_a_server_that_is_away_for_long_is_told_once(
    app: Flask, alba: Standing, of_alba: Ask, may_send: list[str]
) -> None:
    newsletter_id, told = _leaving(of_alba), []
    with time_machine.travel(now()) as clock:
        for minutes, answers in ((0, False), (50, False), (20, False), (20, False), (1, True), (1, False), (70, False)):
            clock.shift(timedelta(minutes=minutes))
            with desk(app, alba):
                server_answers(newsletter_id, answers=answers)
            told.append(len(_told(of_alba)))
    many = len(may_send)
    assert told == [0, 0, many, many, many, many, 2 * many]
    assert reread(app, alba, newsletter_id).state == "sending"
