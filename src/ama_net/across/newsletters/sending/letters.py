"""A newsletter as bytes: everything that is the same for all is written once, and for each reader only what is theirs.

Building and encoding a message anew for each recipient costs five milliseconds; filling in this one, some microseconds.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.quoprimime import body_encode
from email.utils import format_datetime
from uuid import UUID

from ama_net.across.newsletters.links import Addresses, addresses
from ama_net.across.newsletters.merging import ASSOCIATION, SENTINEL, ReaderLinks, plain, value_for
from ama_net.across.newsletters.models import Newsletter
from ama_net.across.newsletters.recipients import Recipient
from ama_net.foundation.clock import now
from ama_net.foundation.mail.addresses import words_in_header, written_address
from ama_net.foundation.mail.bytes_of_mail import CheckedMail
from ama_net.kernel.outbox.identities import Identity
from ama_net.kernel.tenancy import current_tenant

SOFT_BREAK = b"=\r\n"
WIDTH = 74
"""Two less than the most: a dot at the beginning is written with three letters."""

_DOT = re.compile(r"^\.", re.MULTILINE)
Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Letter:
    """One newsletter, ready but for its reader. ``html`` and ``text`` alternate between bytes and merge fields (str).

    It asks nothing of anybody: a thread can write it while another waits for the server.
    """

    newsletter_id: UUID
    identity: Identity
    addresses: Addresses
    headers: Headers
    boundary: bytes
    text: Sequence[bytes | str]
    html: Sequence[bytes | str]

    def to(self, recipient: Recipient, delivery_id: UUID) -> CheckedMail:
        """The whole message for one reader, signed when the association's domain has a key.

        Raises:
            MailRefused: their address has a line break, or letters that mail headers do not carry.
        """
        address = written_address(recipient.address).encode()
        token = self.addresses.token(recipient.subscriber_id, self.newsletter_id)
        links = ReaderLinks(self.addresses.unsubscribe(token), self.addresses.preferences(token))
        headers = [*self._personal_headers(address, delivery_id, links), *self.headers]
        body = self._body(recipient, links)
        signature = self.identity.signer.sign(headers, body) if self.identity.signer else b""
        return CheckedMail(b"".join((signature, *(b"%s: %s\r\n" % header for header in headers), b"\r\n", body)))

    def envelope_from(self, delivery_id: UUID) -> str:
        """Where the message comes back to: an address that says which delivery it was (VERP)."""
        return self.identity.return_path("n", delivery_id)

    def _personal_headers(self, address: bytes, delivery_id: UUID, links: ReaderLinks) -> Headers:
        return [
            (b"To", b"<%s>" % address),
            (b"Date", format_datetime(now()).encode()),
            (b"Message-ID", f"<{delivery_id}@{self.identity.domain}>".encode()),
            # On one line: a folded address does not survive every signature and every reader (RFC 8058).
            (b"List-Unsubscribe", f"<{links.unsubscribe}>".encode()),
            (b"List-Unsubscribe-Post", b"List-Unsubscribe=One-Click"),
        ]

    def _body(self, recipient: Recipient, links: ReaderLinks) -> bytes:
        part = b"--%s\r\nContent-Type: text/%s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        return b"".join(
            (
                part % (self.boundary, b"plain"),
                *_filled(self.text, recipient, links, html=False),
                b"\r\n",
                part % (self.boundary, b"html"),
                *_filled(self.html, recipient, links, html=True),
                b"\r\n--%s--\r\n" % self.boundary,
            )
        )


def letter_of(newsletter: Newsletter, identity: Identity) -> Letter:
    """The letter of a newsletter whose content is frozen."""
    # No quoted-printable line has «=_» in it: the boundary cannot stand in a body.
    boundary = f"=_ama_{newsletter.id.hex}"
    return Letter(
        newsletter_id=newsletter.id,
        identity=identity,
        addresses=addresses(newsletter.language),
        headers=_common_headers(newsletter, identity, boundary),
        boundary=boundary.encode(),
        text=_pieces(newsletter.frozen_text or "", html=False),
        html=_pieces(newsletter.frozen_html or "", html=True),
    )


def _common_headers(newsletter: Newsletter, identity: Identity, boundary: str) -> Headers:
    tenant = current_tenant()
    written: dict[str, Address | str] = {
        "From": Address(words_in_header(identity.name), addr_spec=identity.address),
        "Subject": words_in_header(plain(newsletter.subject)),
    }
    if identity.reply_to:
        written["Reply-To"] = Address(addr_spec=identity.reply_to)
    return [
        *_folded(written),
        (b"List-Id", f"<newsletter.{tenant.host}>".encode()),
        (b"Feedback-ID", f"{newsletter.id.hex}:{tenant.slug}:newsletter:ama-net".encode()),
        (b"Precedence", b"bulk"),
        (b"MIME-Version", b"1.0"),
        (b"Content-Type", f'multipart/alternative; boundary="{boundary}"'.encode()),
    ]


def _folded(written: Mapping[str, Address | str]) -> Headers:
    """Headers whose words need encoding, as the library writes them."""
    message = EmailMessage(policy=SMTP)
    for name, value in written.items():
        message[name] = value
    return _split(b"".join(SMTP.fold_binary(name, value) for name, value in message.items()))


def _split(folded: bytes) -> Headers:
    """Header lines as names and values, their folding kept."""
    unfolded = folded.replace(b"\r\n ", b"\x00 ").replace(b"\r\n\t", b"\x00\t")
    lines = (line.partition(b": ") for line in unfolded.split(b"\r\n") if line)
    return [(name, value.replace(b"\x00", b"\r\n")) for name, _, value in lines]


def _pieces(content: str, *, html: bool) -> list[bytes | str]:
    """The content cut at its merge fields: what stands between is encoded once, a field stays what it is."""
    pieces: list[bytes | str] = []
    end = 0
    content = SENTINEL.sub(lambda found: _same_for_all(found, html=html), content)
    for found in SENTINEL.finditer(content):
        pieces += [_encoded(content[end : found.start()]), found[0]]
        end = found.end()
    return [*pieces, _encoded(content[end:])]


def _same_for_all(found: re.Match[str], *, html: bool) -> str:
    return value_for(found[0], None, None, html=html) if found[1] == ASSOCIATION else found[0]


def _filled(pieces: Sequence[bytes | str], recipient: Recipient, links: ReaderLinks, *, html: bool) -> list[bytes]:
    return [
        piece if isinstance(piece, bytes) else _between_breaks(value_for(piece, recipient, links, html=html))
        for piece in pieces
    ]


def _between_breaks(value: str) -> bytes:
    """What stands between two pieces, each on lines of its own; of a name that is not there only the break stays."""
    return SOFT_BREAK + _encoded(value) + SOFT_BREAK if value else SOFT_BREAK


def _encoded(content: str) -> bytes:
    """Quoted-printable (RFC 2045, 6.7): no line over 76, whatever stands before and after; none begins with a dot."""
    lines = body_encode(content.encode().decode("latin-1"), maxlinelen=WIDTH, eol="\r\n")
    if lines.startswith(".") or "\n." in lines:
        lines = _DOT.sub("=2E", lines)
    return lines.encode("latin-1")
