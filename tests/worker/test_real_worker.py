"""Mail through a real worker, in its own process: delivered, not lost with a killed worker, not lost with a dead broker."""

import contextlib
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from flask import Flask

from ama_net.foundation.local.broker import Broker
from ama_net.foundation.local.postgres import Cluster
from ama_net.kernel.outbox.tasks import sweep
from tests.groups import join_steps as steps
from tests.support.processes import child_environment, process
from tests.support.standing import Standing

PATIENCE = 40
COMMAND = [
    sys.executable, "-m", "celery", "--quiet", "--app", "worker.app", "worker", "--pool", "solo",
    "--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat",
]  # fmt: skip

Worker = Callable[..., contextlib.AbstractContextManager[subprocess.Popen[bytes]]]


@pytest.fixture
def sending(app: Flask, broker: Broker) -> Iterator[Flask]:
    """The application with jobs that really go to the (empty) broker."""
    with redis.Redis.from_url(broker.url) as server:
        server.flushall()
    app.extensions["jobs"].captured = None
    yield app
    app.extensions["jobs"].captured = []


@pytest.fixture
def start_worker(environment: dict[str, str], var: Path) -> Worker:
    """``with start_worker(AMA_MAIL_URL=…) as running``: a worker, stopped when the block ends."""
    return lambda **changes: process(COMMAND, child_environment({**environment, **changes}), var / "worker.log")


@pytest.fixture
def mute_server() -> Iterator[str]:
    """A mail server that takes the call and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken: list[socket.socket] = []

        def listen() -> None:
            with contextlib.suppress(OSError):
                while True:
                    taken.append(server.accept()[0])

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield f"smtp://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
        for one in taken:
            one.close()


def _wait(holds: Callable[[], bool], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError(f"it did not happen in {PATIENCE} s; the worker said:\n{log.read_text()[-2000:]}")


def _states(cluster: Cluster) -> list[str]:
    with psycopg.connect(cluster.conninfo("ama_test")) as connection:
        return [row[0] for row in connection.execute("SELECT state FROM messages ORDER BY state")]


def _five_minutes_pass(cluster: Cluster) -> None:
    """What a worker claimed and did not finish is due again."""
    with psycopg.connect(cluster.conninfo("ama_test")) as connection:
        connection.execute("UPDATE messages SET due_at = now() - interval '1 second' WHERE state = 'sending'")


def _recipients(app: Flask) -> list[str]:
    return [str(mail["To"]) for mail in steps.mails(app)]


BOTH = ["segreteria@alba.example", steps.MAIL]


def test_mail_of_a_request_is_delivered_by_a_real_worker(
    sending: Flask, alba: Standing, client: Any, cluster: Cluster, start_worker: Worker, var: Path
) -> None:
    steps.prepare(sending, alba)
    assert steps.ask(client(alba.host)).status_code == 303
    with start_worker():
        _wait(lambda: _states(cluster) == ["sent", "sent"], var / "worker.log")
    assert _recipients(sending) == BOTH


def test_mail_survives_a_worker_killed_in_the_middle(
    sending: Flask, alba: Standing, client: Any, cluster: Cluster, start_worker: Worker, var: Path, mute_server: str
) -> None:
    steps.prepare(sending, alba)
    steps.ask(client(alba.host))
    with start_worker(AMA_MAIL_URL=mute_server) as first:
        _wait(lambda: _states(cluster) == ["sending", "sending"], var / "worker.log")
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert _recipients(sending) == []
    _five_minutes_pass(cluster)
    with start_worker():
        sending.extensions["celery"].tasks[sweep.name].apply_async(retry=False)
        _wait(lambda: _states(cluster) == ["sent", "sent"], var / "worker.log")
    assert _recipients(sending) == BOTH


def test_mail_survives_a_broker_that_was_dead_when_it_was_asked_for(
    sending: Flask, alba: Standing, client: Any, cluster: Cluster, start_worker: Worker, var: Path, broker: Broker
) -> None:
    steps.prepare(sending, alba)
    browser = client(alba.host)
    broker.stop()
    try:
        answer = steps.ask(browser)
    finally:
        broker.restart()
    assert answer.status_code == 303
    assert _states(cluster) == ["queued", "queued"]
    with start_worker():
        sending.extensions["celery"].tasks[sweep.name].apply_async(retry=False)
        _wait(lambda: _states(cluster) == ["sent", "sent"], var / "worker.log")
    assert _recipients(sending) == BOTH
