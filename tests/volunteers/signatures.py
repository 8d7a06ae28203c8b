"""Signed and stamped files as signing programs make them, as far as their bytes go: no signature in them is a real one."""

import base64

SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
DATA = bytes.fromhex("06092a864886f70d010701")
STAMPED_DATA = bytes.fromhex("060b2a864886f70d010910011f")


def _der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    size = len(body)
    if size < 0x80:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + body


def _open(tag: int, *parts: bytes) -> bytes:
    """An element without a length, up to its two zeros."""
    return bytes([tag, 0x80]) + b"".join(parts) + b"\x00\x00"


def pades(paper: bytes) -> bytes:
    """A PDF signed by adding to its end, as PAdES wants."""
    return paper + b"\n9 0 obj\n<</Type /Sig /ByteRange [0 100 200 300]>>\nendobj\n%%EOF\n"


def p7m(paper: bytes) -> bytes:
    """An envelope in one piece (DER)."""
    content = _der(0x30, DATA, _der(0xA0, _der(0x04, paper)))
    return _der(0x30, SIGNED_DATA, _der(0xA0, _der(0x30, b"\x02\x01\x01", content)))


def p7m_in_parts(paper: bytes, *, step: int = 1000) -> bytes:
    """An envelope whose content is cut in pieces without a length, as programs do that read large files (BER)."""
    pieces = [_der(0x04, paper[start : start + step]) for start in range(0, len(paper), step)]
    content = _open(0x30, DATA, _open(0xA0, _open(0x24, *pieces)))
    return _open(0x30, SIGNED_DATA, _open(0xA0, _open(0x30, b"\x02\x01\x01", content)))


def as_text(body: bytes) -> bytes:
    """The same written in base64, with its header lines."""
    return b"-----BEGIN PKCS7-----\n" + base64.encodebytes(body) + b"-----END PKCS7-----\n"


def tsr(imprint: bytes) -> bytes:
    """A detached stamp: it holds the imprint of the file."""
    return _der(0x30, _der(0x30, b"\x02\x01\x00"), _der(0x30, _der(0x04, imprint)))


def tsd(paper: bytes) -> bytes:
    """Time-stamped data: the file with its stamps."""
    return _der(0x30, STAMPED_DATA, _der(0xA0, _der(0x30, b"\x02\x01\x01", _der(0x04, paper))))
