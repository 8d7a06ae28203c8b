"""Delivery to a real SMTP server: what is handed over, and how its refusals are understood."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from flask import Flask

from ama_net.foundation.config import Settings
from ama_net.kernel.outbox.tasks import deliver_due_mail
from tests.outbox.conftest import Queue
from tests.outbox.test_delivery import Reread
from tests.support.standing import Standing


@dataclass
class Sink:
    """Answers as it is told and keeps what it is given."""

    rcpt: dict[str, str] = field(default_factory=dict)
    data: str = "250 OK"
    mails: list[Envelope] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802  # the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.rcpt:
            return self.rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # the library's name
        if self.data.startswith("250"):
            self.mails.append(envelope)
            self.sessions.append(session)
        return self.data


def _authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    assert isinstance(data, LoginPassword)
    return AuthResult(success=data.login == b"alba" and data.password == b"p@ss", handled=False)


@pytest.fixture
def sink(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sink]:
    found = Sink()
    controller = Controller(
        found, hostname="127.0.0.1", port=0, authenticator=_authenticate, auth_require_tls=False, enable_SMTPUTF8=False
    )
    controller.port = _free_port()
    controller.start()
    settings: Settings = app.extensions["settings"]
    monkeypatch.setitem(settings.__dict__, "mail_url", f"smtp://alba:p%40ss@127.0.0.1:{controller.port}")
    yield found
    controller.stop()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _deliver(standing: Standing) -> None:
    deliver_due_mail.apply(headers={"tenant_id": str(standing.id)}, throw=True)


def test_mail_is_handed_over_in_seven_bits(alba: Standing, queue: Queue, reread: Reread, sink: Sink) -> None:
    message = queue(alba)
    _deliver(alba)
    (mail,) = sink.mails
    assert (mail.mail_from, mail.rcpt_tos) == ("posta@alba.example", ["maria@example.org"])
    assert isinstance(mail.content, bytes)
    assert mail.content.isascii()
    assert b"perch=C3=A9" in mail.content
    assert reread(alba, message).state == "sent"


def test_batch_leaves_over_one_connection(alba: Standing, queue: Queue, sink: Sink) -> None:
    for number in range(3):
        queue(alba, f"p{number}@example.org")
    _deliver(alba)
    assert (len(sink.mails), len({id(session) for session in sink.sessions})) == (3, 1)


@pytest.mark.parametrize(
    ("answer", "state", "failure"),
    [
        ("550 No such user", "failed", "refused 550"),
        ("450 Try later", "queued", "later 450"),
        ("452 Full", "queued", "later 452"),
    ],
)
def test_refusal_of_a_recipient(
    alba: Standing, queue: Queue, reread: Reread, sink: Sink, answer: str, state: str, failure: str
) -> None:
    sink.rcpt["nobody@example.org"] = answer
    refused, good = queue(alba, "nobody@example.org"), queue(alba)
    _deliver(alba)
    found = reread(alba, refused)
    assert (found.state, found.failure, reread(alba, good).state) == (state, failure, "sent")


@pytest.mark.parametrize(("answer", "state"), [("554 Spam", "failed"), ("451 Later", "queued")])
def test_refusal_of_the_content(
    alba: Standing, queue: Queue, reread: Reread, sink: Sink, answer: str, state: str
) -> None:
    sink.data = answer
    message = queue(alba)
    _deliver(alba)
    assert reread(alba, message).state == state


def test_failure_never_names_the_recipient(alba: Standing, queue: Queue, reread: Reread, sink: Sink) -> None:
    sink.rcpt["nobody@example.org"] = "550 nobody@example.org is unknown"
    message = queue(alba, "nobody@example.org")
    _deliver(alba)
    assert reread(alba, message).failure == "refused 550"


def test_wrong_password_puts_everything_back(
    app: Flask, alba: Standing, queue: Queue, reread: Reread, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings: Settings = app.extensions["settings"]
    monkeypatch.setitem(settings.__dict__, "mail_url", settings.mail_url.replace("p%40ss", "wrong"))
    message = queue(alba)
    _deliver(alba)
    found = reread(alba, message)
    assert (found.state, found.failure) == ("queued", "SMTPAuthenticationError")
