"""The brochure on paper: what is in it, that screen readers can read it, how it is imposed, how long it takes."""

import io
import re
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from ama_net.features.groups.brochure import NothingToPrint, build_brochure, imposing
from ama_net.features.groups.models import BrochureKind, Entry, GroupPause, Kind, Mode, Status
from ama_net.foundation.database import db, unit_of_work
from tests.factories.groups import FERRARA, make_group, make_meeting, make_venue, theme
from tests.support.standing import Standing

UNTIL = date(2027, 5, 22)
TAGGED = (BrochureKind.A5, BrochureKind.A4, BrochureKind.LARGE)
A5, A4 = (420, 595), (595, 842)


def _made(kind: BrochureKind = BrochureKind.A5) -> PdfReader:
    return PdfReader(io.BytesIO(build_brochure(kind, valid_until=UNTIL)))


def _text(pdf: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def _tags(pdf: PdfReader) -> Iterator[tuple[str, DictionaryObject]]:
    """The structure tree in reading order: each element's kind and the element."""

    def walk(node: Any) -> Iterator[tuple[str, DictionaryObject]]:
        node = node.get_object()
        if isinstance(node, list):
            for part in node:
                yield from walk(part)
        elif isinstance(node, DictionaryObject) and "/S" in node:
            yield str(node["/S"]), node
            yield from walk(node.get("/K", []) if "/K" in node else DictionaryObject())

    root: Any = pdf.trailer["/Root"]
    yield from walk(root["/StructTreeRoot"]["/K"])


def _rows() -> None:
    with unit_of_work():
        venue = make_venue("Casa Lame", step_free=True)
        alfa = make_group(
            "Alfa", theme_id=theme("lutto").id, venue_id=venue.id, entry=Entry.OPEN, languages=["it", "ar"]
        )
        make_meeting(alfa)
        make_group("Beta", theme_id=theme("dipendenze").id, municipality_code=FERRARA)
        make_group("Gamma", mode=Mode.ONLINE, entry=Entry.OPEN, online_url="https://stanza.example/gamma")
        make_group("Delta", status=Status.STARTING)


def test_brochure_has_confirmed_groups_only(in_alba: Standing) -> None:
    _rows()
    with unit_of_work():
        make_group("Esempio inventato", is_example=True)
        make_group("Mai confermato", status=Status.UNCONFIRMED, confirmed_on=None)
        make_group("Attivo ma mai sentito", confirmed_on=None)
        make_group("Fermo", status=Status.SUSPENDED)
        make_group("Nascosto", published=False)
        make_group("Caffè", kind=Kind.RELATED_SERVICE)
    said = _text(_made())
    assert [name for name in ("Alfa", "Beta", "Gamma", "Delta") if name not in said] == []
    left_out = ("Esempio inventato", "Mai confermato", "mai sentito", "Fermo", "Nascosto", "Caffè")
    assert [name for name in left_out if name in said] == []
    assert "4 gruppi confermati" in said


def test_brochure_says_how_and_until_when(in_alba: Standing) -> None:
    _rows()
    said = _text(_made())
    for words in (
        "Valido fino a sabato 22 maggio 2027.",
        "ogni mercoledì, ore 18:00",
        "Casa Lame, via delle Prove 1, Bologna; senza gradini",
        "Porta aperta: si può andare direttamente",
        "italiano, arabo",
        "Ferrara, sede da chiedere",
        "https://stanza.example/gamma",
        "In avvio: chiedi quando comincia.",
        "Indice per tema",
        "Indice per distretto",
        "info@alba.example",
        "Se non puoi aspettare",
    ):
        assert words in said


def test_brochure_without_confirmed_groups_is_not_made(in_alba: Standing) -> None:
    with pytest.raises(NothingToPrint):
        build_brochure(BrochureKind.A5, valid_until=UNTIL)


def test_index_names_the_page_of_each_group(in_alba: Standing) -> None:
    _rows()
    pdf = _made()
    pages = [page.extract_text() for page in pdf.pages]
    index = next(text for text in pages if text.startswith("Indice per tema"))
    entry = next(number for number, text in enumerate(pages, 1) if "ogni mercoledì, ore 18:00" in text)
    assert re.search(rf"Alfa\s+Bologna\s+{entry}\b", index)


def test_pause_to_come_is_told_and_an_old_one_is_not(in_alba: Standing) -> None:
    with unit_of_work():
        group = make_group("Alfa")
        today = date.today()  # noqa: DTZ011  # pauses are days
        for first in (today - timedelta(days=90), today + timedelta(days=9)):
            pause = GroupPause(group_id=group.id, first_day=first, last_day=first + timedelta(days=9), reason="")
            db.session.add(pause)
    assert _text(_made()).count("Pausa: dal ") == 1


@pytest.mark.usefixtures("monday")
@pytest.mark.parametrize("kind", BrochureKind)
def test_protected_group_tells_neither_place_nor_hour(in_alba: Standing, kind: BrochureKind) -> None:
    with unit_of_work():
        venue = make_venue("Casa Segretissima", address="vicolo Nascondiglio 7", notes="citofono Zeta")
        group = make_group(
            "Porto sicuro", hides_place=True, venue_id=venue.id, municipality_code=FERRARA, mode=Mode.ONLINE,
            entry=Entry.OPEN, online_url="https://stanza.example/zeta",
        )  # fmt: skip
        make_meeting(group, 4)
        db.session.add(GroupPause(group_id=group.id, first_day=date(2099, 8, 1), last_day=None, reason="ferie"))
    said = _text(_made(kind))
    assert "Porto sicuro" in said
    assert "luogo e orario al primo contatto" in said
    secrets = (
        "Segretissima",
        "Nascondiglio",
        "Zeta",
        "zeta",
        "18:00",
        "giovedì",
        "Ferrara",
        "agosto",
        "ferie",
        "Online",
    )
    assert [words for words in secrets if words in said] == []


@pytest.mark.parametrize("kind", TAGGED)
def test_brochure_is_tagged_for_screen_readers(in_alba: Standing, kind: BrochureKind) -> None:
    _rows()
    pdf = _made(kind)
    root: Any = pdf.trailer["/Root"]
    assert root["/Lang"] == "it"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Gruppi di auto mutuo aiuto – Associazione Alba di prova"
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()


@pytest.mark.parametrize("kind", TAGGED)
def test_headings_go_down_one_step_at_a_time(in_alba: Standing, kind: BrochureKind) -> None:
    _rows()
    levels = [int(name[2]) for name, _node in _tags(_made(kind)) if re.fullmatch(r"/H[1-6]", name)]
    assert levels[0] == 1
    assert [step for step in pairwise(levels) if step[1] > step[0] + 1] == []
    assert max(levels) == 3


@pytest.mark.parametrize("kind", TAGGED)
def test_tables_have_headers_and_drawings_have_words(in_alba: Standing, kind: BrochureKind) -> None:
    _rows()
    tags = list(_tags(_made(kind)))
    names = [name for name, _node in tags]
    tables = names.count("/Table")
    assert (tables > 0, names.count("/TH")) == (True, 3 * tables)
    figures = [str(node.get("/Alt", "")) for name, node in tags if name == "/Figure"]
    assert len(figures) == 1 + 4  # the QR of the cover, one for each group
    assert [words for words in figures if len(words) < 10] == []


@pytest.mark.parametrize("kind", TAGGED)
def test_every_letter_is_in_our_typeface_and_inside_the_file(in_alba: Standing, kind: BrochureKind) -> None:
    _rows()
    fonts = set()
    for page in _made(kind).pages:
        resources: Any = page["/Resources"]
        for font in resources.get("/Font", {}).values():
            whole = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = whole["/FontDescriptor"]
            assert any(name in descriptor for name in ("/FontFile2", "/FontFile3"))
            fonts.add(str(whole["/BaseFont"]).split("+")[1].partition("-")[0])
    assert fonts == {"AtkinsonHyperlegibleNext"}


def test_papers_have_their_size_and_large_print_is_large(in_alba: Standing) -> None:
    _rows()
    sizes = {kind: tuple(round(float(side)) for side in _made(kind).pages[0].mediabox[2:]) for kind in BrochureKind}
    assert sizes == {"a5": A5, "a4": A4, "large": A4, "booklet": (A4[1], A5[1])}
    heights: set[float] = set()
    _made(BrochureKind.LARGE).pages[1].extract_text(
        visitor_text=lambda text, _cm, tm, _font, size: (
            heights.add(round(size * abs(tm[3]), 1)) if text.strip() else None
        )
    )
    assert min(heights - {14.4}) >= 16  # the line at the foot of the page apart


def test_letters_we_do_not_have_never_stop_the_brochure(in_alba: Standing) -> None:
    with unit_of_work():
        make_group("Alfa 悲伤 দুঃখ", slug="alfa")
    pdf = _made()
    root: Any = pdf.trailer["/Root"]
    assert b"pdfuaid:part" not in root["/Metadata"].get_data()
    assert "Alfa" in _text(pdf)


def test_same_groups_on_the_same_day_make_the_same_words(in_alba: Standing) -> None:
    _rows()
    assert _text(_made()) == _text(_made())


@pytest.mark.parametrize("count", range(4, 14))
def test_folded_sheets_give_the_pages_in_order(count: int) -> None:
    sides = imposing.sides(count)
    sheets = [(sides[n], sides[n + 1]) for n in range(0, len(sides), 2)]
    # Unfold: the right of each front and the left of each back going in, then the others coming out.
    read = [page for front, back in sheets for page in (front[1], back[0])]
    read += [page for front, back in reversed(sheets) for page in (back[1], front[0])]
    assert [page for page in read if page is not None] == list(range(count))
    assert (len(read) % 4, read[-1]) == (0, count - 1)


def test_booklet_has_two_pages_on_each_side(in_alba: Standing) -> None:
    _rows()
    pages, booklet = len(_made().pages), _made(BrochureKind.BOOKLET)
    assert len(booklet.pages) == -(-pages // 4) * 2
    cover = " ".join(booklet.pages[0].extract_text().split())
    assert "Gruppi di auto mutuo aiuto" in cover
    assert "Parla con la segreteria" in cover  # the back lies beside the cover


def test_a_hundred_and_twenty_groups_take_less_than_a_second_or_two(in_alba: Standing) -> None:
    with unit_of_work():
        for number in range(120):
            group = make_group(
                f"Gruppo numero {number}", theme_id=theme("lutto").id, description="Ci si racconta. " * 12
            )
            make_meeting(group)
    build_brochure(BrochureKind.A5, valid_until=UNTIL)
    start = time.perf_counter()
    build_brochure(BrochureKind.A5, valid_until=UNTIL)
    assert time.perf_counter() - start < 2  # measured by `make bench`; here only that it has not gone wrong
