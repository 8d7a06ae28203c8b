"""Pictures without what they say of who took them: place, day, camera, program. Only which way is up is kept."""

import struct
from collections.abc import Iterator

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
LARGEST_SIDE = 12_000
MOST_POINTS = 40_000_000
"""A small file may unfold into a huge picture."""

NEEDED_CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT"}
START_OF_FRAME = frozenset({0xC0, 0xC1, 0xC2})
START_OF_SCAN, COMMENT, EXIF, ADOBE, ICC = 0xDA, 0xFE, 0xE1, 0xEE, 0xE2
ORIENTATION = 0x0112


class BrokenPicture(ValueError):
    """It cannot be read, or it is too large to be drawn."""

    def __init__(self, message: LazyString) -> None:
        super().__init__(message)
        self.message = message


_BROKEN = _l("L'immagine è rovinata: prova a salvarla di nuovo.")


def clean_picture(content: bytes) -> bytes:
    """A JPEG or PNG without its notes.

    Raises:
        BrokenPicture: it is neither, is broken, or has too many points.
    """
    try:
        if content.startswith(PNG):
            return _clean_png(content)
        if content.startswith(JPEG):
            return _clean_jpeg(content)
    except (struct.error, IndexError) as error:
        raise BrokenPicture(_BROKEN) from error
    raise BrokenPicture(_l("Serve un PDF, oppure un'immagine JPEG o PNG."))


def _check(width: int, height: int) -> None:
    if not width or not height:
        raise BrokenPicture(_BROKEN)
    if max(width, height) > LARGEST_SIDE or width * height > MOST_POINTS:
        raise BrokenPicture(_l("L'immagine è troppo grande: riducila a meno di 40 milioni di punti."))


def _clean_png(content: bytes) -> bytes:
    kept, at = [PNG], len(PNG)
    while at < len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise BrokenPicture(_BROKEN)
        if name == b"IHDR":
            _check(*struct.unpack_from(">II", content, at + 8))
        if name in NEEDED_CHUNKS:
            kept.append(content[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end
    raise BrokenPicture(_BROKEN)


def _clean_jpeg(content: bytes) -> bytes:
    """Segment by segment (ISO/IEC 10918-1 annex B): the application's own are dropped, colours and drawing stay."""
    kept, up, seen = [], 1, False
    for marker, start, end in _segments(content):
        if marker in START_OF_FRAME:
            height, width = struct.unpack_from(">HH", content, start + 5)
            _check(width, height)
            seen = True
        if marker == EXIF:
            up = _orientation(content[start + 4 : end]) or up
        is_note = marker == COMMENT or (0xE0 <= marker <= 0xEF and marker not in {0xE0, ADOBE, ICC})
        if not is_note:
            kept.append(content[start:end])
    if not seen:
        raise BrokenPicture(_BROKEN)
    return b"".join([content[:2], _exif(up), *kept])


def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Each marker with the place where its segment begins and ends; the last is the drawing itself, to the end."""
    at = 2
    while True:
        if content[at] != 0xFF:
            raise BrokenPicture(_BROKEN)
        marker = content[at + 1]
        if marker == START_OF_SCAN:
            yield marker, at, len(content)
            return
        end = at + 2 + int(struct.unpack_from(">H", content, at + 2)[0])
        if end > len(content):
            raise BrokenPicture(_BROKEN)
        yield marker, at, end
        at = end


def _orientation(block: bytes) -> int | None:
    """Which way is up (1 to 8) in an Exif block; None when it does not say."""
    if not block.startswith(b"Exif\0\0"):
        return None
    tiff = block[6:]
    order = "<" if tiff[:2] == b"II" else ">"
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    (count,) = struct.unpack_from(f"{order}H", tiff, first)
    for number in range(min(count, 200)):
        tag, _kind, _many, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * number)
        if tag == ORIENTATION and 1 <= value <= 8:
            return int(value)
    return None


def _exif(up: int) -> bytes:
    """An Exif segment that says only which way is up; nothing when it is as usual."""
    if up == 1:
        return b""
    tiff = struct.pack("<2sHIHHHIHHI", b"II", 42, 8, 1, ORIENTATION, 3, 1, up, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
