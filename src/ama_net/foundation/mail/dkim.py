"""The signature of a domain on a mail (DKIM, RFC 6376): relaxed headers, simple body, RSA of 2048 bits with SHA-256.

Written here because the libraries that make it parse and fold the whole mail again each time; what is made is verified in the
tests by one of them.
"""

import base64
import hashlib
import re
import time
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

Field = tuple[bytes, bytes]

ALWAYS = (b"from", b"to", b"cc", b"subject", b"date", b"message-id", b"reply-to", b"mime-version", b"content-type")
"""Signed once more than they are there: nobody can put a second one on top of a signed mail (RFC 6376, 8.15)."""

WHEN_THERE = (
    b"list-id",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
    b"feedback-id",
    b"auto-submitted",
    b"precedence",
    b"content-transfer-encoding",
)
"""The same, but only where they are: a mailing list that carries a mail on may put its own."""

_SPACES = re.compile(rb"[ \t]+")
_TRAILING = re.compile(rb"(?:\r\n)*\Z")
_WIDTH = 72


class BadKey(ValueError):
    """The key is not an RSA key of at least 2048 bits."""


@dataclass(frozen=True)
class Signer:
    """Signs for a domain, with the key that stands in the DNS at ``<selector>._domainkey.<domain>``."""

    domain: str
    selector: str
    pem: str = field(repr=False)

    def sign(self, headers: list[Field], body: bytes) -> bytes:
        """The whole ``DKIM-Signature`` field, with its line end, to put above the others.

        Args:
            headers: names and values as they are written, folds within; values without their last line end.
            body: all that follows the empty line, lines ending in CRLF.

        Raises:
            BadKey: the key cannot sign.
        """
        names, chosen = _signed(headers)
        lines = (
            b"v=1; a=rsa-sha256; c=relaxed/simple; d=%b;" % self.domain.encode(),
            b"s=%b; t=%d;" % (self.selector.encode(), int(time.time())),
            _list_of_names(names),
            b"bh=%b;" % body_hash(body),
            b"b=",
        )
        unsigned = b"\r\n ".join(lines)
        text = chosen + relaxed(b"DKIM-Signature", unsigned)
        signature = base64.b64encode(_key(self.pem).sign(text, PKCS1v15(), SHA256()))
        parts = [signature[start : start + _WIDTH] for start in range(0, len(signature), _WIDTH)]
        return b"DKIM-Signature: " + unsigned + b"\r\n ".join(parts) + b"\r\n"


def new_key() -> str:
    """A private key of its own for a domain, as PEM."""
    key = generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public_key_of(pem: str) -> str:
    """What stands in the DNS after ``p=``: the public half, base64 without line ends."""
    public = _key(pem).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(public).decode()


def header_fields(head: bytes) -> list[Field]:
    """The header's fields as they are written, folds within."""
    fields: list[Field] = []
    for line in head.split(b"\r\n"):
        if line[:1] in (b" ", b"\t") and fields:
            fields[-1] = (fields[-1][0], fields[-1][1] + b"\r\n" + line)
        elif line:
            name, _, value = line.partition(b":")
            fields.append((name, value))
    return fields


@lru_cache(maxsize=1024)
def relaxed(name: bytes, value: bytes) -> bytes:
    """A field in its relaxed form, without its line end (RFC 6376, 3.4.2)."""
    value = value.replace(b"\r\n", b"")
    if b"  " in value or b"\t" in value:
        value = _SPACES.sub(b" ", value)
    return name.strip().lower() + b":" + value.strip(b" ")


def body_hash(body: bytes) -> bytes:
    """The digest of the body in its simple form: empty lines at the end are one (RFC 6376, 3.4.3)."""
    whole = _TRAILING.sub(b"", body, count=1) if body.endswith(b"\r\n\r\n") else body.removesuffix(b"\r\n")
    return base64.b64encode(hashlib.sha256(whole + b"\r\n").digest())


def _signed(headers: list[Field]) -> tuple[tuple[bytes, ...], bytes]:
    """Which names are signed, and their fields in the order verifiers read them: the last of a name first."""
    names, order = _order_of(tuple([name for name, _ in headers]))
    return names, b"".join([relaxed(*headers[place]) + b"\r\n" for place in order])


@lru_cache(maxsize=64)
def _order_of(there: tuple[bytes, ...]) -> tuple[tuple[bytes, ...], tuple[int, ...]]:
    """The names of ``h=`` for a mail with these, each once more than it is there, and the places of the fields they sign.

    Nobody can add another. The same for every mail of a newsletter.
    """
    places: dict[bytes, list[int]] = {}
    for place, name in enumerate(there):
        places.setdefault(name.strip().lower(), []).append(place)
    names = [name for name in ALWAYS for _ in range(len(places.get(name, ())) + 1)]
    names += [name for name in WHEN_THERE if name in places for _ in range(len(places[name]) + 1)]
    order = [places[name].pop() for name in names if places.get(name)]
    return tuple(names), tuple(order)


@lru_cache(maxsize=64)
def _list_of_names(names: tuple[bytes, ...]) -> bytes:
    """``h=`` on lines of a decent length; the same for every mail of a newsletter."""
    lines, line = [], b"h="
    for number, name in enumerate(names, 1):
        piece = name + (b";" if number == len(names) else b":")
        if len(line) + len(piece) > _WIDTH:
            lines.append(line)
            line = b""
        line += piece
    return b"\r\n ".join([*lines, line])


@lru_cache(maxsize=256)
def _key(pem: str) -> RSAPrivateKey:
    """The key, read once: reading it costs a hundred signatures."""
    key = load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, RSAPrivateKey) or key.key_size < 2048:
        raise BadKey(type(key).__name__)
    return key
