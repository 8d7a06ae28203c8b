"""Mails at the speed of the installation's server: what is over it waits for its turn, who comes in waits for nobody."""

from collections.abc import Callable, Iterator

import pytest
import redis
from flask import Flask

from ama_net.foundation.config import Settings
from ama_net.kernel.outbox import Message
from ama_net.kernel.outbox.tasks import deliver_due_mail
from tests.outbox.conftest import Queue
from tests.support.standing import Standing

Reread = Callable[[Standing, Message], Message]


@pytest.fixture
def settings(app: Flask) -> Settings:
    found: Settings = app.extensions["settings"]
    return found


@pytest.fixture(autouse=True)
def _one_a_second(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The server takes one message a second, and took none yet."""
    broker = redis.Redis.from_url(settings.redis_url)
    for key in broker.scan_iter("mail:*"):
        broker.delete(key)
    monkeypatch.setitem(settings.__dict__, "mail_per_second", 1)
    yield
    for key in broker.scan_iter("mail:*"):
        broker.delete(key)


def _deliver(standing: Standing) -> None:
    deliver_due_mail.apply(headers={"tenant_id": str(standing.id)}, throw=True)


def _asked(app: Flask) -> list[int]:
    """After how many seconds each job that was asked for runs."""
    asked = [one.countdown for one in app.extensions["jobs"].captured]
    app.extensions["jobs"].captured.clear()
    return asked


def _states(standing: Standing, reread: Reread, messages: list[Message]) -> list[str]:
    return sorted(reread(standing, message).state for message in messages)


def test_what_is_over_the_speed_waits_untouched(app: Flask, alba: Standing, queue: Queue, reread: Reread) -> None:
    messages = [queue(alba) for _ in range(4)]
    _asked(app)
    _deliver(alba)
    assert _states(alba, reread, messages) == ["queued", "queued", "sent", "sent"]
    assert sorted(reread(alba, message).attempts for message in messages) == [0, 0, 1, 1]


def test_one_job_comes_back_after_the_wait(app: Flask, alba: Standing, queue: Queue) -> None:
    for _ in range(4):
        queue(alba)
    _asked(app)
    asked = []
    for _ in range(4):
        _deliver(alba)
        asked.append(_asked(app))
    assert asked == [[0], [1], [], []]


def test_each_association_comes_back(app: Flask, alba: Standing, brig: Standing, queue: Queue) -> None:
    for standing in (alba, alba, alba, brig):
        queue(standing)
    _asked(app)
    for standing in (alba, alba, brig):
        _deliver(standing)
    assert _asked(app) == [0, 1, 1]


def test_nothing_is_taken_when_nothing_is_due(app: Flask, alba: Standing, queue: Queue, reread: Reread) -> None:
    for _ in range(3):
        _deliver(alba)
    messages = [queue(alba) for _ in range(2)]
    _deliver(alba)
    assert _states(alba, reread, messages) == ["sent", "sent"]


@pytest.mark.parametrize("template", ["accounts/sign_in", "donations/area_link", "newsletters/confirm"])
def test_a_link_to_come_in_with_leaves_before_a_batch(
    alba: Standing, queue: Queue, reread: Reread, template: str
) -> None:
    batch = [queue(alba) for _ in range(5)]
    key = queue(alba, template=template)
    _deliver(alba)
    assert (reread(alba, key).state, _states(alba, reread, batch).count("sent")) == ("sent", 1)


def test_mail_leaves_all_the_same_while_the_broker_is_away(
    alba: Standing, settings: Settings, monkeypatch: pytest.MonkeyPatch, queue: Queue, reread: Reread
) -> None:
    messages = [queue(alba) for _ in range(4)]
    monkeypatch.setitem(settings.__dict__, "redis_url", "redis://127.0.0.1:1/0")
    _deliver(alba)
    assert _states(alba, reread, messages) == ["sent"] * 4
