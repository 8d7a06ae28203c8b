"""What can be told, without a signing program, of a signed or time-stamped file put beside a closing.

Only whether the closing's bytes (or their imprint) are in it. Whether a signature or a time stamp is valid, and whose it is,
is for a signing program to say: nothing here is a verification of signatures.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterator, Sequence
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
IMPRINTS = ("sha256", "sha384", "sha512")
DEEPEST = 40


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
    held = list(_octets(body))
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


def _octets(body: bytes) -> Iterator[bytes]:
    """Every octet string of a BER encoding (ITU-T X.690), those in parts put together; stops at what is not BER."""
    try:
        yield from _walk(body, 0, len(body), 0)
    except (IndexError, ValueError, RecursionError):
        return


def _walk(body: bytes, start: int, end: int, depth: int) -> Iterator[bytes]:
    place = start
    while place < end and depth < DEEPEST:
        tag, content, after, stop = _element(body, place, end)
        if tag == 0 and content == stop:
            return
        if tag == OCTETS:
            yield body[content:stop]
        elif tag == OCTETS_IN_PARTS:
            yield b"".join(_walk(body, content, stop, depth + 1))
        elif tag & 0x20:
            yield from _walk(body, content, stop, depth + 1)
        place = after


def _element(body: bytes, place: int, end: int) -> tuple[int, int, int, int]:
    """Tag, where the content begins, where the next element begins, where the content ends."""
    tag, length, content = body[place], body[place + 1], place + 2
    if tag & 0x1F == 0x1F:
        raise ValueError(tag)
    if length == 0x80:
        stop = _end_of_contents(body, content, end)
        return tag, content, stop + 2, stop
    if length > 0x80:
        size = length & 0x7F
        length, content = int.from_bytes(body[content : content + size]), content + size
    if content + length > end:
        raise ValueError(length)
    return tag, content, content + length, content + length


def _end_of_contents(body: bytes, place: int, end: int) -> int:
    """Where contents without a length end: at the two zeros that are an element of their own."""
    while body[place : place + 2] != b"\x00\x00":
        place = _element(body, place, end)[2]
    return place
