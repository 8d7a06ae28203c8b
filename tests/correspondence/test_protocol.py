"""The protocol: numbers, what came in with its scan, the register to print, what is forgotten."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from babel.dates import format_date
from flask import Flask
from pypdf import PdfReader

from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.correspondence import Direction, Letter, ProtocolEntry, open_entry, send_letter
from ama_net.kernel.correspondence.operations_retention import forget_old_letters
from ama_net.kernel.correspondence.settings import LettersSettings
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.settings import save_settings
from tests.correspondence.conftest import Write
from tests.factories.people import make_person
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.days import dated
from tests.support.standing import Standing

ARRIVAL = {
    "direction": "in",
    "who": "Comune Inventato",
    "subject": "Bando contributi",
    "kind": "other",
    "channel": "pec",
}


def _text(answer: Any) -> str:
    return str(answer.get_data(as_text=True)).replace("&#39;", "'")


def _arrival(**values: Any) -> dict[str, Any]:
    return {**ARRIVAL, "on": today().isoformat(), **values}


def test_what_comes_is_numbered_with_its_scan(app: Flask, alba: Standing, secretary: Browser) -> None:
    scan = (BytesIO(b"%PDF-1.7 inventato"), "bando.pdf")
    answer = secretary.submit("/manage/lettere/protocollo/nuova", _arrival(scan=scan))
    page = _text(secretary.get(answer.location))
    assert [word in page for word in (f"1/{today().year}", "Comune Inventato", "Apri la scansione")] == [True] * 3


def test_a_scan_is_added_later(app: Flask, alba: Standing, secretary: Browser) -> None:
    address = secretary.submit("/manage/lettere/protocollo/nuova", _arrival()).location
    scan = {"scan": (BytesIO(b"\x89PNG\r\n\x1a\n inventato"), "foto.png")}
    assert secretary.submit(f"{address}/scansione", scan).status_code == 303
    with app.app_context(), tenant_scope(alba.id):
        entry = db.session.get_one(ProtocolEntry, UUID(address.rsplit("/", 1)[1]))
        assert entry.document is not None
        assert entry.document.versions[0].media_type == "image/png"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"on": timedelta(days=1)}, "deve ancora venire"),
        ({"subject": ""}, "Scrivere l'oggetto."),
        ({"scan": (BytesIO(b"MZ un programma"), "finto.pdf")}, "Si possono tenere PDF"),
    ],
)
def test_what_cannot_be_is_refused(secretary: Browser, typed: dict[str, Any], said: str) -> None:
    answer = secretary.submit("/manage/lettere/protocollo/nuova", _arrival(**dated(typed)))
    assert (answer.status_code, said in _text(answer)) == (422, True)


def test_the_year_is_printed(secretary: Browser, write: Write) -> None:
    write()
    secretary.submit("/manage/lettere/protocollo/nuova", _arrival())
    answer = secretary.get(f"/manage/lettere/protocollo/{today().year}.pdf")
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)
    assert [word in text for word in ("Senzaposta Gino", "Comune Inventato", "Bando contributi")] == [True] * 3
    assert secretary.get("/manage/lettere/protocollo/1999.pdf").status_code == 404


def test_a_line_says_the_day_it_was_written_beside_the_letters_own(secretary: Browser) -> None:
    before = today() - timedelta(days=1)
    secretary.submit("/manage/lettere/protocollo/nuova", _arrival(on=before.isoformat()))
    page = secretary.get("/manage/lettere/protocollo").text
    assert [format_date(day, "d MMMM y", locale="it") in page for day in (before, today())] == [True, True]
    printed = secretary.get(f"/manage/lettere/protocollo/{before.year}.pdf")
    words = " ".join(one.extract_text() for one in PdfReader(BytesIO(printed.data)).pages)
    assert [f"{day:%d/%m/%Y}" in words for day in (before, today())] == [True, True]


def test_the_year_is_exported_without_formulas(secretary: Browser) -> None:
    secretary.submit("/manage/lettere/protocollo/nuova", _arrival(subject="=HYPERLINK(1)"))
    rows = _text(secretary.get("/manage/lettere/protocollo/elenco.csv")).splitlines()
    assert "'=HYPERLINK(1)" in rows[1]


def test_lines_are_found_by_year_and_direction(secretary: Browser, write: Write) -> None:
    write()
    secretary.submit("/manage/lettere/protocollo/nuova", _arrival())
    page = _text(secretary.get(f"/manage/lettere/protocollo?year={today().year}&direction=in"))
    assert ("Bando contributi" in page, "Avviso di prova" in page) == (True, False)


def test_another_association_has_its_own_numbers(app: Flask, brig: Standing, write: Write) -> None:
    write()
    with app.app_context(), tenant_scope(brig.id), unit_of_work():
        assert open_entry(Direction.OUT, subject="Prova", by=SYSTEM).number == 1


def test_a_member_sees_no_protocol(client: Callable[[str], Browser], alba: Standing) -> None:
    member = sign_in(client(alba.host), alba, Role.MEMBER)
    assert member.get("/manage/lettere/protocollo").status_code == 404


def test_words_are_forgotten_when_their_years_are_over(in_alba: Standing) -> None:
    save_settings(LettersSettings(keep_letters_years=2), by=None)
    letters = []
    for day in (date(today().year - 3, 12, 31), date(today().year - 2, 1, 1)):
        entry = open_entry(Direction.OUT, subject="Prova", by=SYSTEM, on_day=day, who="Tizia Inventata")
        words = {"subject": "Prova", "text": "Due righe."}
        letters.append(send_letter("correspondence/letter", to=make_person(), context=words, entry=entry))
    db.session.flush()
    assert forget_old_letters() == 1
    db.session.expire_all()
    kept = [db.session.get_one(Letter, letter.id) for letter in letters]
    assert [(one.body, one.address is None, one.entry.correspondent) for one in kept] == [
        (None, True, None),
        ("Due righe.\n", False, "Tizia Inventata"),
    ]
    assert forget_old_letters() == 0
