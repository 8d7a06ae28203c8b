"""The library: what is sent is made small and plain, or refused with words; what is shown is the association's own."""

import re
import struct
import zlib
from collections.abc import Callable
from html import unescape
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from ama_net.across.newsletters.media_addresses import media_path
from ama_net.across.newsletters.models import Media
from ama_net.across.newsletters.operations.media import add_picture
from ama_net.across.newsletters.pictures import UnusablePicture, read_picture
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from tests.factories.newsletters import make_newsletter
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.hands import at_once
from tests.support.queries import count_queries
from tests.support.standing import Standing

PAGE = "/manage/newsletter/immagini"


def jpeg(width: int = 40, height: int = 30, **saved: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), (200, 80, 40)).save(out, "JPEG", **saved)
    return out.getvalue()


@pytest.fixture
def editor(client: Callable[[str], Browser], alba: Standing) -> Browser:
    """Who writes newsletters in Alba."""
    browser = client(alba.host)
    sign_in(browser, alba, Role.EDITOR)
    return browser


def sent(browser: Browser, name: str, body: bytes, **values: str) -> TestResponse:
    """A file sent to the library."""
    query = "?tipo=file" if name.endswith((".pdf", ".odt", ".docx", ".xlsx", ".ics", ".html")) else ""
    form = {"file": FileStorage(BytesIO(body), name), "csrf_token": browser.csrf_token(), **values}
    boundary, encoded = encode_multipart(form)
    return browser.post(f"{PAGE}{query}", data=encoded, content_type=f'multipart/form-data; boundary="{boundary}"')


def test_a_picture_is_kept_small_and_shown(editor: Browser, alba: Standing) -> None:
    assert sent(editor, "Festa.JPG", jpeg(3000, 1000), alternative="La festa").status_code == 303
    page = editor.get(PAGE).text
    address = re.search(r'src="(/newsletter/immagini/[0-9a-f-]+\.jpg)"', page)
    assert address is not None
    picture = editor.get(address[1])
    assert (picture.status_code, picture.mimetype, picture.headers["X-Content-Type-Options"]) == (
        200,
        "image/jpeg",
        "nosniff",
    )
    assert Image.open(BytesIO(picture.data)).size == (1200, 400)


def words_beside(answer: TestResponse) -> str:
    """What is said beside the field."""
    found = re.search(r'class="field-error"[^>]*>.*?<span>(.*?)</span>', answer.text, re.DOTALL)
    return found[1] if found else ""


def errors_beside(answer: TestResponse) -> list[str]:
    """What is said beside each field."""
    found = re.findall(r'class="field-error"[^>]*>.*?<span>(.*?)</span>', answer.text, re.DOTALL)
    return [unescape(words) for words in found]


def test_a_picture_of_20_mb_is_refused_with_words(editor: Browser) -> None:
    answer = sent(editor, "grande.jpg", jpeg() + b"\0" * 20 * 1024 * 1024)
    assert (answer.status_code, words_beside(answer)) == (422, "L&#39;immagine è troppo grande: al massimo 10 MB.")


def bomb(width: int, height: int) -> bytes:
    """A PNG of some bytes that says it has very many points."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000)
    chunks = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )


@pytest.mark.parametrize("side", [7000, 12_000, 60_000])
def test_a_bomb_is_refused_before_it_is_decoded(side: int) -> None:
    with pytest.raises(UnusablePicture, match="troppi punti"):
        read_picture(bomb(side, side))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg/>",
        b"\xef\xbb\xbf  <SVG>",
        b"<html><script>alert(1)</script>",
        b"%PDF-1.4",
        b"GIF89a",
        jpeg()[:100],
        b"\x89PNG\r\n\x1a\n" + b"x" * 100,
        b"MZ" + b"\0" * 400,
    ],
)
def test_what_is_no_picture_is_refused(body: bytes) -> None:
    with pytest.raises(UnusablePicture):
        read_picture(body)


def test_nothing_of_the_camera_stays() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x9C9C] = "Macchina", "Via Roma 1"
    exif.get_ifd(0x8825)[2] = (44.5, 11.3, 0.0)
    kept = read_picture(jpeg(exif=exif, comment=b"segreto"))
    assert (b"Exif" in kept.body, b"segreto" in kept.body, b"Macchina" in kept.body) == (False, False, False)


def test_what_is_hidden_after_a_picture_goes() -> None:
    assert b"<script>" not in read_picture(jpeg() + b"<script>alert(1)</script>").body


def test_a_picture_held_upright_stays_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    kept = read_picture(jpeg(40, 30, exif=exif))
    assert (kept.width, kept.height) == (30, 40)


def test_what_is_seen_through_stays_so() -> None:
    out = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    assert read_picture(out.getvalue()).content_type == "image/png"


def test_a_moving_picture_stands_still() -> None:
    out = BytesIO()
    Image.new("P", (20, 20)).save(out, "GIF", save_all=True, append_images=[Image.new("P", (20, 20), 1)])
    kept = read_picture(out.getvalue())
    assert (kept.content_type, getattr(Image.open(BytesIO(kept.body)), "n_frames", 1)) == ("image/png", 1)


def test_the_same_picture_twice_is_one(editor: Browser, in_alba: Standing) -> None:
    sent(editor, "uno.jpg", jpeg())
    sent(editor, "due.jpg", jpeg())
    assert [media.name for media in db.session.scalars(select(Media))] == ["uno.jpg"]


def kept(editor: Browser, name: str = "foto.jpg", body: bytes | None = None) -> Media:
    assert sent(editor, name, body or jpeg()).status_code == 303
    db.session.expire_all()
    media = db.session.scalars(select(Media)).one()
    db.session.expunge(media)
    db.session.rollback()  # the browser opens a scope of its own
    return media


def address(media: Media) -> str:
    return media_path(media.id, media.kind, media.name, media.content_type)


def test_what_is_taken_away_is_seen_nowhere_and_comes_back(editor: Browser, in_alba: Standing) -> None:
    media = kept(editor)
    editor.submit(f"{PAGE}/{media.id}/rimozione")
    undo = re.search(r"/manage/undo/[0-9a-f-]+", editor.get(PAGE).text)
    gone = editor.get(address(media)).status_code
    assert undo is not None
    editor.submit(undo[0])
    assert (gone, editor.get(address(media)).status_code) == (404, 200)


def test_in_how_many_newsletters_a_picture_is_stands_beside_its_way_out(editor: Browser, in_alba: Standing) -> None:
    media = kept(editor)
    before = editor.get(PAGE).text
    make_newsletter(blocks=[{"kind": "image", "media_id": str(media.id)}])
    db.session.commit()
    words = "È in 1 newsletter: tolta da qui, sparisce anche da lì."
    assert (words in before, words in editor.get(PAGE).text) == (False, True)


def test_what_was_taken_away_stays_away_when_it_is_added_again(editor: Browser, in_alba: Standing) -> None:
    media = kept(editor)
    editor.submit(f"{PAGE}/{media.id}/rimozione")
    undo = re.search(r"/manage/undo/[0-9a-f-]+", editor.get(PAGE).text)
    assert undo is not None
    sent(editor, "ancora.jpg", jpeg())
    db.session.expire_all()
    there = db.session.scalars(select(Media.name).where(Media.removed_at.is_(None))).all()
    db.session.rollback()
    editor.submit(undo[0])
    assert (there, editor.get(address(media)).status_code) == (["ancora.jpg"], 404)


def test_a_file_is_saved_and_never_shown(editor: Browser, in_alba: Standing) -> None:
    media = kept(editor, "Programma d'inverno.pdf", b"%PDF-1.4 prova")
    answer = editor.get(address(media))
    said = answer.headers["Content-Disposition"]
    assert (answer.status_code, said.startswith("attachment"), answer.headers["X-Content-Type-Options"]) == (
        200, True, "nosniff"
    )  # fmt: skip
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_file_has_its_own_name_only(editor: Browser, in_alba: Standing) -> None:
    media = kept(editor, "programma.pdf", b"%PDF-1.4 prova")
    assert editor.get(f"/newsletter/file/{media.id}/altro.html").status_code == 404


def test_a_page_is_no_file(editor: Browser) -> None:
    answer = sent(editor, "pagina.html", b"<html><script>alert(1)</script>")
    assert answer.status_code == 422


def test_a_picture_is_kept_by_browsers_and_asked_again_for_nothing(editor: Browser, in_alba: Standing) -> None:
    found = editor.get(address(kept(editor)))
    again = editor.get(found.request.path, headers={"If-None-Match": found.headers["ETag"]})
    assert ("public" in found.headers["Cache-Control"], again.status_code) == (True, 304)


def test_a_picture_of_another_association_is_not_there(
    editor: Browser, in_alba: Standing, brig: Standing, client: Callable[[str], Browser]
) -> None:
    assert client(brig.host).get(address(kept(editor))).status_code == 404


def test_a_picture_cannot_be_asked_for_as_something_else(editor: Browser, in_alba: Standing) -> None:
    media = kept(editor)
    wrong = [f"/newsletter/immagini/{media.id}.{ending}" for ending in ("png", "svg", "html")]
    assert [editor.get(path).status_code for path in (*wrong, f"/newsletter/file/{media.id}/{media.name}")] == [404] * 4


def test_pictures_are_described(editor: Browser, in_alba: Standing) -> None:
    media = kept(editor)
    editor.submit(f"{PAGE}/{media.id}/descrizione", {"alternative": "Una sala con sei sedie"})
    db.session.expire_all()
    assert db.session.get_one(Media, media.id).alternative == "Una sala con sei sedie"


@pytest.mark.parametrize("role", [Role.TREASURER, Role.VOLUNTEER, Role.MEMBER, Role.HELPDESK_OPERATOR])
def test_who_does_not_write_newsletters_has_no_library(
    client: Callable[[str], Browser], alba: Standing, role: Role
) -> None:
    browser = client(alba.host)
    sign_in(browser, alba, role)
    assert browser.get(PAGE).status_code == 404


def questions(browser: Browser) -> int:
    with count_queries() as queries:
        assert browser.get(PAGE).status_code == 200
    return len(queries)


def test_the_library_is_looked_through_with_the_same_questions(editor: Browser) -> None:
    sent(editor, "a.jpg", jpeg(30, 30))
    questions(editor)
    few = questions(editor)
    for side in range(31, 35):
        sent(editor, f"{side}.jpg", jpeg(side, side))
    questions(editor)
    assert questions(editor) == few


def test_the_same_picture_sent_by_several_at_once_is_one(app: Flask, alba: Standing) -> None:
    added = at_once(app, alba, lambda _number: add_picture("foto.jpg", jpeg(), by=SYSTEM).id, hands=4)
    assert len(set(added)) == 1


@pytest.mark.parametrize("name", ["enorme.jpg", "enorme.pdf"])
def test_what_is_larger_than_any_request_is_refused_on_the_same_page(editor: Browser, name: str) -> None:
    answer = sent(editor, name, b"\0" * 31 * 1024 * 1024)
    assert (answer.status_code, words_beside(answer)) == (422, "Il file è troppo grande: al massimo 10 MB.")


def chosen(browser: Browser, newsletter_id: UUID, what: str, body: bytes, **values: str) -> TestResponse:
    """A file sent to the page that puts one in a newsletter."""
    name = "foto.jpg" if what == "immagine" else "orari.txt"
    form = {"file": FileStorage(BytesIO(body), name), "csrf_token": browser.csrf_token(), "version": "1", **values}
    boundary, encoded = encode_multipart(form)
    page = f"/manage/newsletter/{newsletter_id}/{what}"
    return browser.post(page, data=encoded, content_type=f'multipart/form-data; boundary="{boundary}"')


@pytest.fixture
def draft(editor: Browser, in_alba: Standing) -> UUID:
    """A newsletter being written."""
    made = make_newsletter().id
    db.session.commit()
    return made


@pytest.mark.parametrize("size", [20, 31])
def test_a_large_picture_leaves_one_on_the_page_that_chooses(editor: Browser, draft: UUID, size: int) -> None:
    answer = chosen(editor, draft, "immagine", jpeg() + b"\0" * size * 1024 * 1024, alternative="Sei sedie")
    assert (answer.status_code, "al massimo 10 MB." in words_beside(answer)) == (422, True)


def test_what_was_said_of_a_refused_picture_stays(editor: Browser, draft: UUID) -> None:
    answer = chosen(editor, draft, "immagine", b"nessuna immagine", alternative="Sei sedie")
    assert (answer.status_code, 'value="Sei sedie"' in answer.text) == (422, True)


def test_a_picture_goes_in_with_words_only(editor: Browser, draft: UUID) -> None:
    without = chosen(editor, draft, "immagine", jpeg())
    assert (without.status_code, errors_beside(without)) == (
        422,
        ["L'immagine va bene: sceglila di nuovo.", "Scrivi che cosa si vede."],
    )
    assert chosen(editor, draft, "immagine", jpeg(), alternative="Sei sedie").status_code == 303


def test_each_thing_that_is_wrong_of_a_picture_is_said_beside_its_field(editor: Browser, draft: UUID) -> None:
    answer = chosen(editor, draft, "immagine", b"nessuna immagine")
    words = errors_beside(answer)
    assert (answer.status_code, len(words), words[1]) == (422, 2, "Scrivi che cosa si vede.")
    assert words[0].startswith("Non è un'immagine che si possa usare")


def test_the_library_says_both_things_beside_their_fields(editor: Browser) -> None:
    answer = sent(editor, "x.png", b"nessuna immagine", alternative="x" * 301)
    words = errors_beside(answer)
    assert (answer.status_code, words) == (
        422,
        ["Scegli di nuovo il file.", "È troppo lungo: al massimo 300 caratteri."],
    )


def test_which_files_serve_is_said_as_beside_the_field(editor: Browser, draft: UUID) -> None:
    answer = chosen(editor, draft, "file", b"solo parole")
    assert (answer.status_code, "servono PDF, testi (ODT, DOCX), tabelle (ODS, XLSX)" in words_beside(answer)) == (
        422,
        True,
    )


@pytest.mark.parametrize(("role", "status"), [(None, 302), (Role.TREASURER, 404)])
def test_who_may_not_see_the_library_does_not_by_sending_too_much(
    client: Callable[[str], Browser], alba: Standing, draft: UUID, role: Role | None, status: int
) -> None:
    browser = client(alba.host)
    if role is not None:
        sign_in(browser, alba, role)
    much = {"file": FileStorage(BytesIO(b"\0" * 31 * 1024 * 1024), "enorme.jpg")}
    boundary, encoded = encode_multipart(much)
    kind = f'multipart/form-data; boundary="{boundary}"'
    pages = (PAGE, f"/manage/newsletter/{draft}/immagine")
    assert {browser.post(page, data=encoded, content_type=kind).status_code for page in pages} == {status}


def test_too_much_for_a_newsletter_that_is_not_there_is_only_refused(editor: Browser) -> None:
    assert chosen(editor, uuid4(), "immagine", b"\0" * 31 * 1024 * 1024).status_code == 413
