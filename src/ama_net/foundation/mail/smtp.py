"""An SMTP server (RFC 5321) over a connection that is kept: each stage known, so that it is always clear whether a mail was taken.

Commands are sent together where the server offers it (PIPELINING, RFC 2920): two waits for a mail instead of four.
"""

import contextlib
import smtplib
import ssl
import time
from functools import cache
from typing import NoReturn
from urllib.parse import SplitResult, unquote, urlsplit

from ama_net.foundation.mail.addresses import written_address
from ama_net.foundation.mail.bytes_of_mail import CheckedMail
from ama_net.foundation.mail.outcomes import MailInDoubt, MailLater, MailRefused, is_about_us
from ama_net.foundation.mail.relays import for_relay

TIMEOUT = 15
FINAL_TIMEOUT = 30
"""How long the answer to a whole mail is waited for: after that it is in doubt. Within the time a task may take."""

IDLE = 5.0
"""Seconds of silence after which the server is asked whether it is still there."""

MOST_MAILS = 1000
"""Mails after which a connection is changed: servers limit them, and a fresh one may reach another machine."""

LONGEST_LINE = 8192
"""More than any server says on a line; who says more is not speaking SMTP (RFC 5321, 4.5.3.1.5: 512)."""

MOST_LINES = 200
"""Lines of a reply: a server that goes on would keep the worker until its time is over."""

LOCAL = frozenset({None, "localhost", "127.0.0.1", "::1"})
CLOSING = 421

Reply = tuple[int, bytes]


class SmtpServer:
    """One server; it connects at the first mail, and again when the connection ended."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)
        self._smtp: smtplib.SMTP | None = None
        self._mails, self._used_at = 0, 0.0

    def ready(self) -> None:
        """Be sure of an open connection.

        Raises:
            MailLater: there is none to be had (``away``).
        """
        self._open()

    def _open(self) -> smtplib.SMTP:
        smtp = self._smtp
        if smtp is not None and smtp.sock is not None and self._still_there(smtp):
            return smtp
        self.close()
        try:
            self._smtp = smtp = _connect(self._url)
        except (smtplib.SMTPException, OSError) as error:
            raise MailLater(type(error).__name__, away=True) from error
        self._mails, self._used_at = 0, time.monotonic()
        return smtp

    def deliver(self, raw: bytes, *, envelope_from: str, recipient: str) -> None:
        """Give one mail, ready to leave, to one recipient.

        Raises:
            MailRefused: never again (5xx about recipient or content, unwritable address).
            MailLater: surely not taken.
            MailInDoubt: all of it was sent, and the server did not answer.
            ValueError: ``raw`` has lines that do not end in CRLF, or bytes this server cannot carry.
        """
        smtp, kept = self._open(), self._mails > 0
        self._mails += 1
        try:
            _Transaction(smtp).carry(for_relay(self._url.hostname, raw), envelope_from, recipient)
        except MailLater as later:
            if not (later.away and kept):
                raise
            self.close()  # the server ended a connection that lay there: what it never took goes over a new one, once
            self.deliver(raw, envelope_from=envelope_from, recipient=recipient)
        finally:
            self._used_at = time.monotonic()

    def close(self) -> None:
        """Say goodbye, without waiting for who does not answer."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None and smtp.sock is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                smtp.sock.settimeout(1)
                smtp.quit()
            smtp.close()

    def abandon(self) -> None:
        """Let go of the connection without a word: after a fork it is the other process's."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

    def _still_there(self, smtp: smtplib.SMTP) -> bool:
        if self._mails >= MOST_MAILS:
            return False
        if time.monotonic() - self._used_at < IDLE:
            return True
        try:
            return bool(smtp.noop()[0] == 250)
        except (smtplib.SMTPException, OSError):
            return False


class _Transaction:
    """One mail on an open connection."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self.smtp = smtp

    def carry(self, raw: bytes, envelope_from: str, recipient: str) -> None:
        utf8 = self.smtp.has_extn("smtputf8")
        sender, receiver = written_address(envelope_from, utf8=utf8), written_address(recipient, utf8=utf8)
        mail = f"MAIL FROM:<{sender}>{self._options(raw, sender + receiver)}\r\n"
        body = _dotted(raw)
        self._ask(mail.encode(), f"RCPT TO:<{receiver}>\r\n".encode())
        self._send(body)
        final = self._final_reply()
        if not _yes(final):
            self._refused(final)

    def _options(self, raw: bytes, addresses: str) -> str:
        options = f" SIZE={len(raw)}" if self.smtp.has_extn("size") else ""
        if not raw.isascii():
            if not self.smtp.has_extn("8bitmime"):
                raise ValueError("8bit")
            options += " BODY=8BITMIME"
        return options if addresses.isascii() else f"{options} SMTPUTF8"

    def _ask(self, mail: bytes, rcpt: bytes) -> None:
        """The three commands before the mail itself, all at once where the server takes that."""
        if self.smtp.has_extn("pipelining"):
            self._send(mail + rcpt + b"DATA\r\n")
            replies = self._three_replies()
            if replies[2][0] == 354 and not (_yes(replies[0]) and _yes(replies[1])):
                self._send(b".\r\n")  # RFC 2920, 3.1: nothing was accepted, an empty mail ends it
                with contextlib.suppress(MailInDoubt):  # there is no doubt: nobody was to get it
                    self._final_reply()
        else:
            replies = self._ask_one_by_one(mail, rcpt)
        if not _yes(replies[0]):
            self._not_sender(replies[0])
        if not _yes(replies[1]) and is_about_us(*replies[1]):
            self._not_us(replies[1])
        if not _yes(replies[1]) or replies[2][0] != 354:
            self._refused(replies[1] if not _yes(replies[1]) else replies[2])

    def _three_replies(self) -> list[Reply]:
        replies = [self._reply()]
        while len(replies) < 3:  # after a 421 nothing more comes
            replies.append(replies[-1] if replies[-1][0] == CLOSING else self._reply())
        return replies

    def _ask_one_by_one(self, mail: bytes, rcpt: bytes) -> list[Reply]:
        replies: list[Reply] = []
        for command in (mail, rcpt, b"DATA\r\n"):
            self._send(command)
            replies.append(self._reply())
            if not _yes(replies[-1]):
                break
        return replies + [(503, b"")] * (3 - len(replies))

    def _not_sender(self, reply: Reply) -> NoReturn:
        """A sender that is not wanted is a fault of the installation: every mail would have it, and someone mends it."""
        if reply[0] in (552, 523):  # too big, said before the mail: that is about this one
            self._refused(reply)
        self._not_us(reply)

    def _not_us(self, reply: Reply) -> NoReturn:
        self._reset(reply[0])
        raise MailLater(str(reply[0]), away=reply[0] == CLOSING)

    def _refused(self, reply: Reply) -> NoReturn:
        """What the server said of the recipient or of the content, when it is no yes."""
        code = reply[0]
        self._reset(code)
        if 500 <= code < 600:
            raise MailRefused(str(code))
        if 400 <= code < 500:
            raise MailLater(str(code), away=code == CLOSING)
        self.smtp.close()
        raise MailLater("answer", away=True)

    def _final_reply(self) -> Reply:
        """The answer to the whole mail: without a clear one nobody knows whether it was taken."""
        try:
            self._wait(FINAL_TIMEOUT)
            reply = _read_reply(self.smtp)
            self._wait(TIMEOUT)
        except (smtplib.SMTPException, OSError) as error:
            self.smtp.close()
            raise MailInDoubt("closed") from error
        except BaseException:
            self.smtp.close()  # a task that is stopped here leaves an answer that would be taken for the next mail's
            raise
        if not (200 <= reply[0] < 300 or 400 <= reply[0] < 600):
            self.smtp.close()
            raise MailInDoubt("answer")
        return reply

    def _wait(self, seconds: int) -> None:
        if self.smtp.sock is not None:
            self.smtp.sock.settimeout(seconds)

    def _reply(self) -> Reply:
        try:
            return _clear(_read_reply(self.smtp))
        except (smtplib.SMTPException, OSError) as error:
            self.smtp.close()
            raise MailLater("closed", away=True) from error
        except BaseException:
            self.smtp.close()
            raise

    def _send(self, data: bytes) -> None:
        """Nothing that could not be written whole was taken: the last bytes are the dot's."""
        if self.smtp.sock is None:
            raise MailLater("closed", away=True)
        try:
            self.smtp.sock.sendall(data)
        except OSError as error:
            self.smtp.close()
            raise MailLater("closed", away=True) from error
        except BaseException:
            self.smtp.close()
            raise

    def _reset(self, code: int) -> None:
        """Make the connection fit for the next mail, or let it go."""
        if code == CLOSING:
            self.smtp.close()
        if self.smtp.sock is None:
            return
        try:
            done = self.smtp.docmd("RSET")[0] == 250
        except (smtplib.SMTPException, OSError):
            done = False
        if not done:
            self.smtp.close()


def _clear(reply: Reply) -> Reply:
    """A reply before the mail itself. After what is none, nobody knows which the next would answer."""
    if reply[0] < 0:
        raise smtplib.SMTPServerDisconnected("no reply")
    return reply


def _read_reply(smtp: smtplib.SMTP) -> Reply:
    """The next reply, read as ``SMTP.getreply`` does, which takes four times as long; -1 for what is none."""
    if smtp.file is None:
        return smtp.getreply()
    lines: list[bytes] = []
    while len(lines) < MOST_LINES:
        line: bytes = smtp.file.readline(LONGEST_LINE + 1)
        if not line or len(line) > LONGEST_LINE:
            raise smtplib.SMTPServerDisconnected("closed" if not line else "too long a line")
        code, more = line[:3], line[3:4] == b"-"
        lines.append(line[4:].strip())
        if not code.isdigit():
            return -1, b""
        if not more:
            return int(code), b"\n".join(lines)
    raise smtplib.SMTPServerDisconnected("too many lines")


def _yes(reply: Reply) -> bool:
    return 200 <= reply[0] < 300


def _dotted(raw: bytes) -> bytes:
    """The mail as it travels: a dot doubled at the start of a line, a dot alone at the end (RFC 5321, 4.5.2).

    A line that ends otherwise than in CRLF could be an end of mail to another server on the way, and what follows another mail.
    """
    if isinstance(raw, CheckedMail):
        return raw + (b".\r\n" if raw.endswith(b"\r\n") else b"\r\n.\r\n")
    ends = raw.count(b"\r\n")
    if raw.count(b"\n") != ends or raw.count(b"\r") != ends or b"\0" in raw:
        raise ValueError("line ends")
    raw = (b"." if raw.startswith(b".") else b"") + raw.replace(b"\n.", b"\n..")
    return raw + (b".\r\n" if raw.endswith(b"\r\n") else b"\r\n.\r\n")


@cache
def _context() -> ssl.SSLContext:
    return ssl.create_default_context()


def _connect(parts: SplitResult) -> smtplib.SMTP:
    host, port = parts.hostname or "localhost", parts.port
    if parts.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT, context=_context())
    else:
        connection = smtplib.SMTP(host, port or 25, timeout=TIMEOUT)
    try:
        _introduce(connection, parts)
    except BaseException:
        connection.close()
        raise
    return connection


def _introduce(connection: smtplib.SMTP, parts: SplitResult) -> None:
    """Encrypt and sign in. A relay on this machine needs no encryption; nobody else gets a mail without it."""
    connection.ehlo_or_helo_if_needed()
    encrypted, local = parts.scheme == "smtps", parts.hostname in LOCAL
    if not encrypted and not local and connection.has_extn("starttls"):
        connection.starttls(context=_context())
        connection.ehlo_or_helo_if_needed()  # what it said before was not encrypted, and is forgotten
        encrypted = True
    if not encrypted and not local:
        raise smtplib.SMTPNotSupportedError("starttls")
    if parts.username:
        connection.login(unquote(parts.username), unquote(parts.password or ""))
