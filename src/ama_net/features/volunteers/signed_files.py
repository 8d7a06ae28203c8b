"""What can be told, without a signing program, of a signed or time-stamped file put beside a closing.

Only whether the closing's bytes (or their imprint) are in it. Whether a signature or a time stamp is valid, and whose it is,
is for a signing program to say: nothing here is a verification of signatures.
"""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from ama_net.features.volunteers.models import Match, SignedKind
from ama_net.kernel.documents.uploads import MAX_BYTES

MEDIA_TYPES = {
    SignedKind.P7M: "application/pkcs7-mime",
    SignedKind.PDF: "application/pdf",
    SignedKind.TSR: "application/timestamp-reply",
    SignedKind.TSD: "application/timestamped-data",
}
SEQUENCE, OCTETS, OCTETS_IN_PARTS = 0x30, 0x04, 0x24
IN_PARTS, LONG_TAG = 0x20, 0x1F
IMPRINTS = ("sha256", "sha384", "sha512")
DEEPEST, MOST_ELEMENTS = 40, 500_000
"""How much of an envelope is read: about a second at most. The content comes first, then certificates and lists of them."""


class NotTheClosing(ValueError):
    """The file is not a signed or stamped one, or it is of something else; the text says which."""


@dataclass(frozen=True)
class SignedFile:
    """A file as it was sent: its kind, its bytes, what could be told of it."""

    kind: SignedKind
    body: bytes
    match: Match


def read_signed_file(name: str, body: bytes, *, closing: bytes, beside: Sequence[bytes] = ()) -> SignedFile:
    """A file for a closing; ``beside`` are the signed files already there, which a time stamp may be of.

    Raises:
        NotTheClosing: it is empty, too large, of another kind, unsigned, or plainly of another document.
    """
    if not body:
        raise NotTheClosing(_("Il file è vuoto."))
    if len(body) > MAX_BYTES:
        raise NotTheClosing(_("Il file è troppo grande: al massimo 12 MB."))
    kind = _kind(name, body)
    if kind is None:
        raise NotTheClosing(_("Qui si mette un file .p7m, un PDF firmato, un .tsr o un .tsd."))
    if kind is SignedKind.PDF:
        return SignedFile(kind, body, _match_of_pdf(body, closing))
    plain = _unwrapped(body)
    if kind is SignedKind.TSR:
        return SignedFile(kind, body, _match_of_stamp(plain, [closing, *beside]))
    return SignedFile(kind, body, _match_of_envelope(kind, plain, closing))


def _kind(name: str, body: bytes) -> SignedKind | None:
    """By what the file is called, where its first bytes do not say otherwise."""
    is_pdf = body.startswith(b"%PDF-")
    ending = name.lower().rpartition(".")[2]
    if is_pdf or ending not in (SignedKind.P7M, SignedKind.TSR, SignedKind.TSD):
        return SignedKind.PDF if is_pdf else None
    return SignedKind(ending) if _unwrapped(body)[:1] == bytes([SEQUENCE]) else None


def _match_of_pdf(body: bytes, closing: bytes) -> Match:
    if b"/ByteRange" not in body:
        raise NotTheClosing(
            _("In questo PDF non c'è nessuna firma: si mette qui il file che esce dal programma di firma.")
        )
    return Match.INSIDE if body.startswith(closing) else Match.UNKNOWN


def _match_of_stamp(body: bytes, stamped: Sequence[bytes]) -> Match:
    """A detached stamp holds the imprint of what it is of, never the file."""
    known = (hashlib.new(name, one).digest() for one in stamped for name in IMPRINTS)
    return Match.IMPRINT if any(imprint in body for imprint in known) else Match.UNKNOWN


def _match_of_envelope(kind: SignedKind, body: bytes, closing: bytes) -> Match:
    """An envelope (CMS, RFC 5652; time-stamped data, RFC 5544) holds the whole file, in one piece or in parts."""
    held = _octets(body)
    if closing in body or any(closing in one for one in held):
        return Match.INSIDE
    if kind is SignedKind.P7M and any(one.startswith(b"%PDF-") for one in held):
        raise NotTheClosing(_("Il file firmato contiene un altro documento: non è questa chiusura."))
    return Match.UNKNOWN


def _unwrapped(body: bytes) -> bytes:
    """The bytes of a file that may have been written as text (base64, with or without its header lines)."""
    if body[:1] == bytes([SEQUENCE]):
        return body
    lines = [line for line in body.splitlines() if not line.startswith(b"-----")]
    try:
        return base64.b64decode(b"".join(b"".join(lines).split()), validate=True)
    except (binascii.Error, ValueError):
        return body


def _octets(body: bytes) -> list[bytes]:
    """Every octet string of a BER encoding (ITU-T X.690), those in parts put together; none where it is cut short or no BER.

    One pass over at most ``MOST_ELEMENTS``, whatever was sent: of a longer file, what was whole by then.
    """
    reading = _Reading(body)
    try:
        reading.read()
    except (IndexError, ValueError):
        return []
    return reading.found


@dataclass(frozen=True)
class _Open:
    """An element being read: where it ends at the latest, whether it says so itself, its parts if it is octets in parts."""

    end: int
    measured: bool
    parts: list[bytes] | None


class _Reading:
    """The octet strings of the first element of some bytes."""

    def __init__(self, body: bytes) -> None:
        self.found: list[bytes] = []
        self._body, self._place = body, 0
        self._open: list[_Open] = []

    def read(self) -> None:
        for _turn in range(MOST_ELEMENTS):
            self._element()
            while self._open and self._open[-1].measured and self._place >= self._open[-1].end:
                self._close()
            if not self._open or len(self._open) > DEEPEST:
                return

    def _element(self) -> None:
        tag, size, content = _header(self._body, self._place)
        end = self._open[-1].end if self._open else len(self._body)
        stop = end if size is None else content + size
        if stop > end or content > end:
            raise ValueError(stop)
        self._place = content if tag & IN_PARTS else stop
        if tag & IN_PARTS:
            self._open.append(_Open(stop, size is not None, [] if tag == OCTETS_IN_PARTS else None))
        elif size is None:
            raise ValueError(tag)
        elif tag == OCTETS:
            self._keep(self._body[content:stop])
        elif tag == 0 and self._open and not self._open[-1].measured:
            self._close()

    def _close(self) -> None:
        parts = self._open.pop().parts
        if parts is not None:
            self._keep(b"".join(parts))

    def _keep(self, octets: bytes) -> None:
        inside = self._open[-1].parts if self._open else None
        (self.found if inside is None else inside).append(octets)


def _header(body: bytes, place: int) -> tuple[int, int | None, int]:
    """The tag of an element, how long its content is (None: up to two zeros), where it begins."""
    tag, place = body[place], place + 1
    if tag & LONG_TAG == LONG_TAG:
        while body[place] & 0x80:
            place += 1
        place += 1
    size, place = body[place], place + 1
    if size <= 0x80:
        return tag, None if size == 0x80 else size, place
    stop = place + (size & 0x7F)
    return tag, int.from_bytes(body[place:stop]), stop
