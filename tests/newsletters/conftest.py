"""A server of mail that answers as it is told, and a newsletter on its way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from socket import socket

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from ama_net.across.newsletters.lately import forget_lately
from ama_net.across.newsletters.settings import NewsletterSettings
from ama_net.foundation.config import Settings
from ama_net.foundation.database import unit_of_work
from ama_net.foundation.mail.kept import close_kept
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.settings import save_settings
from tests.newsletters.subscribing_steps import subscribed
from tests.support.clients import Browser
from tests.support.standing import Standing

CLOSE = "close"


@pytest.fixture(autouse=True)
def _counted_anew() -> None:
    """What one test counted is nothing to another."""
    forget_lately()


@pytest.fixture
def token(app: Flask, alba: Standing, browser: Browser) -> str:
    """The link of somebody who asked on Alba's page and confirmed."""
    return subscribed(app, browser, alba)


@dataclass
class Server:
    """Takes every mail, unless ``answers`` says otherwise for a recipient: a reply, or ``CLOSE`` after the whole mail."""

    answers: dict[str, str] = field(default_factory=dict)
    taken: list[Envelope] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    before: Callable[[str], None] | None = None

    async def handle_RCPT(  # noqa: N802  # the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.tried.append(address)
        answer = self.answers.get(address, "")
        if answer and answer != CLOSE:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        (address,) = envelope.rcpt_tos
        if self.before is not None:
            self.before(address)
        self.taken.append(envelope)
        if self.answers.get(address) == CLOSE:
            assert server.transport is not None
            server.transport.abort()
        return "250 OK"

    @property
    def receivers(self) -> list[str]:
        """Who was sent a mail, in order."""
        return sorted(envelope.rcpt_tos[0] for envelope in self.taken)

    @property
    def readers(self) -> list[str]:
        """Who was sent a newsletter; the office is told, of one that stops."""
        return [one for one in self.receivers if one.startswith("lettrice")]

    @property
    def mails(self) -> list[EmailMessage]:
        """The mails, read."""
        raw = (envelope.content for envelope in self.taken)
        return [message_from_bytes(one, policy=default) for one in raw if isinstance(one, bytes)]  # type: ignore[misc]


def _free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The server that the installation's mail goes to."""
    found = Server()
    controller = Controller(found, hostname="127.0.0.1", port=_free_port())
    controller.start()
    settings: Settings = app.extensions["settings"]
    monkeypatch.setitem(settings.__dict__, "mail_url", f"smtp://127.0.0.1:{controller.port}")
    yield found
    close_kept()
    controller.stop()


@pytest.fixture
def fast(app: Flask, alba: Standing) -> NewsletterSettings:
    """Alba sends as fast as it can."""
    limits = NewsletterSettings(per_second=5_000)
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        save_settings(limits, by=None)
    return limits
