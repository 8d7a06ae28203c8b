"""What is forgotten of subscriptions, and when."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select, update

from ama_net.across.newsletters.interests import NOTHING
from ama_net.across.newsletters.links import Reader
from ama_net.across.newsletters.models import (
    Subscriber,
    SubscriberImport,
    SubscriberState,
    SubscriptionProof,
    Suppression,
)
from ama_net.across.newsletters.operations.forgetting_subscribers import forget_subscribers
from ama_net.across.newsletters.operations.importing import forget_files
from ama_net.across.newsletters.operations.leaving import leave
from ama_net.across.newsletters.operations.subscribing import Asking, ask
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access.actor import PUBLIC
from tests.factories.newsletters import make_list, make_subscriber
from tests.newsletters.subscribing_steps import EMAIL
from tests.support.hands import desk
from tests.support.standing import Standing


def count(model: type) -> int:
    """How many rows."""
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def age(**values: object) -> None:
    """Make the only subscription older."""
    db.session.execute(update(Subscriber).values(**values))
    db.session.expire_all()


def test_who_never_confirmed_is_deleted_after_a_month(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        ask(Asking(EMAIL), by=PUBLIC)
        age(updated_at=now() - timedelta(days=29))
        forget_subscribers()
        assert count(Subscriber) == 1
        age(updated_at=now() - timedelta(days=31))
        forget_subscribers()
        assert (count(Subscriber), count(SubscriptionProof)) == (0, 0)


def test_who_had_been_subscribed_before_keeps_the_old_proof(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        leave(Reader(make_subscriber(EMAIL).id, None), through="link", by=PUBLIC)
        ask(Asking(EMAIL), by=PUBLIC)
        age(updated_at=now() - timedelta(days=31))
        forget_subscribers()
        row = db.session.scalars(select(Subscriber)).one()
        assert row.state == SubscriberState.LEFT


def test_the_interests_of_who_leaves_are_emptied_at_once(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        subscriber = make_subscriber(EMAIL, lists=[make_list("Lutto", confidential=True)])
        leave(Reader(subscriber.id, None), through="link", by=PUBLIC)
        assert subscriber.interests == NOTHING


def test_address_and_name_of_who_left_are_emptied_after_a_month(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        leave(Reader(make_subscriber(EMAIL).id, None), through="link", by=PUBLIC)
        age(left_at=now() - timedelta(days=31))
        forget_subscribers()
        db.session.expire_all()
        row = db.session.scalars(select(Subscriber)).one()
        assert (row.address, row.name) == (None, None)


def test_after_five_years_only_the_exclusion_stays(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        leave(Reader(make_subscriber(EMAIL).id, None), through="link", by=PUBLIC)
        age(left_at=now() - timedelta(days=5 * 365 + 10))
        forget_subscribers()
        assert (count(Subscriber), count(Suppression)) == (0, 1)


def test_who_receives_is_never_forgotten(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        make_subscriber(EMAIL, created_at=now() - timedelta(days=9000))
        age(updated_at=now() - timedelta(days=9000))
        forget_subscribers()
        assert db.session.scalars(select(Subscriber)).one().address == EMAIL


def test_a_file_nobody_used_is_emptied_after_a_week(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        kept = SubscriberImport(created_at=now() - timedelta(days=8))
        db.session.add(kept)
        db.session.flush()
        kept.rows = "[]"
        db.session.flush()
        forget_files()
        db.session.expire_all()
        assert kept.state == "dropped"
        assert kept.rows_sealed is None
