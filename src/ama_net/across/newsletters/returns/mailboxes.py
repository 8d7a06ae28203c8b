"""Reading a mailbox of returns, by IMAP (RFC 9051) or POP (RFC 1939): only of public servers, encrypted, in little time and space.

As in ``foundation/web_client``: the name is resolved once, every address it has must be public, and the connection goes to the
very address that was checked. A server that says too much, too slowly or nothing is left. Nothing is ever deleted or moved,
because people may read the same mailbox: what was read is known by its number (IMAP: UIDVALIDITY and UID; POP: UIDL), so a mail
that breaks something is passed by once and never comes again.
"""

import imaplib
import poplib
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

from flask_babel import gettext as _

from ama_net.across.newsletters.models import FeedbackKind
from ama_net.across.newsletters.returns.reading import LARGEST
from ama_net.foundation.config import Settings
from ama_net.foundation.web_client import is_public
from ama_net.foundation.web_watch import Watch

PORTS = {FeedbackKind.IMAP: (993, 143), FeedbackKind.POP: (995, 110)}
"""For each, the port that is encrypted from the beginning and the one where encryption is asked for."""

SECONDS = 10.0
WHOLE_SECONDS = 40.0
TRY_SECONDS = 12.0
MOST_MAILS = 100
"""How many are read in a round: the rest waits for the next."""

LONGEST_NAME = 200
MOST_ANSWER = 4 * 1024 * 1024


FAULTS = (OSError, EOFError, imaplib.IMAP4.error, poplib.error_proto, ValueError, LookupError, AssertionError)
"""What the library raises for a server that is away, refuses, or says what no server says."""


class MailboxFault(Exception):
    """The mailbox cannot be read; the text is one Italian sentence for the office."""


@dataclass(frozen=True)
class Mailbox:
    """Where it is and how one enters; ``position`` is where it was read up to."""

    kind: FeedbackKind
    host: str
    port: int
    username: str
    password: str = field(repr=False)
    position: str = ""


@dataclass(frozen=True)
class Letter:
    """A mail of the mailbox; ``raw`` is None when it is larger than any return. ``position`` stands after it."""

    raw: bytes | None
    position: str


def read_mailbox(mailbox: Mailbox, settings: Settings, seconds: float | None = None) -> Iterator[Letter]:
    """The mails that came since the position, oldest first; as many as there is time for. Without a position, only the last ones.

    Raises:
        MailboxFault: it cannot be reached, does not let in, or speaks nonsense.
    """
    reader, read = (_imap if mailbox.kind == FeedbackKind.IMAP else _pop), 0
    with closing(Watch(time.monotonic() + (seconds or WHOLE_SECONDS))) as watch:
        try:
            for letter in reader(mailbox, settings, watch):
                read += 1
                yield letter
        except FAULTS as error:
            # What there was no time for waits for the next round.
            if not (watch.is_over and read):
                raise _fault(error, late=watch.is_over) from None


def _fault(error: Exception, *, late: bool) -> MailboxFault:
    if isinstance(error, ssl.SSLError):
        words = _("Il server della casella non dimostra di essere chi dice: il suo certificato non è valido.")
    elif late or isinstance(error, TimeoutError):
        words = _("Il server della casella non risponde in tempo.")
    elif isinstance(error, OSError | EOFError | imaplib.IMAP4.abort):
        words = _("Il server della casella non risponde: forse è fermo per un momento.")
    else:
        words = _("Il server della casella non fa entrare, o risponde in un modo che non si capisce.")
    return MailboxFault(words)


def try_mailbox(mailbox: Mailbox, settings: Settings) -> None:
    """Enter and look, reading nothing. Raises as ``read_mailbox``."""
    for _letter in read_mailbox(mailbox, settings, TRY_SECONDS):
        return


def connect(host: str, port: int, settings: Settings, watch: Watch) -> socket.socket:
    """A connection to a server that may be asked.

    Raises:
        MailboxFault: there is no such name, or it leads to an inner network.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise MailboxFault(_("Il nome %(host)s non si trova: ricontrollarlo.", host=host)) from None
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    if not _may_ask(host, port, settings) and not all(is_public(ip_address(one)) for one in addresses):
        raise MailboxFault(_("Il nome porta a una rete interna: si leggono solo caselle pubbliche."))
    made = socket.create_connection((addresses[0], port), timeout=SECONDS)
    watch.see(made)
    return made


def _may_ask(host: str, port: int, settings: Settings) -> bool:
    return f"{host}:{port}" in settings.reachable_addresses


def _part(goodbye: Callable[[], Any], hang_up: Callable[[], None]) -> None:
    """End a conversation, politely if that can be done."""
    for way in (goodbye, hang_up):
        with suppress(*FAULTS):
            way()


def _secure(plain: socket.socket, host: str) -> ssl.SSLSocket:
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise


class _Imap(imaplib.IMAP4):
    """The library's client over a connection that was checked; no answer longer than there is room for."""

    def __init__(self, mailbox: Mailbox, settings: Settings, watch: Watch) -> None:
        self._mailbox, self._settings, self._watch, self._left = mailbox, settings, watch, MOST_ANSWER
        super().__init__(mailbox.host, mailbox.port, timeout=SECONDS)

    def _create_socket(self, timeout: Any) -> socket.socket:
        plain = connect(self._mailbox.host, self._mailbox.port, self._settings, self._watch)
        return _secure(plain, self._mailbox.host) if self._mailbox.port == PORTS[FeedbackKind.IMAP][0] else plain

    def read(self, size: int) -> bytes:
        """A literal, whose length the server says."""
        self._spend(size)
        return super().read(size)

    def readline(self) -> bytes:
        """A line of the server's."""
        line = super().readline()
        self._spend(len(line))
        return line

    def _spend(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise imaplib.IMAP4.error("too long")

    def fresh(self) -> None:
        """Room again, for the next answer."""
        self._left = MOST_ANSWER


def _imap(mailbox: Mailbox, settings: Settings, watch: Watch) -> Iterator[Letter]:
    client = _Imap(mailbox, settings, watch)
    try:
        if mailbox.port != PORTS[FeedbackKind.IMAP][0] and not _may_ask(mailbox.host, mailbox.port, settings):
            client.starttls(ssl_context=ssl.create_default_context())
        client.login(mailbox.username, mailbox.password)
        client.select("INBOX", readonly=True)
        validity = _number(client.response("UIDVALIDITY")[1])
        known, _sep, last = mailbox.position.partition(":")
        after = int(last) if known == str(validity) and last.isdigit() else 0
        for uid, size in _sizes(client, after):
            if watch.is_over:
                return
            yield Letter(_imap_raw(client, uid) if size <= LARGEST else None, f"{validity}:{uid}")
    finally:
        _part(client.logout, client.shutdown)


def _sizes(client: _Imap, after: int) -> list[tuple[int, int]]:
    """The numbers and sizes of the next mails, oldest first."""
    client.fresh()
    _kind, found = client.uid("SEARCH", f"UID {after + 1}:*")
    # "n:*" always gives at least the last mail, even one that was read.
    new = sorted(uid for uid in map(int, (found[0] or b"").split()) if uid > after)
    uids = new[:MOST_MAILS] if after else new[-MOST_MAILS:]
    if not uids:
        return []
    client.fresh()
    _kind, lines = client.uid("FETCH", ",".join(map(str, uids)), "(UID RFC822.SIZE)")
    sizes = dict(_size_of(line) for line in lines if isinstance(line, bytes))
    return [(uid, sizes.get(uid, LARGEST + 1)) for uid in uids]


def _size_of(line: bytes) -> tuple[int, int]:
    words = line.replace(b"(", b" ").replace(b")", b" ").upper().split()
    return int(words[words.index(b"UID") + 1]), int(words[words.index(b"RFC822.SIZE") + 1])


def _imap_raw(client: _Imap, uid: int) -> bytes | None:
    client.fresh()
    _kind, answer = client.uid("FETCH", str(uid), "(BODY.PEEK[])")
    return next((part[1] for part in answer if isinstance(part, tuple) and isinstance(part[1], bytes)), None)


def _number(values: Any) -> int:
    return int(values[0]) if values and values[0] else 0


class _Pop(poplib.POP3):
    """The library's client over a connection that was checked."""

    def __init__(self, mailbox: Mailbox, settings: Settings, watch: Watch) -> None:
        self._mailbox, self._settings, self._watch = mailbox, settings, watch
        try:
            super().__init__(mailbox.host, mailbox.port, timeout=SECONDS)
        except BaseException:
            if hasattr(self, "sock"):
                self.close()
            raise

    def _create_socket(self, timeout: Any) -> socket.socket:
        plain = connect(self._mailbox.host, self._mailbox.port, self._settings, self._watch)
        return _secure(plain, self._mailbox.host) if self._mailbox.port == PORTS[FeedbackKind.POP][0] else plain

    def _getlongresp(self) -> tuple[bytes, list[bytes], int]:
        """As the library's, but not for ever."""
        library: Any = self
        answer, lines, octets = library._getresp(), list[bytes](), 0  # noqa: SLF001  # what this method is made of there
        line, size = library._getline()  # noqa: SLF001
        while line != b".":
            octets += size
            if octets > MOST_ANSWER:
                raise poplib.error_proto("too long")
            lines.append(line.removeprefix(b"."))
            line, size = library._getline()  # noqa: SLF001
        return answer, lines, octets


def _pop(mailbox: Mailbox, settings: Settings, watch: Watch) -> Iterator[Letter]:
    client = _Pop(mailbox, settings, watch)
    try:
        if mailbox.port != PORTS[FeedbackKind.POP][0] and not _may_ask(mailbox.host, mailbox.port, settings):
            client.stls(context=ssl.create_default_context())
        client.user(mailbox.username)
        client.pass_(mailbox.password)
        names = dict(line.split(b" ", 1) for line in client.uidl()[1])
        sizes = dict(line.split(b" ")[:2] for line in client.list()[1])
        for number in _unread(names, mailbox.position):
            if watch.is_over:
                return
            small = int(sizes.get(number, b"0")) <= LARGEST
            raw, spoilt = _pop_raw(client, int(number)) if small else (None, False)
            yield Letter(raw, _name(names[number]))
            if spoilt:
                return
    finally:
        _part(client.quit, client.close)


def _pop_raw(client: _Pop, number: int) -> tuple[bytes | None, bool]:
    """A mail, and whether the connection is of no use after it: the library leaves a line that is too long half read."""
    try:
        return b"\r\n".join(client.retr(number)[1]), False
    except poplib.error_proto:
        return None, True


def _unread(names: dict[bytes, bytes], position: str) -> list[bytes]:
    """The numbers after the one that was read last; the last ones when that one is gone (nothing counts twice)."""
    ordered = sorted(names, key=int)
    there = [_name(names[number]) for number in ordered]
    after = ordered[there.index(position) + 1 :] if position in there else ordered[-MOST_MAILS:]
    return after[:MOST_MAILS]


def _name(name: bytes) -> str:
    return name.decode("ascii", "replace").strip()[:LONGEST_NAME]
