"""What may be kept as a document: told by what the file is, never by what it is called."""

import re
import zlib
from collections.abc import Container
from io import BytesIO
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

from flask_babel import gettext as _

from ama_net.kernel.documents.operations import File

MAX_BYTES = 12 * 1024 * 1024
ODT = "application/vnd.oasis.opendocument.text"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", ODT: "odt", DOCX: "docx"}
"""What is kept as a document."""

_MICROSOFT, _OPEN = "application/vnd.openxmlformats-officedocument", "application/vnd.oasis.opendocument"
ICS = "text/calendar"
TO_GIVE_OUT = {
    **ENDINGS,
    f"{_OPEN}.spreadsheet": "ods",
    f"{_OPEN}.presentation": "odp",
    f"{_MICROSOFT}.spreadsheetml.sheet": "xlsx",
    f"{_MICROSOFT}.presentationml.presentation": "pptx",
    ICS: "ics",
}
"""What may be given out to be saved: also tables, slides and days for a calendar."""
ACCEPTED = ".pdf,.odt,.docx,.jpg,.jpeg,.png"
SHOWN = ("application/pdf",)
"""What a browser is asked to show; everything else is saved."""


class UnreadableFile(ValueError):
    """The file is empty, too large, or of a kind that is not kept; the text says which."""


def read_upload(name: str, body: bytes, *, kinds: Container[str] = ENDINGS) -> File:
    """A file as it was sent, with the kind its bytes say (one of ``kinds``) and a name without surprises.

    Raises:
        UnreadableFile: it cannot be kept.
    """
    if not body:
        raise UnreadableFile(_("Il file è vuoto."))
    if len(body) > MAX_BYTES:
        raise UnreadableFile(_("Il file è troppo grande: al massimo 12 MB."))
    media_type = _kind(body)
    if media_type is None or media_type not in kinds:
        raise UnreadableFile(_("Si possono tenere PDF, documenti ODT o DOCX senza macro, immagini JPEG o PNG."))
    return File(safe_name(name, media_type), body, media_type)


def safe_name(name: str, media_type: str) -> str:
    """The name of a file with the ending its kind has, and only letters, figures and plain signs."""
    stem = re.sub(r"[^\w .()-]", "_", PurePath(name.replace("\\", "/")).stem).strip(" .")[:80]
    return f"{stem or 'documento'}.{TO_GIVE_OUT[media_type]}"


def _kind(body: bytes) -> str | None:
    if body.startswith(b"%PDF-"):
        return "application/pdf"
    if body.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if body.startswith(b"PK\x03\x04"):
        return _written(body)
    return ICS if _is_calendar(body) else None


_MAIN_PARTS = {
    "word/document.xml": DOCX,
    "xl/workbook.xml": f"{_MICROSOFT}.spreadsheetml.sheet",
    "ppt/presentation.xml": f"{_MICROSOFT}.presentationml.presentation",
}
_RUNS = re.compile(r"vbaproject|/macrosheets/|/activex/|^basic/|^scripts/", re.IGNORECASE)
"""Where such a file keeps what runs: Basic and the older sheets of macros, controls, scripts of OpenDocument."""
_LARGEST_CONTENTS = 1024 * 1024


def _written(body: bytes) -> str | None:
    """A text, a table or slides, from the names inside it; nothing with macros in it."""
    try:
        with ZipFile(BytesIO(body)) as archive:
            names = set(archive.namelist())
            if any(_RUNS.search(name) for name in names):
                return None
            if "[Content_Types].xml" in names:
                contents = _part(archive, "[Content_Types].xml", most=_LARGEST_CONTENTS)
                main = next((part for part in _MAIN_PARTS if part in names), None)
                return (
                    None
                    if main is None or contents is None or b"macroenabled" in contents.lower()
                    else _MAIN_PARTS[main]
                )
            said = (
                (_part(archive, "mimetype", most=200) or b"").decode("ascii", "replace") if "mimetype" in names else ""
            )
            return said if said.startswith(f"{_OPEN}.") and said in TO_GIVE_OUT else None
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error):
        return None


def _part(archive: ZipFile, name: str, *, most: int) -> bytes | None:
    """A part of the file, if it is no larger than it should be: what says so is also where reading stops."""
    return archive.read(name) if archive.getinfo(name).file_size < most else None


_FOLD = re.compile(r"\r?\n[ \t]")
_CARRIES = re.compile(r"^(attach\b.*encoding=|action\b.*:\s*procedure)", re.IGNORECASE | re.MULTILINE)
"""Files within a calendar, and alarms that start a program (RFC 2445; RFC 5545 took them out)."""


def _is_calendar(body: bytes) -> bool:
    """Days for a calendar (RFC 5545): text that begins and ends as one, and carries nothing else."""
    if body.removeprefix(b"\xef\xbb\xbf")[:15].upper() != b"BEGIN:VCALENDAR":
        return False
    try:
        words = _FOLD.sub("", body.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return False
    return "\0" not in words and words.rstrip().upper().endswith("END:VCALENDAR") and not _CARRIES.search(words)
