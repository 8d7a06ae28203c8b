"""Answers for machines: open to every site, compressed once, and 304 for who already has what there is (RFC 9110).

Nothing may be used without asking again (``no-cache``): asking costs a few milliseconds, and a group that has been
withdrawn must be gone at once.
"""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Any

import brotli  # type: ignore[import-untyped]
from flask import Response, request
from werkzeug.http import http_date, parse_date

from ama_net.foundation.clock import now

BROTLI_QUALITY, GZIP_LEVEL = 5, 6
A_SECOND = timedelta(seconds=1)

JSON = "application/json"

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(eq=False)
class Text:
    """A long text in pieces that others hold too; what it is compressed to is made when first asked for."""

    pieces: Sequence[bytes] = field(repr=False)

    @cached_property
    def tag(self) -> str:
        """The same for the same text."""
        digest = sha256()
        for piece in self.pieces:
            digest.update(piece)
        return digest.hexdigest()[:32]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self.tag == other.tag

    def __hash__(self) -> int:
        return hash(self.tag)

    @property
    def plain(self) -> bytes:
        """As it is."""
        return b"".join(self.pieces)

    @cached_property
    def gzip(self) -> bytes:
        """For nearly everybody."""
        packer = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
        return b"".join([*(packer.compress(piece) for piece in self.pieces), packer.flush()])

    @cached_property
    def brotli(self) -> bytes:
        """For browsers."""
        packer = brotli.Compressor(quality=BROTLI_QUALITY)
        return b"".join([*(packer.process(piece) for piece in self.pieces), packer.finish()])


def text_answer(text: Text, mimetype: str, changed: datetime) -> Response:
    """The text, in the smallest way the reader understands; or 304."""
    answer = unchanged(text.tag, changed)
    if answer is not None:
        return answer
    accepted = request.accept_encodings
    if accepted["br"] > 0:
        answer = _packed(text.brotli, "br", mimetype)
    elif accepted["gzip"] > 0:
        answer = _packed(text.gzip, "gzip", mimetype)
    else:
        answer = Response(text.plain, mimetype=mimetype)
    return opened(answer, text.tag, changed)


def _packed(content: bytes, encoding: str, mimetype: str) -> Response:
    answer = Response(content, mimetype=mimetype)
    answer.headers["Content-Encoding"] = encoding
    return answer


def json_answer(value: Any, *, changed: datetime | None = None, mimetype: str = JSON) -> Response:
    """A value as JSON, or 304."""
    body = dumped(value)
    tag = sha256(body).hexdigest()[:32]
    return unchanged(tag, changed) or opened(Response(body, mimetype=mimetype), tag, changed)


def dumped(value: Any) -> bytes:
    """JSON as short as it can be, in UTF-8."""
    return _encode(value).encode()


def unchanged(tag: str, changed: datetime | None) -> Response | None:
    """304 when the reader has this already: by its tag, or without one by its date."""
    if request.if_none_match:
        same = request.if_none_match.contains_weak(tag)
    else:
        since = parse_date(request.headers.get("If-Modified-Since"))
        same = since is not None and changed is not None and since >= changed.replace(microsecond=0)
    return opened(Response(status=304), tag, changed) if same else None


def opened(answer: Response, tag: str = "", changed: datetime | None = None) -> Response:
    """Let every site read it, and tell how to ask again."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Cache-Control"] = "public, no-cache"
    if tag:
        answer.set_etag(tag, weak=True)
    if changed is not None:
        # Within the second of a change the date would not tell what was before from what is after.
        answer.headers["Last-Modified"] = http_date(min(changed, now() - A_SECOND))
    return answer
