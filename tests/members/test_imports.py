"""Importing a register as associations have it: read, judged, decided, entered; every row ends in one way."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.members.models import (
    MemberImport,
    MemberImportRow,
    MemberNote,
    Membership,
)
from ama_net.foundation.database import db
from ama_net.foundation.spreadsheets import UnreadableFileError, open_sheet
from ama_net.kernel.access import Role
from ama_net.kernel.people import Person
from tests.factories.members import make_membership, ordinary
from tests.factories.people import make_person
from tests.members.sheets import HEADS, ROWS, csv_file, sent, workbook
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

ADDRESS = "/manage/soci/importazioni"
Fill = Callable[[Callable[[], Any]], Any]


@pytest.fixture
def secretary(client: Callable[[str], Browser], alba: Standing, fill: Fill) -> Browser:
    """Who imports, in an association with its ordinary category."""
    fill(ordinary)
    return sign_in(client("alba.localhost"), alba, Role.SECRETARY)


def _send(browser: Browser, content: bytes, name: str = "soci.xlsx") -> str:
    """Send a file and say its columns as proposed; gives the address of its report."""
    answer = browser.submit(ADDRESS, sent(content, name))
    return str(answer.headers["Location"]).removesuffix("/colonne")


def _map(browser: Browser, address: str, fill: Fill, **more: str) -> None:
    columns, category = fill(lambda: (_kept().mapping["columns"], str(ordinary().id)))
    said = {f"column-{place}": field for place, field in columns.items()}
    browser.submit(f"{address}/colonne", {**said, "category_id": category, **more})


def _kept() -> MemberImport:
    return db.session.scalars(select(MemberImport).order_by(MemberImport.id.desc()).limit(1)).one()


def _state() -> str:
    return _kept().state


def _rows() -> list[tuple[int, str, str | None]]:
    found = select(MemberImportRow).where(MemberImportRow.import_id == _kept().id).order_by(MemberImportRow.row_number)
    return [(row.row_number, row.outcome, row.result) for row in db.session.scalars(found)]


def _import(browser: Browser, fill: Fill, run_jobs: Callable[[], int], content: bytes, name: str = "soci.xlsx") -> str:
    address = _send(browser, content, name)
    _map(browser, address, fill)
    run_jobs()
    return address


def test_a_register_is_judged_row_by_row(secretary: Browser, fill: Fill, run_jobs: Callable[[], int]) -> None:
    address = _import(secretary, fill, run_jobs, workbook())
    outcomes = [outcome for _row, outcome, _result in fill(_rows)]
    assert outcomes == ["new", "new", "new", "error", "duplicate", "error"]
    page = secretary.get(address)
    assert page.status_code == 200
    assert "manca il giorno" in page.text
    assert fill(lambda: db.session.scalar(select(func.count(Membership.id)))) == 0


def test_decided_rows_enter_with_their_numbers_and_dates(
    secretary: Browser, fill: Fill, run_jobs: Callable[[], int]
) -> None:
    address = _import(secretary, fill, run_jobs, workbook())
    secretary.submit(f"{address}/decisioni", {"action": "merge", "outcome": "duplicate"})
    secretary.submit(f"{address}/iscrizioni")
    run_jobs()
    results = [result for _row, _outcome, result in fill(_rows)]
    assert results == ["entered", "entered", "entered", "refused", "merged", "refused"]
    entered = select(Membership.number, Membership.admitted_on, Membership.end_reason).order_by(Membership.number)
    assert [(n, d.isoformat(), e) for n, d, e in fill(lambda: db.session.execute(entered).all())] == [
        (1, "2019-05-03", None),
        (2, "2019-05-03", None),
        (3, "2019-05-03", "withdrawal"),
    ]
    notes = fill(lambda: [note.body for note in db.session.scalars(select(MemberNote).order_by(MemberNote.id))])
    assert notes == [
        "ama il canto\nQuote nel registro importato: 2025: pagata.",
        "Codice fiscale nel registro importato, da ricontrollare: DLCMRP70B41A944K\nQuote nel registro importato: 2025: 25,00 €.",
        "Quote nel registro importato: 2025: non pagata.",
    ]


def test_rows_nobody_decided_wait_and_enter_later(secretary: Browser, fill: Fill, run_jobs: Callable[[], int]) -> None:
    address = _import(secretary, fill, run_jobs, workbook())
    secretary.submit(f"{address}/iscrizioni")
    run_jobs()
    assert (fill(_state), dict(fill(lambda: [(r, res) for r, _o, res in _rows()]))[8]) == ("to_decide", None)
    row_id = fill(lambda: db.session.scalar(select(MemberImportRow.id).where(MemberImportRow.row_number == 8)))
    secretary.submit(f"{address}/decisioni", {"action": "skip", "selected": str(row_id)})
    secretary.submit(f"{address}/iscrizioni")
    run_jobs()
    assert (fill(_state), fill(_rows)[4]) == ("applied", (8, "duplicate", "skipped"))


def test_the_same_file_again_finds_its_members(secretary: Browser, fill: Fill, run_jobs: Callable[[], int]) -> None:
    rows = [[*ROWS[0]], [*ROWS[2]]]
    for _time in range(2):
        address = _import(secretary, fill, run_jobs, csv_file(rows), "soci.csv")
        secretary.submit(f"{address}/iscrizioni")
        run_jobs()
    assert [outcome for _row, outcome, _result in fill(_rows)] == ["member", "member"]
    assert fill(lambda: db.session.scalar(select(func.count(Membership.id)))) == 2


def test_columns_are_remembered(secretary: Browser, fill: Fill, run_jobs: Callable[[], int]) -> None:
    address = _send(secretary, workbook())
    columns = fill(lambda: {**_kept().mapping["columns"], "17": ""})
    category = fill(lambda: str(ordinary().id))
    secretary.submit(f"{address}/colonne", {**{f"column-{p}": f for p, f in columns.items()}, "category_id": category})
    _send(secretary, workbook())
    assert "17" not in fill(lambda: _kept().mapping["columns"])


def test_a_person_already_here_becomes_a_member(secretary: Browser, fill: Fill, run_jobs: Callable[[], int]) -> None:
    person = fill(lambda: make_person("Anna", "Verdi", tax_code="VRDNNA60A41D548W").id)
    address = _import(secretary, fill, run_jobs, workbook([ROWS[0]]))
    secretary.submit(f"{address}/iscrizioni")
    run_jobs()
    assert fill(_rows) == [(4, "known", "joined")]
    assert fill(lambda: db.session.scalar(select(Membership.person_id))) == person
    assert fill(lambda: db.session.get_one(Person, person).phone) == "+393331234567"


def test_a_taken_number_is_told_and_another_is_given(
    secretary: Browser, fill: Fill, run_jobs: Callable[[], int]
) -> None:
    fill(lambda: make_membership(make_person("Altra", "Persona"), number=1))
    address = _import(secretary, fill, run_jobs, workbook([ROWS[0]]))
    assert "è già di un altro socio" in secretary.get(address).text
    secretary.submit(f"{address}/iscrizioni")
    run_jobs()
    assert fill(lambda: sorted(db.session.scalars(select(Membership.number)))) == [1, 2]


def test_a_tax_code_of_somebody_else_is_a_doubt(secretary: Browser, fill: Fill, run_jobs: Callable[[], int]) -> None:
    fill(lambda: make_person("Tutt'altra", "Xyz", tax_code="VRDNNA60A41D548W"))
    address = _import(secretary, fill, run_jobs, workbook([ROWS[0]]))
    assert fill(_rows) == [(4, "duplicate", None)]
    assert "il nome è un altro" in secretary.get(address).text
    secretary.submit(f"{address}/decisioni", {"action": "import", "outcome": "duplicate"})
    secretary.submit(f"{address}/iscrizioni")
    run_jobs()
    assert fill(_rows) == [(4, "duplicate", "refused")]
    assert "il codice fiscale è già di un&#39;altra persona" in secretary.get(address).text


def test_work_delivered_twice_is_done_once(
    app: Flask, secretary: Browser, fill: Fill, run_jobs: Callable[[], int]
) -> None:
    address = _send(secretary, workbook())
    _map(secretary, address, fill)
    jobs = app.extensions["jobs"].captured
    jobs.append(jobs[0])
    run_jobs()
    assert len(fill(_rows)) == 6


def test_refused_rows_are_given_back_with_their_reason(
    secretary: Browser, fill: Fill, run_jobs: Callable[[], int]
) -> None:
    rows = [[7, '=HYPERLINK("http://x.example")', *[None] * 16]]
    address = _import(secretary, fill, run_jobs, csv_file(rows), "soci.csv")
    text = secretary.get(f"{address}/rifiutate.csv").text
    assert "'=HYPERLINK" in text
    assert "manca il nome; manca la data di ammissione" in text


def test_what_rows_say_is_sealed(secretary: Browser, fill: Fill, run_jobs: Callable[[], int]) -> None:
    _import(secretary, fill, run_jobs, workbook())
    kept = fill(lambda: [bytes(one or b"") for one in db.session.scalars(select(MemberImportRow.draft_sealed))])
    assert not any(b"Verdi" in one or b"VRDNNA" in one for one in kept)


def test_more_rows_take_no_more_queries(secretary: Browser, fill: Fill, run_jobs: Callable[[], int]) -> None:
    fill(lambda: [make_person("Anna", f"Verdi{n}") for n in range(9)])
    counts = []
    for many in (1, 1, 9):
        rows = [[n + 1, f"Verdi{n} Anna", *[None] * 9, "2020-01-01", *[None] * 6] for n in range(many)]
        address = _import(secretary, fill, run_jobs, csv_file(rows), "soci.csv")
        with count_queries() as queries:
            assert secretary.get(address).text.count("Forse già presente") >= many
        counts.append(len(queries))
    assert counts[1] == counts[2]


@pytest.mark.parametrize("part", [Role.BOARD, Role.TREASURER, Role.MEMBER])
def test_others_do_not_import(client: Callable[[str], Browser], alba: Standing, part: Role) -> None:
    assert sign_in(client("alba.localhost"), alba, part).get(ADDRESS).status_code == 404


def test_the_other_association_sees_nothing(
    client: Callable[[str], Browser], brig: Standing, secretary: Browser, fill: Fill, run_jobs: Callable[[], int]
) -> None:
    address = _import(secretary, fill, run_jobs, workbook())
    stranger = sign_in(client("brig.localhost"), brig, Role.SECRETARY)
    assert [stranger.get(address).status_code, stranger.submit(f"{address}/iscrizioni").status_code] == [404, 404]


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 20_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vuoto"),
        (csv_file([]), "nessuna riga sotto"),
        (b"a;b;c\n1;2;3\n", "Manca la riga con i nomi delle colonne"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "vecchio formato XLS"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"%PDF-1.7", "PDF"),
        (_bomb(), "troppo grande"),
        (b"PK\x03\x04 broken", "rovinato"),
        (csv_file([[1, *["x"] * 200]]), "al massimo sono 100"),
        (csv_file([[1, "x" * 400_000, *[""] * 16]]), "troppo lunga"),
    ],
)
def test_bad_files_are_refused_with_words(secretary: Browser, content: bytes, said: str) -> None:
    answer = secretary.submit(ADDRESS, sent(content))
    assert (answer.status_code, said in answer.text) == (422, True)


@pytest.mark.parametrize("letters", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_in_any_letters(letters: str, delimiter: str) -> None:
    rows = [[1, 'Cirò, "Niccolò"', *["città"] * 16], [2, "Più Perù", *[""] * 16]]
    sheet = open_sheet(io.BytesIO(csv_file(rows, letters=letters, delimiter=delimiter)))
    assert [row.cells[:2] for row in sheet.rows()] == [HEADS[:2], ["1", 'Cirò, "Niccolò"'], ["2", "Più Perù"]]


def test_formulas_give_the_value_they_showed() -> None:
    content = workbook([[1, "=1+1", *[None] * 16]])
    rows = list(open_sheet(io.BytesIO(content)).rows())
    assert rows[-1].cells == ["1"]  # nothing was ever shown: nothing is read


def test_a_workbook_that_is_no_workbook() -> None:
    with pytest.raises(UnreadableFileError, match="XLSX"):
        list(open_sheet(io.BytesIO(_zip_of_text())).rows())


def _zip_of_text() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return out.getvalue()
