"""How a mail leaves: into the local mailbox folder (development), to an SMTP server, or through a service's API."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from ama_net.foundation.mail.addresses import written_address
from ama_net.foundation.mail.outcomes import MailInDoubt, MailLater, MailRefused
from ama_net.foundation.mail.relays import MESSAGE_ID
from ama_net.foundation.mail.smtp import SmtpServer

__all__ = ["MailInDoubt", "MailLater", "MailRefused", "MailboxFolder", "Transport", "new_transport", "open_transport"]

MAILBOX = "mailbox:"
MAILGUN = "mailgun://"


class Transport(Protocol):
    """Anything a mail can be given to."""

    def ready(self) -> None:
        """Be sure that mails can be given; asked before one is said to be leaving.

        Raises:
            MailLater: they cannot now.
        """

    def deliver(self, raw: bytes, *, envelope_from: str, recipient: str) -> None:
        """Give a mail, ready to leave (lines ending in CRLF), to one recipient.

        Raises:
            MailRefused: never again.
            MailLater: surely not taken; try another time.
            MailInDoubt: it may have been taken: nobody can know.
            ValueError: the bytes cannot be carried.
        """

    def close(self) -> None:
        """End the connection, if there is one."""

    def abandon(self) -> None:
        """Let go of it without a word: after a fork it is the other process's."""


@dataclass(frozen=True)
class MailboxFolder:
    """Writes each mail as a file that the local mailbox page shows. Written aside and renamed: never seen half."""

    folder: Path

    def ready(self) -> None:
        """Always."""

    def deliver(self, raw: bytes, *, envelope_from: str, recipient: str) -> None:
        """Write the mail as a server does when it arrives: two lines above it, and this machine's line ends."""
        sender, receiver = written_address(envelope_from, utf8=True), written_address(recipient, utf8=True)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = MESSAGE_ID.search(raw.partition(b"\r\n\r\n")[0])
        name = f"{found[1].decode() if found else uuid4()}.eml"
        draft = self.folder / f".{name}"
        above = f"Return-Path: <{sender}>\nDelivered-To: {receiver}\n".encode()
        draft.write_bytes(above + raw.replace(b"\r\n", b"\n"))
        draft.rename(self.folder / name)

    def close(self) -> None:
        """Nothing is open."""

    def abandon(self) -> None:
        """Nothing is open."""


def new_transport(url: str, mailbox: Path) -> Transport:
    """The transport that ``AMA_MAIL_URL`` names. It opens nothing before it is asked to."""
    if url == MAILBOX:
        return MailboxFolder(mailbox)
    if not url.startswith(MAILGUN):
        return SmtpServer(url)
    from ama_net.foundation.mail.provider import MailgunService  # its library is large, and few need it

    return MailgunService(url)


@contextmanager
def open_transport(url: str, mailbox: Path) -> Iterator[Transport]:
    """A transport of its own for the length of the block."""
    transport = new_transport(url, mailbox)
    try:
        yield transport
    finally:
        transport.close()
