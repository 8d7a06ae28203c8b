"""The pages of documents and books: what is kept, what is read and by whom, how a file is given."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.documents import File, Organ, Resolution, Visibility, adopt_resolution, keep_document
from ama_net.kernel.documents.uploads import DOCX, ODT, UnreadableFile, read_upload
from ama_net.kernel.tenancy import tenant_scope
from tests.support.cast import player, sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

PDF = b"%PDF-1.7 inventato"
Keep = Callable[..., UUID]


@pytest.fixture
def keep(app: Flask, alba: Standing) -> Keep:
    """``keep("Statuto", Visibility.PUBLIC)``: a document of Alba; returns its id."""

    def kept(
        title: str = "Statuto",
        visibility: Visibility = Visibility.OFFICE,
        *,
        of: Standing = alba,
        body: bytes = PDF,
        media_type: str = "application/pdf",
        about: UUID | None = None,
    ) -> UUID:
        with app.app_context(), tenant_scope(of.id), unit_of_work():
            file = File("statuto.pdf", body, media_type)
            facts: dict[str, Any] = {"title": title, "kind": "statute", "visibility": visibility, "person_id": about}
            return keep_document(file, by=SYSTEM, **facts).id

    return kept


def _text(answer: Any) -> str:
    return str(answer.get_data(as_text=True)).replace("&#39;", "'")


def _typed(**values: Any) -> dict[str, Any]:
    day = today().isoformat()
    typed = {"title": "Bilancio 2025", "kind": "balance", "dated_on": day, "visibility": "public", "organ": ""}
    return {**typed, "file": (BytesIO(PDF), "bilancio.pdf"), **values}


def _zip(**members: str) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for name, body in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), body)
    return made.getvalue()


def _odt() -> bytes:
    return _zip(mimetype=ODT, content_xml="<a/>")


def _docx(**more: str) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", *more):
            archive.writestr(name, "<a/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("body", "media_type", "ending"),
    [
        (PDF, "application/pdf", "pdf"),
        (b"\xff\xd8\xff foto", "image/jpeg", "jpg"),
        (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
        (_odt(), ODT, "odt"),
        (_docx(), DOCX, "docx"),
    ],
)
def test_a_file_is_what_its_bytes_say(app: Flask, body: bytes, media_type: str, ending: str) -> None:
    file = read_upload("../../atto <b>.exe", body)
    assert (file.media_type, file.name) == (media_type, f"atto _b_.{ending}")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"MZ programma",
        b"<html><script>",
        _docx(**{"word/vbaProject.bin": ""}),
        b"PK\x03\x04 rotto",
        b"x" * 13_000_000,
    ],
)
def test_what_is_not_a_document_is_refused(app: Flask, body: bytes) -> None:
    with app.test_request_context(), pytest.raises(UnreadableFile):
        read_upload("atto.pdf", body)


def test_the_secretary_keeps_a_document_and_files_it(secretary: Browser) -> None:
    answer = secretary.submit("/manage/documenti/nuovo", _typed(organ="assembly"))
    page = _text(secretary.get(answer.location))
    assert [word in page for word in ("Bilancio 2025", "Libro dell'assemblea", "bilancio.pdf")] == [True] * 3
    assert "Bilancio 2025" in _text(secretary.get("/manage/libri/assemblea"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, "Scrivere il titolo."),
        ({"file": (BytesIO(b""), "")}, "Scegliere il file."),
        ({"file": (BytesIO(b"MZ"), "finto.pdf")}, "Si possono tenere PDF"),
        ({"dated_on": "boh"}, "Scrivi la data"),
    ],
)
def test_what_cannot_be_kept_is_refused(secretary: Browser, typed: dict[str, Any], said: str) -> None:
    answer = secretary.submit("/manage/documenti/nuovo", _typed(**typed))
    assert (answer.status_code, said in _text(answer)) == (422, True)


def test_a_document_is_described_anew_and_gets_versions(secretary: Browser, keep: Keep) -> None:
    address = f"/manage/documenti/{keep()}"
    said = {f"said-{name}": value for name, value in _typed().items() if name not in ("file", "organ")}
    assert secretary.submit(f"{address}/dati", said).status_code == 303
    version = {"version-file": (BytesIO(PDF + b" due"), "due.pdf")}
    assert secretary.submit(f"{address}/versioni", version).status_code == 303
    page = _text(secretary.get(address))
    assert [word in page for word in ("Bilancio 2025", "due.pdf", "statuto.pdf")] == [True] * 3
    assert (secretary.get(f"{address}/1").data, secretary.get(f"{address}/0").data) == (PDF, PDF + b" due")
    assert secretary.get(f"{address}/3").status_code == 404


def test_a_withdrawn_document_leaves_the_site_and_comes_back(
    client: Callable[[str], Browser], alba: Standing, secretary: Browser, keep: Keep
) -> None:
    document, public = keep(visibility=Visibility.PUBLIC), client(alba.host)
    for step, status in (("ritiro", 404), ("ritorno", 200)):
        secretary.submit(f"/manage/documenti/{document}/{step}", {})
        assert public.get(f"/documenti/{document}").status_code == status


def test_what_is_in_a_book_stays(secretary: Browser, keep: Keep) -> None:
    address = f"/manage/documenti/{keep()}"
    secretary.submit(f"{address}/libro", {"book-organ": "board"})
    answer = secretary.submit(f"{address}/ritiro", {}, follow_redirects=True)
    assert "da lì non si toglie nulla" in _text(answer)


def test_the_site_shows_what_is_public_and_nothing_else(
    client: Callable[[str], Browser], alba: Standing, brig: Standing, keep: Keep
) -> None:
    public, members = keep("Statuto", Visibility.PUBLIC), keep("Verbale", Visibility.MEMBERS)
    browser, other = client(alba.host), client(brig.host)
    page = _text(browser.get("/documenti"))
    assert ("Statuto" in page, "Verbale" in page) == (True, False)
    addresses = [f"/documenti/{public}", f"/documenti/{members}"]
    assert [browser.get(address).status_code for address in addresses] == [200, 404]
    assert [other.get(address).status_code for address in addresses] == [404, 404]


def test_a_pdf_is_shown_and_anything_else_is_saved_alone(
    client: Callable[[str], Browser], alba: Standing, keep: Keep
) -> None:
    browser = client(alba.host)
    pdf = browser.get(f"/documenti/{keep(visibility=Visibility.PUBLIC)}")
    odt = browser.get(f"/documenti/{keep('Modulo', Visibility.PUBLIC, body=_odt(), media_type=ODT)}")
    assert [one.headers["Content-Disposition"].partition(";")[0] for one in (pdf, odt)] == ["inline", "attachment"]
    assert odt.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert {one.headers["X-Content-Type-Options"] for one in (pdf, odt)} == {"nosniff"}
    assert {one.headers["Cache-Control"] for one in (pdf, odt)} == {"private, no-store"}


def test_members_find_theirs_in_their_area(
    app: Flask, client: Callable[[str], Browser], alba: Standing, keep: Keep
) -> None:
    with app.app_context(), tenant_scope(alba.id):
        own_person, other_person = player(alba, Role.MEMBER).person_id, player(alba, Role.BOARD).person_id
    shared, office = keep("Verbale", Visibility.MEMBERS), keep("Riservato", Visibility.BOARD)
    own, other = keep("Domanda di Mara", about=own_person), keep("Domanda di Bruno", about=other_person)
    member = sign_in(client(alba.host), alba, Role.MEMBER)
    page = _text(member.get("/my/documenti"))
    shown = [title in page for title in ("Verbale", "Riservato", "Domanda di Mara", "Domanda di Bruno")]
    assert shown == [True, False, True, False]
    asked = [member.get(f"/my/documenti/{one}").status_code for one in (shared, office, own, other)]
    assert asked == [200, 404, 200, 404]


def test_reading_about_a_person_is_written_in_the_audit(
    app: Flask, client: Callable[[str], Browser], alba: Standing, secretary: Browser, keep: Keep
) -> None:
    with app.app_context(), tenant_scope(alba.id):
        own_person = player(alba, Role.MEMBER).person_id
    document = keep("Domanda di Mara", about=own_person)
    sign_in(client(alba.host), alba, Role.MEMBER).get(f"/my/documenti/{document}")
    secretary.get(f"/manage/documenti/{document}/1")
    with app.app_context(), tenant_scope(alba.id):
        facts = db.session.scalars(select(LedgerEntry.facts).where(LedgerEntry.ledger == "audit")).all()
    assert [one["subject_id"] for one in facts if one["verb"] == "document.read"] == [str(document)]


def test_the_board_reads_what_is_for_it_and_changes_nothing(
    client: Callable[[str], Browser], alba: Standing, keep: Keep
) -> None:
    board = sign_in(client(alba.host), alba, Role.BOARD)
    seen, hidden = keep("Relazione", Visibility.BOARD), keep("Riservato")
    page = _text(board.get("/manage/documenti"))
    assert ("Relazione" in page, "Riservato" in page) == (True, False)
    assert [board.get(f"/manage/documenti/{one}").status_code for one in (seen, hidden)] == [200, 404]
    assert board.submit(f"/manage/documenti/{seen}/ritiro", {}).status_code == 404


def test_a_resolution_on_paper_keeps_its_number(app: Flask, alba: Standing, secretary: Browser) -> None:
    typed = {"adopted_on": "2025-03-01", "number": "12", "subject": "Acquisto di sedie", "text": "Si delibera."}
    scan = {"file": (BytesIO(PDF), "delibera.pdf")}
    answer = secretary.submit("/manage/libri/consiglio/delibere/nuova", {**typed, **scan})
    page = _text(secretary.get(answer.location))
    assert [word in page for word in ("12/2025", "Acquisto di sedie", "Apri il documento")] == [True] * 3
    again = secretary.submit("/manage/libri/consiglio/delibere/nuova", typed)
    assert (again.status_code, "già una delibera con questo numero" in _text(again)) == (422, True)


def test_a_scan_is_added_to_a_resolution(app: Flask, alba: Standing, secretary: Browser) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        row = adopt_resolution(Organ.BOARD, subject="Sedie", by=SYSTEM).id
    secretary.submit(f"/manage/libri/delibere/{row}/scansione", {"file": (BytesIO(PDF), "atto.pdf")})
    with app.app_context(), tenant_scope(alba.id):
        document = db.session.get_one(Resolution, row).document
        assert document is not None
        assert (document.organ, document.book_number) == (Organ.BOARD, 1)


def test_the_index_of_a_book_is_printed(secretary: Browser) -> None:
    secretary.submit("/manage/documenti/nuovo", _typed(organ="assembly"))
    answer = secretary.get("/manage/libri/assemblea/indice.pdf")
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)
    assert ("Bilancio 2025" in text, "Libro dell" in text) == (True, True)


def test_the_list_costs_the_same_with_more_documents(secretary: Browser, keep: Keep) -> None:
    keep("Uno")
    secretary.get("/manage/documenti")
    with count_queries() as one:
        secretary.get("/manage/documenti")
    keep("Due")
    keep("Tre")
    with count_queries() as three:
        secretary.get("/manage/documenti")
    assert len(three) == len(one)
