"""The printed sheet: an accessible PDF in the association's name, in our typeface, in the reader's language."""

import io
import json
import re
import zlib
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from ama_net.features.groups.models import Status
from ama_net.foundation.pdf import BrokenTemplateError, render_pdf
from ama_net.foundation.pdf import compiler as pdf_compiler
from tests.factories.groups import make_group, make_meeting, make_venue
from tests.support.clients import Browser
from tests.support.standing import Standing


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What each rendered PDF was told to say."""
    seen: list[dict[str, Any]] = []
    compile_ = pdf_compiler._compile

    def note(root: Any, template: str, inputs: dict[str, str], standard: Any) -> bytes:
        seen.append(json.loads(inputs["data"]))
        return compile_(root, template, inputs, standard)

    monkeypatch.setattr(pdf_compiler, "_compile", note)
    return seen


def _plain(body: bytes) -> bytes:
    """A PDF with its compressed streams opened."""
    opened = [body]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", body, re.DOTALL):
        try:
            opened.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(opened)


def test_sheet_is_an_accessible_pdf(fill: Any, citizen: Browser) -> None:
    fill(lambda: make_meeting(make_group("Alfa", venue_id=make_venue().id)))
    answer = citizen.get("/gruppi/alfa/scheda.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    body = _plain(answer.data)
    assert answer.data.startswith(b"%PDF-")
    for said in (b"pdfuaid:part>1<", b"AtkinsonHyperlegibleNext", b"/Lang"):
        assert said in body
    assert re.search(rb"/Lang\s*\(it", body)


def test_sheet_says_the_same_as_the_page(fill: Any, citizen: Browser, told: list[dict[str, Any]]) -> None:
    fill(lambda: make_meeting(make_group("Alfa", status=Status.UNCONFIRMED, confirmed_on=None)))
    citizen.get("/gruppi/alfa/scheda.pdf")
    facts = {fact["term"]: fact["text"] for fact in told[0]["facts"]}
    assert facts["Quando"] == "ogni mercoledì, ore 18:00"
    assert facts["Quanto costa"] == "Niente: è gratis"
    assert told[0]["association"] == "Associazione Alba di prova"
    assert told[0]["contacts"] == [{"label": "E-mail", "text": "info@alba.example"}]
    assert told[0]["notices"][0].startswith("Da confermare, chiedi prima.")


def test_sheet_in_english_is_marked_as_such(fill: Any, citizen: Browser, told: list[dict[str, Any]]) -> None:
    fill(lambda: make_group("Alfa"))
    assert re.search(rb"/Lang\s*\(en", _plain(citizen.get("/en/gruppi/alfa/scheda.pdf").data))
    assert told[0]["language"] == "en"


@pytest.mark.usefixtures("monday")
def test_sheet_of_a_protected_group_tells_neither_place_nor_hour(
    fill: Any, citizen: Browser, told: list[dict[str, Any]]
) -> None:
    def rows() -> None:
        venue = make_venue("Casa Segretissima", notes="citofono Zeta")
        make_meeting(make_group("Porto sicuro", hides_place=True, venue_id=venue.id), 4)

    fill(rows)
    assert citizen.get("/gruppi/porto-sicuro/scheda.pdf").status_code == 200
    words = json.dumps(told, ensure_ascii=False)
    assert [said for said in ("Segretissima", "Zeta", "18:00", "giovedì", "Bologna") if said in words] == []


def test_name_in_letters_we_do_not_have_still_makes_a_sheet(fill: Any, citizen: Browser) -> None:
    fill(lambda: make_group("Alfa 悲伤", slug="alfa"))
    answer = citizen.get("/gruppi/alfa/scheda.pdf")
    assert answer.status_code == 200
    assert b"pdfuaid:part" not in _plain(answer.data)


def test_template_that_forgets_what_an_accessible_pdf_must_say_is_our_fault(in_alba: Standing) -> None:
    with pytest.raises(BrokenTemplateError, match=r"groups/pdf/sheet\.typ"):
        render_pdf("groups/pdf/sheet.typ", {"title": ""})


def test_sheet_of_a_group_that_says_much_is_one_page_with_its_code(fill: Any, citizen: Browser) -> None:
    def rows() -> None:
        venue = make_venue("Casa della comunità Borgo", notes="Autobus 13, citofono 3", step_free=True)
        group = make_group(
            "Alfa", venue_id=venue.id, description="Ci si racconta. " * 15, languages=["it", "ar"], size_min=4,
            size_max=12, newcomers=True, organisation="Gruppo spontaneo", started_on=date(2019, 3, 1),
        )  # fmt: skip
        make_meeting(group)

    fill(rows)
    pdf = PdfReader(io.BytesIO(citizen.get("/gruppi/alfa/scheda.pdf").data))
    assert (len(pdf.pages), [round(float(side)) for side in pdf.pages[0].mediabox[2:]]) == (1, [420, 595])
    assert "Codice QR che apre la pagina di Alfa" in _alternatives(pdf)
    assert "http://alba.localhost:8000/gruppi/alfa" in pdf.pages[0].extract_text()


def _alternatives(pdf: PdfReader) -> set[str]:
    found: list[Any] = [pdf.get_object(number) for number in range(1, int(pdf.trailer["/Size"]))]  # type: ignore[call-overload]
    return {str(one["/Alt"]) for one in found if isinstance(one, dict) and "/Alt" in one}
