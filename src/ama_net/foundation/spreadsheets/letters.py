"""A file as text, a piece at a time: how big it is, which letters it is written in; or one sentence that says what is wrong."""

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO, TextIO

from charset_normalizer import from_bytes

MAX_BYTES = 50 * 1024 * 1024
"""How big a file may be, once out of its wrapping; a list of 10,000 groups takes about 7 MB."""
PIECE = 64 * 1024
SAMPLE = 256 * 1024

_WINDOWS_NOTE = "Il file non è salvato come «CSV UTF-8»: è stato letto lo stesso, ma ricontrolla le lettere accentate."


class UnreadableFileError(ValueError):
    """The file as a whole cannot be read; the message is one Italian sentence for whoever sent it."""


def open_text(stream: BinaryIO, *, wanted: str = "CSV o JSON") -> tuple[TextIO, str]:
    """The text of a file that can be read from its beginning, and a note when its letters had to be guessed.

    ``wanted`` is what the sentence of a refusal asks for instead.

    Raises:
        UnreadableFileError: it is empty, too big, not text, or in letters nobody can tell.
    """
    _refuse_other_things(stream, wanted)
    encoding = _of_marked(stream) or ("utf-8-sig" if _is_utf8(stream) else _guess(stream))
    stream.seek(0)
    # newline="": the reader of CSV files sees the ends of lines as they are.
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    return text, "" if encoding == "utf-8-sig" else _WINDOWS_NOTE


def unclear_letters() -> UnreadableFileError:
    """What is said of a file whose letters cannot be told."""
    return UnreadableFileError(
        "Questo file non si riesce a leggere. Serve un foglio salvato come «CSV UTF-8» («Salva con nome»)."
    )


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(0)
    while piece := stream.read(PIECE):
        yield piece


def _refuse_other_things(stream: BinaryIO, wanted: str) -> None:
    stream.seek(0)
    head = stream.read(PIECE)
    if head[:2] == b"PK" or head[:4] == b"\xd0\xcf\x11\xe0":
        raise UnreadableFileError("Questo è un foglio di calcolo: salvalo come CSV («Salva con nome») e riprova.")
    if head[:4] == b"%PDF":
        raise UnreadableFileError(f"Questo è un PDF: serve un file {wanted}.")
    if head.lstrip(codecs.BOM_UTF8 + b" \t\r\n")[:14].lower().startswith((b"<!doctype html", b"<html", b"<?xml")):
        raise UnreadableFileError(f"Questa è una pagina web e non un elenco: serve un file {wanted}.")
    size, empty = 0, True
    for piece in _pieces(stream):
        size += len(piece)
        empty = empty and not piece.strip()
        if size > MAX_BYTES:
            raise UnreadableFileError(f"Il file supera {MAX_BYTES // 1024 // 1024} MB: dividilo in più file.")
    if empty:
        raise UnreadableFileError("Il file è vuoto.")


def _of_marked(stream: BinaryIO) -> str:
    """The letters a file says it is written in, with the mark that spreadsheets put before «Unicode» text."""
    stream.seek(0)
    return "utf-16" if stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else ""


def _is_utf8(stream: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in _pieces(stream):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _guess(stream: BinaryIO) -> str:
    """The likely encoding, from the beginning and from around the first letter that is not plain."""
    stream.seek(0)
    sample = stream.read(SAMPLE).removeprefix(codecs.BOM_UTF8)
    if sample.isascii():
        later = next((piece for piece in _pieces(stream) if not piece.isascii()), b"")
        sample = sample[:PIECE] + later
    found = from_bytes(sample, cp_isolation=["cp1252", "utf_16", "mac_roman"]).best()
    if found is None:
        raise unclear_letters()
    return found.encoding
