"""The invented newsletters: every page has something to show, made once, and nothing leaves."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.across.newsletters.demo_newsletters import seed_demo_newsletters
from ama_net.across.newsletters.models import (
    Delivery,
    MailReturn,
    Newsletter,
    NewsletterList,
    Subscriber,
    SubscriptionProof,
)
from ama_net.foundation.database import db
from ama_net.foundation.web.pages import day_words
from ama_net.kernel.outbox import Message
from tests.support.hands import desk
from tests.support.standing import Standing

TENANTS = Path(__file__).resolve().parents[2] / "tenants"


@pytest.fixture(params=["ferrara", "riconoscere", "bologna"])
def seeded(request: pytest.FixtureRequest, app: Flask, alba: Standing, run_jobs: Callable[[], int]) -> Path:
    folder = TENANTS / str(request.param)
    with desk(app, alba):
        seed_demo_newsletters(folder)
    run_jobs()
    return folder


def test_every_state_is_there_and_no_mail_left(app: Flask, alba: Standing, seeded: Path) -> None:
    with desk(app, alba):
        states = sorted(db.session.scalars(select(Newsletter.state)))
        shown = db.session.scalar(select(func.count()).where(Newsletter.archived_at.is_not(None)))
        mails = list(db.session.scalars(select(Message.template)))
    assert (states, shown, mails) == (["draft", "scheduled", "sent", "sent"], 2, [])


def test_lists_topics_and_subscribers_in_every_state(app: Flask, alba: Standing, seeded: Path) -> None:
    with desk(app, alba):
        secret = sorted(db.session.scalars(select(NewsletterList.confidential)))
        states = set(db.session.scalars(select(Subscriber.state).distinct()))
        addresses = [one.address or "" for one in db.session.scalars(select(Subscriber))]
        proofs = db.session.scalar(select(func.count()).select_from(SubscriptionProof))
    assert (secret, states) == ([False, False, True, True, True], {"pending", "confirmed", "left"})
    assert all(address.endswith(".example") for address in addresses)
    assert proofs == len(addresses)


def test_some_messages_came_back_and_none_was_delivered_twice(app: Flask, alba: Standing, seeded: Path) -> None:
    with desk(app, alba):
        kinds = sorted(db.session.scalars(select(MailReturn.kind)))
        came_back = db.session.scalar(select(func.count()).where(Delivery.bounce != ""))
        states = set(db.session.scalars(select(Delivery.state).distinct()))
    assert (kinds, states, came_back) == (["complaint", "hard", "hard", "soft"], {"sent"}, 4)


def test_made_again_nothing_changes(app: Flask, alba: Standing, seeded: Path) -> None:
    def counts() -> list[int | None]:
        with desk(app, alba):
            return [db.session.scalar(select(func.count()).select_from(one)) for one in (Subscriber, Newsletter)]

    before = counts()
    with desk(app, alba):
        seed_demo_newsletters(seeded)
    assert counts() == before


def test_what_left_says_the_day_it_left(app: Flask, alba: Standing, seeded: Path) -> None:
    with desk(app, alba):
        for sent in db.session.scalars(select(Newsletter).where(Newsletter.state == "sent")):
            assert day_words(sent.started_at) in (sent.frozen_html or "")
