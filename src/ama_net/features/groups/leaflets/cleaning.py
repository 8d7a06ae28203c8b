"""From a file that somebody sent to a PDF that may be given to everybody. What cannot be made safe is refused in words."""

import io
from dataclasses import dataclass
from typing import Any

import structlog
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from ama_net.features.groups.leaflets.pictures import BrokenPicture, clean_picture
from ama_net.foundation.pdf import BrokenTemplateError, render_picture

log = structlog.get_logger()

MAX_BYTES = 5 * 1024 * 1024
MAX_PAGES = 12
MOST_DRAWINGS = 1000
"""Pictures and drawings in all; a leaflet has some tens."""

HARMLESS_LINKS = ("https://", "http://", "mailto:", "tel:")
NOT_DRAWING = (
    "/AA",
    "/AF",
    "/B",
    "/Metadata",
    "/PieceInfo",
    "/StructParents",
    "/Thumb",
    "/Trans",
    "/PresSteps",
    "/Dur",
)
"""What a page may carry beside its drawing: actions, files, notes of programs, ties to a structure that is left behind."""


class UnreadableLeaflet(ValueError):
    """The file cannot be shown to everybody; the text says why to whoever sent it."""

    def __init__(self, message: LazyString) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True)
class Leaflet:
    """A clean leaflet."""

    body: bytes
    pages: int


def clean_leaflet(content: bytes, *, title: str, words: str) -> Leaflet:
    """A clean PDF from a PDF, a JPEG or a PNG; its kind is read from its bytes, never from its name.

    Raises:
        UnreadableLeaflet: it is too large, broken, locked, too long, or something else altogether.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableLeaflet(_l("Il file è troppo grande: al massimo 5 MB."))
    if content.lstrip()[:5] == b"%PDF-":
        return _from_pdf(content, title=title, words=words)
    try:
        picture = clean_picture(content)
    except BrokenPicture as error:
        raise UnreadableLeaflet(error.message) from error
    try:
        body = render_picture("groups/pdf/leaflet.typ", {"title": title, "words": words or title}, picture)
    except BrokenTemplateError as error:  # the template is fine: the picture lies about itself
        raise UnreadableLeaflet(_l("L'immagine è rovinata: prova a salvarla di nuovo.")) from error
    return Leaflet(body, 1)


def _from_pdf(content: bytes, *, title: str, words: str) -> Leaflet:
    try:
        reader = PdfReader(io.BytesIO(content))
        _checked(reader)
        return Leaflet(_rebuilt(reader, title, words), len(reader.pages))
    except UnreadableLeaflet:
        raise
    except Exception as error:  # a broken file breaks the reader anywhere
        log.warning("leaflet.unreadable", kind=type(error).__name__)
        raise UnreadableLeaflet(_l("Il PDF è rovinato e non si apre: prova a salvarlo di nuovo.")) from error


def _checked(reader: PdfReader) -> None:
    if reader.is_encrypted:
        raise UnreadableLeaflet(_l("Il PDF è chiuso da una parola d'ordine: salvane una copia libera."))
    if not 1 <= len(reader.pages) <= MAX_PAGES:
        raise UnreadableLeaflet(_l("Il PDF è troppo lungo per un volantino: al massimo 12 pagine."))


def _rebuilt(reader: PdfReader, title: str, words: str) -> bytes:
    """A new file with the drawings of the pages alone: what belongs to the document as a whole stays behind."""
    made, seen = PdfWriter(), dict[int, Any]()
    for page in reader.pages:
        _strip(page, seen)
        made.add_page(page)
    made.metadata = None
    made.add_metadata({"/Title": title, "/Subject": words})
    made.root_object[NameObject("/Lang")] = TextStringObject("it")
    made.root_object[NameObject("/ViewerPreferences")] = DictionaryObject()
    made.compress_identical_objects(remove_unreferenced=True)
    written = io.BytesIO()
    made.write(written)
    return written.getvalue()


def _strip(page: DictionaryObject, seen: dict[int, Any]) -> None:
    links = page.get("/Annots")
    for name in NOT_DRAWING:
        page.pop(NameObject(name), None)
    kept = [link for one in (links.get_object() if links else ()) if (link := _link(one.get_object()))]
    page[NameObject("/Annots")] = ArrayObject(kept)
    _strip_drawings(page.get("/Resources"), seen)


def _link(note: Any) -> DictionaryObject | None:
    """A link that only opens an address; notes, forms, films, attachments and links that do more are dropped."""
    action = note.get("/A")
    if note.get("/Subtype") != "/Link" or action is None or action.get_object().get("/S") != "/URI":
        return None
    address = str(action.get_object().get("/URI", ""))
    if not address.lower().startswith(HARMLESS_LINKS):
        return None
    opens = {NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject(address)}
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Link"),
            NameObject("/Rect"): note["/Rect"],
            NameObject("/Border"): ArrayObject(),
            NameObject("/A"): DictionaryObject(opens),
        }
    )


def _strip_drawings(resources: Any, seen: dict[int, Any]) -> None:
    """Pictures and drawings within drawings keep no notes of the programs and cameras that made them.

    Each is looked at once, however many others show it: ``seen`` holds those of the whole file.
    """
    waiting = [resources]
    while waiting:
        for one in _drawings(waiting.pop(), seen):
            drawing = one.get_object()
            if id(drawing) in seen:
                continue
            seen[id(drawing)] = drawing
            if len(seen) > MOST_DRAWINGS:
                raise UnreadableLeaflet(_l("Il PDF ha troppi disegni e immagini: prova a salvarlo come immagine."))
            for name in NOT_DRAWING:
                drawing.pop(NameObject(name), None)
            waiting.append(drawing.get("/Resources"))


def _drawings(resources: Any, seen: dict[int, Any]) -> list[Any]:
    """What some resources name, the first time they are met."""
    named = resources.get_object().get("/XObject") if resources is not None else None
    found = named.get_object() if named is not None else None
    if found is None or id(found) in seen:
        return []
    seen[id(found)] = found
    return list(found.values())
