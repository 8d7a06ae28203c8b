"""How a mail leaves: into the local mailbox folder (development), or to an SMTP server over one kept connection."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from ama_net.foundation.clock import now

TIMEOUT = 15
LOCAL = frozenset({None, "localhost", "127.0.0.1", "::1"})


class MailRefused(Exception):
    """The server will never take this mail (5xx): do not try again. The text is the code alone, without addresses."""


@dataclass(frozen=True)
class Envelope:
    """A mail ready to leave. ``message_id`` is stable over retries, so that a receiver can know a repeat."""

    message_id: str
    sender_name: str
    sender: str
    recipient: str
    subject: str
    text: str
    html: str

    def as_message(self) -> EmailMessage:
        """The RFC 5322 message."""
        message = EmailMessage()
        message["From"] = Address(self.sender_name, addr_spec=self.sender)
        message["To"] = Address(addr_spec=self.recipient)
        message["Subject"] = self.subject
        message["Date"] = format_datetime(now())
        message["Message-ID"] = f"<{self.message_id}>"
        message["Auto-Submitted"] = "auto-generated"
        # Never 8bit: a relay that cannot carry it would alter or refuse the mail.
        message.set_content(self.text, cte="quoted-printable")
        message.add_alternative(self.html, subtype="html", cte="quoted-printable")
        return message


class Transport(Protocol):
    """Anything a mail can be given to."""

    def send(self, envelope: Envelope) -> None:
        """Deliver, or raise MailRefused (never again) or OSError/SMTPException (try later)."""


@contextmanager
def open_transport(url: str, mailbox: Path) -> Iterator[Transport]:
    """The transport that ``AMA_MAIL_URL`` names, open for the length of the block."""
    if url == "mailbox:":
        yield MailboxFolder(mailbox)
        return
    with _connect(url) as connection:
        yield SmtpServer(connection)


@dataclass(frozen=True)
class MailboxFolder:
    """Writes each mail as a file that the local mailbox page shows. Written aside and renamed: never seen half."""

    folder: Path

    def send(self, envelope: Envelope) -> None:
        """Write the mail."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = f"{envelope.message_id.partition('@')[0]}.eml"
        draft = self.folder / f".{name}"
        draft.write_bytes(envelope.as_message().as_bytes())
        draft.rename(self.folder / name)


@dataclass(frozen=True)
class SmtpServer:
    """Sends over one connection kept for the whole batch."""

    connection: smtplib.SMTP

    def send(self, envelope: Envelope) -> None:
        """Hand the mail to the server. Only a 5xx about the recipient or the content is a refusal for ever."""
        try:
            self.connection.send_message(envelope.as_message(), envelope.sender, [envelope.recipient])
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            _refused_or_later(code, error)
        except smtplib.SMTPDataError as error:
            _refused_or_later(error.smtp_code, error)


def _refused_or_later(code: int, error: Exception) -> None:
    if 500 <= code < 600:
        raise MailRefused(str(code)) from error
    raise smtplib.SMTPException(str(code)) from error


def _connect(url: str) -> smtplib.SMTP:
    parts = urlsplit(url)
    host, port = parts.hostname or "localhost", parts.port
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT, context=context)
    else:
        connection = smtplib.SMTP(host, port or 25, timeout=TIMEOUT)
    try:
        _introduce(connection, parts, context)
    except BaseException:
        connection.close()
        raise
    return connection


def _introduce(connection: smtplib.SMTP, parts: SplitResult, context: ssl.SSLContext) -> None:
    """Encrypt and sign in. A relay on this machine needs no encryption; nobody else gets a mail without it."""
    connection.ehlo_or_helo_if_needed()
    encrypted, local = parts.scheme == "smtps", parts.hostname in LOCAL
    if not encrypted and not local and connection.has_extn("starttls"):
        connection.starttls(context=context)
        encrypted = True
    if not encrypted and not local:
        raise smtplib.SMTPNotSupportedError("starttls")
    if parts.username:
        connection.login(unquote(parts.username), unquote(parts.password or ""))
