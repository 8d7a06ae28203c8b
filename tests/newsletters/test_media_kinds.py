"""Which files a newsletter may give out: told by what is in them, never with something in them that runs."""

from collections.abc import Callable, Mapping
from io import BytesIO
from zipfile import ZipFile

import pytest

from ama_net.across.newsletters.media_addresses import media_path
from ama_net.across.newsletters.operations.media import add_file
from ama_net.across.newsletters.pictures import UnusablePicture
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.documents.uploads import UnreadableFile, read_upload
from tests.support.clients import Browser
from tests.support.standing import Standing

TYPES = "[Content_Types].xml"
XLSX = {TYPES: "<Types/>", "xl/workbook.xml": "<workbook/>"}
PPTX = {TYPES: "<Types/>", "ppt/presentation.xml": "<presentation/>"}
ODS = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}
ODP = {"mimetype": "application/vnd.oasis.opendocument.presentation", "content.xml": "<x/>"}
ICS = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:Porte aperte\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


def packed(parts: Mapping[str, str]) -> bytes:
    """A file made of parts."""
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, words in parts.items():
            archive.writestr(name, words)
    return out.getvalue()


def alarmed(line: bytes) -> bytes:
    """The calendar, with a line more."""
    return ICS.replace(b"END:VEVENT", line + b"\r\nEND:VEVENT")


GOOD = [
    (packed(XLSX), "bilancio.xlsx"),
    (packed(PPTX), "bilancio.pptx"),
    (packed(ODS), "bilancio.ods"),
    (packed(ODP), "bilancio.odp"),
    (ICS, "bilancio.ics"),
    (b"\xef\xbb\xbf" + ICS, "bilancio.ics"),
]


@pytest.mark.parametrize(("body", "name"), GOOD, ids=[name for _, name in GOOD])
def test_its_name_ends_as_what_is_in_it(in_alba: Standing, body: bytes, name: str) -> None:
    media = add_file("bilancio.pdf.exe", body, by=SYSTEM)
    assert (media.name, media.kind) == (name.replace("bilancio", "bilancio.pdf"), "file")


BAD = {
    "basic": packed({**XLSX, "xl/vbaProject.bin": "x"}),
    "old macros": packed({**XLSX, "xl/macrosheets/sheet1.xml": "<x/>"}),
    "said to have macros": packed(
        {**XLSX, TYPES: "application/vnd.ms-excel.sheet.macroEnabled.main+xml"},
    ),
    "slides with macros": packed({**PPTX, "ppt/vbaProject.bin": "x"}),
    "controls": packed({**PPTX, "ppt/activeX/activeX1.xml": "<x/>"}),
    "open basic": packed({**ODS, "Basic/Standard/Modulo.xml": "<x/>"}),
    "open scripts": packed({**ODP, "Scripts/python/a.py": "x"}),
    "a template": packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet-template"}),
    "only a name": packed({"xl/workbook.xml": "<x/>"}),
    "not whole": packed(XLSX)[:60],
    "a file in a calendar": alarmed(b"ATTACH;ENCODING=BASE64;VALUE=BINARY:TVqQ"),
    "a file in a folded line": alarmed(b"ATTACH;ENC\r\n ODING=BASE64;VALUE=BINARY:TVqQ"),
    "a program in a calendar": alarmed(b"ACTION:PROCEDURE"),
    "a page after a calendar": ICS + b"<html><script>alert(1)</script>",
    "a calendar cut": ICS[:60],
    "no letters": ICS[:40] + b"\xff\xfe" + ICS[40:],
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
def test_what_runs_or_is_something_else_is_refused(in_alba: Standing, body: bytes) -> None:
    with pytest.raises(UnusablePicture, match=r"tabelle \(ODS, XLSX\).*senza macro"):
        add_file("orari.xlsx", body, by=SYSTEM)


@pytest.mark.parametrize(("body", "mimetype"), [(ICS, "text/calendar"), (packed(ODS), ODS["mimetype"])])
def test_it_is_saved_and_no_browser_guesses_what_it_is(
    in_alba: Standing, client: Callable[[str], Browser], body: bytes, mimetype: str
) -> None:
    media = add_file("x", body, by=SYSTEM)
    address = media_path(media.id, media.kind, media.name, media.content_type)
    db.session.commit()
    answer = client(in_alba.host).get(address)
    said = answer.headers["Content-Disposition"].partition(";")[0]
    assert (answer.mimetype, said, answer.headers["X-Content-Type-Options"]) == (mimetype, "attachment", "nosniff")


@pytest.mark.parametrize("body", [packed(XLSX), packed(ODP), ICS])
def test_the_office_keeps_no_more_kinds_of_documents_for_that(in_alba: Standing, body: bytes) -> None:
    with pytest.raises(UnreadableFile):
        read_upload("carta", body)
