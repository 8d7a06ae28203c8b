"""What may be kept as a document: told by what the file is, never by what it is called."""

import re
from io import BytesIO
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

from flask_babel import gettext as _

from ama_net.kernel.documents.operations import File

MAX_BYTES = 12 * 1024 * 1024
ODT = "application/vnd.oasis.opendocument.text"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", ODT: "odt", DOCX: "docx"}
ACCEPTED = ".pdf,.odt,.docx,.jpg,.jpeg,.png"
SHOWN = ("application/pdf",)
"""What a browser is asked to show; everything else is saved."""


class UnreadableFile(ValueError):
    """The file is empty, too large, or of a kind that is not kept; the text says which."""


def read_upload(name: str, body: bytes) -> File:
    """A file as it was sent, with the kind its bytes say and a name without surprises.

    Raises:
        UnreadableFile: it cannot be kept.
    """
    if not body:
        raise UnreadableFile(_("Il file è vuoto."))
    if len(body) > MAX_BYTES:
        raise UnreadableFile(_("Il file è troppo grande: al massimo 12 MB."))
    media_type = _kind(body)
    if media_type is None:
        raise UnreadableFile(_("Si possono tenere PDF, documenti ODT o DOCX senza macro, immagini JPEG o PNG."))
    return File(safe_name(name, media_type), body, media_type)


def safe_name(name: str, media_type: str) -> str:
    """The name of a file with the ending its kind has, and only letters, figures and plain signs."""
    stem = re.sub(r"[^\w .()-]", "_", PurePath(name.replace("\\", "/")).stem).strip(" .")[:80]
    return f"{stem or 'documento'}.{ENDINGS[media_type]}"


def _kind(body: bytes) -> str | None:
    if body.startswith(b"%PDF-"):
        return "application/pdf"
    if body.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    return _written(body) if body.startswith(b"PK\x03\x04") else None


def _written(body: bytes) -> str | None:
    """A text of a word processor, from the names inside it; nothing with macros in it."""
    try:
        with ZipFile(BytesIO(body)) as archive:
            names = set(archive.namelist())
            if any("vbaproject" in name.lower() or name.startswith("Basic/") for name in names):
                return None
            if "word/document.xml" in names and "[Content_Types].xml" in names:
                return DOCX
            entry = archive.getinfo("mimetype") if "mimetype" in names else None
            if entry and entry.file_size < 200 and archive.read(entry).decode("ascii", "replace") == ODT:
                return ODT
    except (BadZipFile, NotImplementedError, RuntimeError):
        return None
    return None
