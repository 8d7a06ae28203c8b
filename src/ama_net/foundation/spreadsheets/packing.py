"""The content of a file as the database keeps it: compressed, and read again a piece at a time."""

import gzip
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any, BinaryIO, cast

from ama_net.foundation.spreadsheets.letters import MAX_BYTES, PIECE


def pack(pieces: Iterable[bytes]) -> bytes:
    """The content compressed, never more than a little over the limit in memory."""
    packer = zlib.compressobj(6, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    packed, size = bytearray(), 0
    for piece in pieces:
        size += len(piece)
        packed += packer.compress(piece)
        if size > MAX_BYTES:
            break  # who reads it says how big it may be
    return bytes(packed + packer.flush())


def pieces_of(stream: Any) -> Iterator[bytes]:
    """A stream, some kilobytes at a time."""
    while piece := stream.read(PIECE):
        yield piece


def unpack(content: bytes) -> BinaryIO:
    """The content of a kept file, to be read a piece at a time."""
    return cast("BinaryIO", gzip.GzipFile(fileobj=BytesIO(content)))
