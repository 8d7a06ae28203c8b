"""From the row to the mailbox: what leaves, when it is tried again, what is never lost."""

import email
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import psycopg
import pytest
import time_machine
from flask import Flask

from ama_net.foundation.config import Settings
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.local.postgres import Cluster
from ama_net.foundation.mail import transports
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.outbox import Message, send_mail
from ama_net.kernel.outbox import operations as outbox
from ama_net.kernel.outbox.operations import CannotRetry, retry_failed
from ama_net.kernel.outbox.tasks import deliver_due_mail, empty_old, sweep
from ama_net.kernel.tenancy import tenant_scope
from tests.conftest import DATABASE
from tests.outbox.conftest import Queue
from tests.support.standing import Standing

Reread = Callable[[Standing, Message], Message]
RunJobs = Callable[[], int]
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.fixture
def mailbox(app: Flask) -> Callable[[], list[EmailMessage]]:
    """The mails delivered so far."""
    folder: Path = app.extensions["settings"].var / "mailbox"

    def read() -> list[EmailMessage]:
        return [
            email.message_from_bytes(file.read_bytes(), policy=default)  # type: ignore[arg-type]
            for file in sorted(folder.glob("*.eml"))
        ]

    return read


@pytest.fixture
def settings(app: Flask) -> Settings:
    found: Settings = app.extensions["settings"]
    return found


def _deliver(standing: Standing) -> None:
    """A round of delivery, as the worker would run it."""
    deliver_due_mail.apply(headers={"tenant_id": str(standing.id)}, throw=True)


def test_mail_leaves_after_the_commit_in_the_associations_name(
    app: Flask, alba: Standing, hello: str, run_jobs: RunJobs, mailbox: Callable[[], list[EmailMessage]]
) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        message = send_mail(hello, to="maria@example.org", context={"name": "Màrio", "link": "https://x.example/a"})
        identifier = message.id
    assert (mailbox(), run_jobs()) == ([], 1)
    (mail,) = mailbox()
    assert (mail["From"], mail["To"], mail["Subject"]) == (
        "Alba <posta@alba.example>",
        "maria@example.org",
        "Ciao Màrio",
    )
    assert mail["Message-ID"] == f"<{identifier}@alba.example>"
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content() == "Ciao Màrio, scrive Associazione Alba di prova: https://x.example/a\n"
    assert '<p style="color: red;">Ciao Màrio</p>' in html.get_content()


def test_rolled_back_mail_does_not_leave(
    app: Flask, alba: Standing, hello: str, run_jobs: RunJobs, mailbox: Callable[[], list[EmailMessage]]
) -> None:
    with app.app_context(), tenant_scope(alba.id):
        send_mail(hello, to="maria@example.org", context={})
        db.session.rollback()
    assert (run_jobs(), mailbox()) == (0, [])


def test_dump_of_the_outbox_holds_nothing_of_the_mail(app: Flask, alba: Standing, hello: str, cluster: Cluster) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        send_mail(hello, to="maria@example.org", context={"name": "Segreto", "link": "https://x.example"})
    with psycopg.connect(cluster.conninfo(DATABASE)) as connection:
        (row,) = connection.execute("SELECT messages::text FROM messages").fetchall()
    raw = bytes.fromhex("".join(part.partition("\\x")[2] for part in row[0].split('"') if "\\x" in part))
    for word in ("maria", "Segreto", "x.example", "Ciao"):
        assert word not in row[0]
        assert word.encode() not in raw


def test_delivered_mail_is_settled(alba: Standing, queue: Queue, reread: Reread, run_jobs: RunJobs) -> None:
    message = queue(alba)
    run_jobs()
    found = reread(alba, message)
    assert (found.state, found.attempts, found.failure, found.sent_at is not None) == ("sent", 1, "", True)


def test_delivery_of_one_association_leaves_the_other_alone(
    alba: Standing, brig: Standing, app: Flask, queue: Queue, reread: Reread
) -> None:
    mine, theirs = queue(alba), queue(brig)
    app.extensions["jobs"].captured.clear()
    _deliver(alba)
    assert (reread(alba, mine).state, reread(brig, theirs).state) == ("sent", "queued")


def test_server_that_is_away_puts_the_mail_back_with_growing_pauses(
    alba: Standing, settings: Settings, monkeypatch: pytest.MonkeyPatch, queue: Queue, reread: Reread
) -> None:
    monkeypatch.setitem(settings.__dict__, "mail_url", "smtp://127.0.0.1:1")
    pauses = []
    with time_machine.travel(NOW, tick=False) as clock:
        message = queue(alba)
        for _ in range(7):
            _deliver(alba)
            found = reread(alba, message)
            pauses.append(found.due_at - datetime.now(UTC))
            clock.move_to(found.due_at)
    assert [pause.total_seconds() for pause in pauses] == [30, 120, 480, 1920, 7680, 10800, 10800]
    assert (found.state, found.failure) == ("queued", "ConnectionRefusedError")


def test_mail_is_given_up_after_the_last_attempt(
    alba: Standing, settings: Settings, monkeypatch: pytest.MonkeyPatch, queue: Queue, reread: Reread
) -> None:
    monkeypatch.setitem(settings.__dict__, "mail_url", "smtp://127.0.0.1:1")
    message = queue(alba, attempts=outbox.MAX_ATTEMPTS - 1)
    _deliver(alba)
    assert reread(alba, message).state == "failed"


def test_mail_not_yet_due_waits(alba: Standing, queue: Queue, reread: Reread) -> None:
    message = queue(alba, due_at=datetime.now(UTC) + timedelta(minutes=1))
    _deliver(alba)
    assert reread(alba, message).attempts == 0


def test_worker_that_dies_after_the_claim_loses_nothing(
    app: Flask, alba: Standing, queue: Queue, reread: Reread, run_jobs: RunJobs
) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        message = queue(alba)
        app.extensions["jobs"].captured.clear()
        with app.app_context(), tenant_scope(alba.id), unit_of_work():
            assert [claimed.id for claimed in outbox.claim_due(10)] == [message.id]
        # … and here the worker dies.
        sweep.apply(throw=True)
        run_jobs()
        assert reread(alba, message).state == "sending"
        clock.shift(outbox.LEASE)
        _deliver(alba)
    found = reread(alba, message)
    assert (found.state, found.attempts) == ("sent", 2)


def test_mail_that_kills_every_worker_is_parked(alba: Standing, queue: Queue, reread: Reread) -> None:
    message = queue(alba, state="sending", attempts=outbox.MAX_ATTEMPTS, due_at=datetime.now(UTC) - timedelta(days=1))
    _deliver(alba)
    found = reread(alba, message)
    assert (found.state, found.failure) == ("failed", "interrupted")


def test_sweep_finds_what_was_left_behind_in_every_association(
    app: Flask, alba: Standing, brig: Standing, queue: Queue, reread: Reread, run_jobs: RunJobs
) -> None:
    left = [(alba, queue(alba)), (brig, queue(brig))]
    app.extensions["jobs"].captured.clear()
    sweep.apply(throw=True)
    assert run_jobs() == 2
    assert [reread(standing, message).state for standing, message in left] == ["sent", "sent"]


@pytest.mark.parametrize("recipient", ["not an address", "", "a@", "x@y\nBcc: z@w.example", "🙂"])
def test_unwritable_address_is_parked_and_does_not_stop_the_others(
    alba: Standing, queue: Queue, reread: Reread, recipient: str
) -> None:
    odd, good = queue(alba, recipient), queue(alba)
    _deliver(alba)
    assert [(found.state, found.failure) for found in (reread(alba, odd), reread(alba, good))] == [
        ("failed", "address"),
        ("sent", ""),
    ]


def test_slow_server_ends_the_round_and_gives_the_rest_back(
    app: Flask, alba: Standing, queue: Queue, reread: Reread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ama_net.kernel.outbox.tasks.LONGEST_ROUND", 0.0)
    message = queue(alba)
    app.extensions["jobs"].captured.clear()
    _deliver(alba)
    found = reread(alba, message)
    assert (found.state, found.attempts, len(app.extensions["jobs"].captured)) == ("queued", 0, 1)


def test_content_is_emptied_some_days_after_delivery(app: Flask, alba: Standing, queue: Queue, reread: Reread) -> None:
    old = datetime.now(UTC) - outbox.KEEP_CONTENT - timedelta(minutes=1)
    sent, fresh = queue(alba, state="sent", sent_at=old), queue(alba, state="sent", sent_at=datetime.now(UTC))
    waiting = queue(alba, created_at=datetime.now(UTC) - timedelta(days=90))
    abandoned = queue(alba, state="failed", created_at=datetime.now(UTC) - timedelta(days=31))
    empty_old.apply(throw=True)
    assert [
        (found.recipient_sealed is None, found.text_sealed is None, found.emptied_at is None)
        for found in (reread(alba, message) for message in (sent, fresh, waiting, abandoned))
    ] == [(True, True, False), (False, False, True), (False, False, True), (True, True, False)]


def test_given_up_mail_can_be_tried_again_by_hand(
    app: Flask, alba: Standing, queue: Queue, reread: Reread, run_jobs: RunJobs
) -> None:
    message = queue(alba, state="failed", attempts=24, failure="refused 550")
    app.extensions["jobs"].captured.clear()
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        retry_failed(db.session.get_one(Message, message.id), by=SYSTEM)
    assert run_jobs() == 1
    assert (reread(alba, message).state, reread(alba, message).attempts) == ("sent", 1)


@pytest.mark.parametrize("values", [{"state": "sent"}, {"state": "queued"}, {"state": "failed", "emptied_at": NOW}])
def test_other_mails_cannot_be_tried_again(app: Flask, alba: Standing, queue: Queue, values: dict[str, object]) -> None:
    message = queue(alba, **values)
    with app.app_context(), tenant_scope(alba.id), pytest.raises(CannotRetry):
        retry_failed(db.session.get_one(Message, message.id), by=SYSTEM)


def test_file_of_the_mailbox_is_never_seen_half(app: Flask, settings: Settings) -> None:
    with app.app_context(), transports.open_transport("mailbox:", settings.var / "mailbox") as transport:
        raw = b"Message-ID: <1@x.example>\r\n\r\nCiao\r\n"
        transport.deliver(raw, envelope_from="a@x.example", recipient="b@x.example")
    assert [file.name for file in (settings.var / "mailbox").iterdir()] == ["1.eml"]


@pytest.fixture
def dead_broker(app: Flask) -> Iterator[None]:
    """A broker that refuses connections, and jobs that are really sent to it."""
    celery, dispatcher = app.extensions["celery"], app.extensions["jobs"]
    kept = celery.conf.broker_write_url

    def use(url: str | None) -> None:
        celery.conf.broker_write_url = url
        celery.amqp._producer_pool = None

    use("redis://127.0.0.1:1/0")
    dispatcher.captured = None
    yield
    dispatcher.captured = []
    use(kept)


def test_dead_broker_at_the_commit_loses_nothing(
    app: Flask, alba: Standing, queue: Queue, reread: Reread, run_jobs: RunJobs, dead_broker: None
) -> None:
    before = time.monotonic()
    message = queue(alba)
    assert time.monotonic() - before < 3
    assert reread(alba, message).state == "queued"
    app.extensions["jobs"].captured = []
    sweep.apply(throw=True)
    run_jobs()
    assert reread(alba, message).state == "sent"
