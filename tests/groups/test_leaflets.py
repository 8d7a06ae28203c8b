"""Leaflets: what is taken off a file before everybody may have it, what is refused, who may put one."""

import io
import struct
import zlib
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject, TextStringObject
from sqlalchemy import select

from ama_net.features.groups.leaflets import MAX_BYTES, UnreadableLeaflet, clean_leaflet, cleaning
from ama_net.features.groups.leaflets.pictures import clean_picture
from ama_net.features.groups.models import Group, GroupLeaflet
from ama_net.features.groups.operations.directory import GroupFacts, change_group
from ama_net.features.groups.operations.leaflets import put_leaflet
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.pdf import is_accessible
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.groups import make_group
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing

SAID = {"title": "Volantino", "words": "Ci vediamo per parlarne"}


def _pdf(pages: int = 1, spoil: Callable[[PdfWriter], None] = lambda made: None) -> bytes:
    made = PdfWriter()
    for _page in range(pages):
        made.add_blank_page(width=420, height=595)
    spoil(made)
    written = io.BytesIO()
    made.write(written)
    return written.getvalue()


def _dangerous(made: PdfWriter) -> None:
    """Everything a leaflet has no business to carry."""
    made.add_attachment("elenco.csv", b"nomi e cognomi")
    made.add_metadata({"/Author": "Rosaura Balanzoni", "/Creator": "Programma di casa"})
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert('apri')")}
    made.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    named = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject("uno"), DictionaryObject(script)])})
    names: Any = made.root_object["/Names"]
    names[NameObject("/JavaScript")] = named
    page = made.pages[0]
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): DictionaryObject(script)})
    made.add_annotation(0, Link(rect=(0, 0, 10, 10), url="https://buono.example/"))
    made.add_annotation(0, Link(rect=(0, 0, 10, 10), url="javascript:cattivo()"))
    launch = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("calc.exe")})
    bad = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Link")})
    bad[NameObject("/A")] = launch
    page[NameObject("/Annots")].append(bad)  # type: ignore[attr-defined]  # an array


def _opened(body: bytes) -> bytes:
    """Every object of a PDF as text, streams opened."""
    reader = PdfReader(io.BytesIO(body))
    parts = [body, repr(reader.trailer).encode()]
    for number in range(1, int(reader.trailer["/Size"])):  # type: ignore[call-overload]  # a number
        found: Any = reader.get_object(number)
        parts.append(repr(found).encode())
        if hasattr(found, "get_data"):
            parts.append(found.get_data())
    return b"\n".join(parts)


def _png(width: int = 4, height: int = 4, *extra: tuple[bytes, bytes], said: tuple[int, int] | None = None) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", *(said or (width, height)), 8, 2, 0, 0, 0)
    rows = b"".join(b"\0" + b"\x80\x20\x20" * width for _row in range(height))
    notes = b"".join(chunk(name, body) for name, body in extra)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + notes + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )


def test_pdf_comes_out_without_scripts_actions_attachments_and_makers(in_alba: Standing) -> None:
    clean = clean_leaflet(_pdf(2, _dangerous), **SAID)
    assert clean.pages == 2
    bad = (
        b"/JavaScript",
        b"/JS",
        b"/OpenAction",
        b"/AA",
        b"/EmbeddedFile",
        b"/Launch",
        b"calc.exe",
        b"alert",
        b"cattivo",
    )
    hidden = (b"nomi e cognomi", b"elenco.csv", b"Rosaura", b"Programma di casa")
    whole = _opened(clean.body)
    assert [word for word in bad + hidden if word in whole] == []
    links = [note.get_object()["/A"]["/URI"] for note in PdfReader(io.BytesIO(clean.body)).pages[0]["/Annots"]]  # type: ignore[attr-defined]
    assert links == ["https://buono.example/"]


def test_dangerous_file_is_dangerous_before_cleaning(in_alba: Standing) -> None:
    whole = _opened(_pdf(1, _dangerous))
    assert [word for word in (b"/JavaScript", b"/OpenAction", b"/Launch", b"elenco.csv") if word not in whole] == []


def test_pdf_gets_the_title_it_was_given(in_alba: Standing) -> None:
    metadata = PdfReader(io.BytesIO(clean_leaflet(_pdf(), **SAID).body)).metadata
    assert metadata is not None
    assert (metadata.title, metadata.subject, metadata.author) == ("Volantino", "Ci vediamo per parlarne", None)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Serve un PDF"),
        (b"GIF89a....", "Serve un PDF"),
        (b"<html><script>alert(1)</script>", "Serve un PDF"),
        (b"%PDF-1.7 e poi niente", "rovinato"),
        (b"%PDF-1.7\n" + b"1 0 obj << /Type /Catalog /Pages 1 0 R >> endobj\ntrailer << /Root 1 0 R >>", "rovinato"),
        (b"x" * (MAX_BYTES + 1), "troppo grande"),
        (b"\x89PNG\r\n\x1a\n rotto", "rovinata"),
        (b"\xff\xd8\xff\xe0\x00", "rovinata"),
        (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xda", "rovinata"),
        (_png(said=(90_000, 90_000)), "troppo grande"),
        (_png(said=(0, 4)), "rovinata"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_words(in_alba: Standing, content: bytes, said: str) -> None:
    with pytest.raises(UnreadableLeaflet, match=said):
        clean_leaflet(content, **SAID)


def test_long_and_locked_pdfs_are_refused(in_alba: Standing) -> None:
    with pytest.raises(UnreadableLeaflet, match="al massimo 12 pagine"):
        clean_leaflet(_pdf(13), **SAID)
    with pytest.raises(UnreadableLeaflet, match="parola d'ordine"):
        clean_leaflet(_pdf(1, lambda made: made.encrypt("segreta", algorithm="RC4-128")), **SAID)


def test_picture_becomes_a_page_with_words_for_who_cannot_see_it(in_alba: Standing) -> None:
    clean = clean_leaflet(_png(4, 4, (b"tEXt", b"Author\0Rosaura"), (b"eXIf", b"MM\0*gps44.49")), **SAID)
    assert clean.pages == 1
    assert is_accessible(clean.body)
    whole = _opened(clean.body)
    assert (b"Rosaura" in whole, b"gps44" in whole, b"Ci vediamo per parlarne" in whole) == (False, False, True)


def _send(browser: Browser, group_id: Any, content: bytes, **said: str) -> Any:
    form = {**SAID, **said, "file": (io.BytesIO(content), "volantino.pdf")}
    return browser.submit(f"/manage/gruppi/{group_id}/locandina", form)


def test_leaflet_is_on_the_page_of_the_group(fill: Any, secretary: Browser, citizen: Browser) -> None:
    group_id = fill(lambda: make_group("Alfa").id)
    assert citizen.get("/gruppi/alfa/volantino.pdf").status_code == 404
    assert _send(secretary, group_id, _pdf()).status_code == 303
    page = citizen.get("/gruppi/alfa").text
    assert ("Volantino: Volantino" in page, "Ci vediamo per parlarne" in page) == (True, True)
    answer = citizen.get("/gruppi/alfa/volantino.pdf")
    assert (answer.status_code, answer.mimetype, answer.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == 'inline; filename="volantino-alfa.pdf"'


def test_second_leaflet_takes_the_place_of_the_first_and_can_go(
    fill: Any, secretary: Browser, citizen: Browser
) -> None:
    group_id = fill(lambda: make_group("Alfa").id)
    _send(secretary, group_id, _pdf())
    _send(secretary, group_id, _png(), title="Volantino nuovo")
    assert "Volantino nuovo" in citizen.get("/gruppi/alfa").text
    assert secretary.submit(f"/manage/gruppi/{group_id}/locandina/ritiro", {}).status_code == 303
    assert citizen.get("/gruppi/alfa/volantino.pdf").status_code == 404
    assert secretary.submit(f"/manage/gruppi/{group_id}/locandina/ritiro", {}).status_code == 404


def test_bad_file_is_said_beside_its_field_and_changes_nothing(fill: Any, secretary: Browser, citizen: Browser) -> None:
    group_id = fill(lambda: make_group("Alfa").id)
    answer = _send(secretary, group_id, b"%PDF-1.4 rotto")
    assert (answer.status_code, "non si apre" in answer.text, "Ci vediamo per parlarne" in answer.text) == (
        422,
        True,
        True,
    )
    assert citizen.get("/gruppi/alfa/volantino.pdf").status_code == 404


def test_words_for_who_cannot_see_are_asked(fill: Any, secretary: Browser) -> None:
    group_id = fill(lambda: make_group("Alfa").id)
    answer = _send(secretary, group_id, _pdf(), words="", title="")
    assert (answer.status_code, "chi non vede legge questo" in answer.text) == (422, True)


def test_office_of_a_protected_group_is_warned(fill: Any, secretary: Browser) -> None:
    plain, hidden = fill(lambda: (make_group("Alfa").id, make_group("Porto", hides_place=True).id))
    said = [
        "che non dica dove e quando" in secretary.get(f"/manage/gruppi/{one}/locandina").text for one in (plain, hidden)
    ]
    assert said == [False, True]


def test_leaflet_of_a_hidden_group_is_for_the_office_alone(fill: Any, secretary: Browser, citizen: Browser) -> None:
    group_id = fill(lambda: make_group("Alfa", published=False).id)
    _send(secretary, group_id, _pdf())
    assert citizen.get("/gruppi/alfa/volantino.pdf").status_code == 404
    assert secretary.get(f"/manage/gruppi/{group_id}/locandina.pdf").status_code == 200


def test_others_put_and_see_nothing(
    fill: Any, secretary: Browser, client: Callable[[str], Browser], alba: Standing, brig: Standing
) -> None:
    group_id = fill(lambda: make_group("Alfa").id)
    _send(secretary, group_id, _pdf())
    stranger = sign_in(client(brig.host), brig, Role.SECRETARY)
    board = sign_in(client(alba.host), alba, Role.BOARD)
    for browser in (stranger, board):
        assert browser.get(f"/manage/gruppi/{group_id}/locandina").status_code == 404
        assert _send(browser, group_id, _pdf()).status_code == 404
    assert stranger.get("/gruppi/alfa/volantino.pdf").status_code == 404


def test_pdf_keeps_its_drawing(fill: Any, secretary: Browser, citizen: Browser) -> None:
    group_id = fill(lambda: make_group("Oltre il silenzio", slug="alfa").id)
    _send(secretary, group_id, citizen.get("/gruppi/alfa/scheda.pdf").data)
    served = PdfReader(io.BytesIO(citizen.get("/gruppi/alfa/volantino.pdf").data))
    assert "Oltre il silenzio" in served.pages[0].extract_text()


def _jpeg(up: int) -> bytes:
    def segment(marker: int, body: bytes) -> bytes:
        return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body

    tiff = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, 0x0112, 3, 1, up, 0, 0) + b"GPS 44.49 Nikon"
    frame = segment(0xC0, struct.pack(">BHHB", 8, 30, 40, 1) + b"\1\x11\0")
    notes = segment(0xE1, b"Exif\0\0" + tiff) + segment(0xFE, b"scattata da Rosaura") + segment(0xED, b"Photoshop")
    return (
        b"\xff\xd8" + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0") + notes + frame + segment(0xDA, b"\1\1\0\0?\0") + b"\0"
    )


def test_photograph_keeps_which_way_is_up_and_nothing_else() -> None:
    clean = clean_picture(_jpeg(6))
    assert [word for word in (b"GPS", b"Nikon", b"Rosaura", b"Photoshop") if word in clean] == []
    assert (clean[:2], clean.count(b"Exif\0\0"), b"JFIF" in clean) == (b"\xff\xd8", 1, True)
    tiff = clean[clean.index(b"Exif\0\0") + 6 :]
    assert struct.unpack_from("<HHIH", tiff, 10) == (0x0112, 3, 1, 6)
    assert b"Exif" not in clean_picture(_jpeg(1))


def test_two_leaflets_sent_at_once_leave_one(fill: Any, app: Flask, alba: Standing) -> None:
    group_id = fill(lambda: make_group("Alfa").id)
    ready, sent = Barrier(3), []

    def send(name: str) -> None:
        ready.wait()
        with app.app_context(), tenant_scope(alba.id), unit_of_work():
            put_leaflet(db.session.get_one(Group, group_id), _pdf(), title=name, words="Parole", by=SYSTEM)
        sent.append(name)

    threads = [Thread(target=send, args=(f"Volantino {number}",)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    titles = fill(lambda: list(db.session.scalars(select(GroupLeaflet.title))))
    assert (len(sent), len(titles), titles[0] in sent) == (3, 1, True)


def test_leaflet_of_a_group_that_becomes_protected_waits_for_the_office(
    fill: Any, secretary: Browser, citizen: Browser
) -> None:
    def protect() -> str:
        group = make_group("Alfa")
        put_leaflet(group, _pdf(), **SAID, by=SYSTEM)
        change_group(group, GroupFacts("Alfa", hides_place=True), by=SYSTEM)
        return f"/manage/gruppi/{group.id}/locandina"

    office = fill(protect)
    assert citizen.get("/gruppi/alfa/volantino.pdf").status_code == 404
    assert "volantino.pdf" not in citizen.get("/gruppi/alfa").text
    assert secretary.get(f"{office}.pdf").status_code == 200
    assert "Il volantino non è più sul sito" in secretary.get(office).text
    assert secretary.submit(f"{office}/conferma").status_code == 303
    assert citizen.get("/gruppi/alfa/volantino.pdf").status_code == 200


def _drawings(made: PdfWriter, count: int) -> None:
    """Drawings that all have the same resources, which are all of them."""
    named, shared = DictionaryObject(), DictionaryObject()
    shared[NameObject("/XObject")] = named
    resources = made._add_object(shared)
    for n in range(count):
        drawing = StreamObject()
        drawing[NameObject("/Subtype")] = NameObject("/Form")
        drawing[NameObject("/Resources")] = resources
        drawing[NameObject("/Metadata")] = TextStringObject("Programma di casa")
        named[NameObject(f"/X{n}")] = made._add_object(drawing)
    for page in made.pages:
        page[NameObject("/Resources")] = resources


def test_drawings_that_show_each_other_are_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    true_drawings = cleaning._drawings

    def drawings(resources: Any, met: dict[int, Any]) -> list[Any]:
        found = true_drawings(resources, met)
        seen.append(len(found))
        return found

    monkeypatch.setattr(cleaning, "_drawings", drawings)
    body = clean_leaflet(_pdf(2, lambda made: _drawings(made, 40)), **SAID).body
    assert (sum(seen), len(seen)) == (40, 42)
    assert b"Programma di casa" not in body


def test_pdf_with_too_many_drawings_is_refused() -> None:
    with pytest.raises(UnreadableLeaflet, match="troppi disegni"):
        clean_leaflet(_pdf(1, lambda made: _drawings(made, 1001)), **SAID)
