"""The invented gifts: every page has something to show, made once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.donations.demo_donations import seed_demo_donations
from ama_net.features.donations.models import Campaign, Gift, RecurringGift, RecurringState
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.outbox import Message
from ama_net.kernel.payments import Payment, Receipt
from ama_net.kernel.people import Person
from tests.support.hands import desk
from tests.support.standing import Standing

TENANTS = Path(__file__).resolve().parents[2] / "tenants"


@pytest.fixture(params=["ferrara", "riconoscere"])
def seeded(request: pytest.FixtureRequest, app: Flask, alba: Standing, run_jobs: Callable[[], int]) -> Path:
    """Alba with the invented gifts of a real folder, after its jobs."""
    folder = TENANTS / str(request.param)
    with desk(app, alba):
        seed_demo_donations(folder)
    run_jobs()
    return folder


def test_every_state_and_source_is_there(app: Flask, alba: Standing, seeded: Path) -> None:
    with desk(app, alba):
        states = set(db.session.scalars(select(Gift.state).distinct()))
        sources = set(db.session.scalars(select(Gift.source).distinct()))
    assert states >= {"pending", "received", "refunded"}
    assert sources == {"site", "office", "series"}


def test_two_years_are_told(app: Flask, alba: Standing, seeded: Path) -> None:
    with desk(app, alba):
        years = set(db.session.scalars(select(func.extract("year", Gift.given_on)).where(Gift.given_on.is_not(None))))
    assert {int(year) for year in years} == {today().year - 1, today().year}


def test_this_years_gifts_have_their_receipts(app: Flask, alba: Standing, seeded: Path) -> None:
    with desk(app, alba):
        lacking = db.session.scalar(
            select(func.count())
            .select_from(Payment)
            .where(
                func.extract("year", Payment.on_day) == today().year,
                Payment.direction == "in",
                ~select(Receipt.id).where(Receipt.payment_id == Payment.id).exists(),
            )
        )
        numbers = list(db.session.scalars(select(Receipt.number).order_by(Receipt.number)))
    assert (lacking, numbers) == (0, list(range(1, len(numbers) + 1)))


def test_only_the_last_is_written_to(app: Flask, alba: Standing, seeded: Path) -> None:
    with desk(app, alba):
        sent = sorted(db.session.scalars(select(Message.template)))
    assert [one for one in sent if one in ("donations/thanks", "donations/tribute_card")] == [
        "donations/thanks",
        "donations/tribute_card",
    ]


def test_standing_orders_go_on(app: Flask, alba: Standing, seeded: Path) -> None:
    with desk(app, alba):
        states = list(db.session.scalars(select(RecurringGift.state)))
    assert states == [RecurringState.ACTIVE] * 3


def test_made_again_nothing_changes(app: Flask, alba: Standing, seeded: Path) -> None:
    counts = []
    for _time in range(2):
        with desk(app, alba):
            tables = (Campaign, Gift, Payment, Receipt, Person)
            counts.append([db.session.scalar(select(func.count()).select_from(one)) for one in tables])
            seed_demo_donations(seeded)
    assert counts[0] == counts[1]
