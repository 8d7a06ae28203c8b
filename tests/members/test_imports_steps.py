"""An import that is killed goes on from where it was; what cells say is understood or told, never guessed."""

import io
from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.members.importing.columns import field_of, proposed
from ama_net.features.members.importing.values import NotPlain, called, day_of, split_name, why_wrong
from ama_net.features.members.models import MemberImport, MemberImportRow, Membership
from ama_net.features.members.operations import imports, imports_deciding
from ama_net.features.members.operations.imports import Reader, keep_register, say_columns
from ama_net.features.members.operations.imports_deciding import begin_entering, count_results, enter_step
from ama_net.features.members.operations.imports_retention import forget_old_imports
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.spreadsheets import is_formula
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.office import Outcome, Step, follow_steps, start_progress
from ama_net.kernel.office.models import JobProgress
from tests.factories.members import ordinary
from tests.members.sheets import csv_file
from tests.support.standing import Standing

HEADS = ["N. socio", "Cognome", "Nome", "Data iscrizione"]


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps of two rows."""
    monkeypatch.setattr(imports, "READ_AT_ONCE", 2)
    monkeypatch.setattr(imports_deciding, "ENTERED_AT_ONCE", 2)


def _kept() -> UUID:
    rows = [[n, f"Prova{n}", "Inventata", "2020-01-01"] for n in range(1, 6)]
    with unit_of_work():
        kept = keep_register(file_name="x.csv", content=io.BytesIO(csv_file(rows, HEADS)), by=SYSTEM)
        columns = dict(kept.mapping["columns"])
        say_columns(kept, columns, category_id=ordinary().id, admitted_on=None, by=SYSTEM)
        return kept.id


def _read(import_id: UUID, reader: Reader | None = None) -> bool:
    with unit_of_work():
        return (reader or Reader(import_id)).step()[1]


def _killed(import_id: UUID) -> None:
    with unit_of_work():
        enter_step(import_id, by=SYSTEM)
        raise RuntimeError("killed before the commit")


@pytest.mark.usefixtures("small_steps")
def test_reading_goes_on_after_the_last_kept_row(in_alba: Standing) -> None:
    import_id = _kept()
    assert [_read(import_id), _read(import_id), _read(import_id)] == [False, False, True]  # each a reader of its own
    numbers = select(MemberImportRow.row_number).order_by(MemberImportRow.row_number)
    assert list(db.session.scalars(numbers)) == [2, 3, 4, 5, 6]
    assert db.session.get_one(MemberImport, import_id).content_sealed is None


@pytest.mark.usefixtures("small_steps")
def test_entering_goes_on_with_what_is_left(in_alba: Standing) -> None:
    import_id = _kept()
    reader = Reader(import_id)
    while not _read(import_id, reader):
        pass
    with unit_of_work():
        begin_entering(db.session.get_one(MemberImport, import_id), by=SYSTEM)
    with unit_of_work():
        assert enter_step(import_id, by=SYSTEM) == (2, 3)
    with pytest.raises(RuntimeError):
        _killed(import_id)
    said = []
    while not said or said[-1][1]:
        with unit_of_work():
            said.append(enter_step(import_id, by=SYSTEM))
    assert said == [(4, 1), (5, 0)]
    kept = db.session.get_one(MemberImport, import_id)
    assert (kept.state, count_results(kept)["entered"]) == ("applied", 5)
    assert list(db.session.scalars(select(Membership.number).order_by(Membership.number))) == [1, 2, 3, 4, 5]


def test_old_drafts_are_emptied(in_alba: Standing) -> None:
    import_id = _kept()
    _read(import_id)
    db.session.get_one(MemberImport, import_id).created_at = now() - timedelta(days=31)
    db.session.flush()
    assert [forget_old_imports(), forget_old_imports()] == [1, 0]
    kept = db.session.get_one(MemberImport, import_id)
    db.session.refresh(kept)
    assert (kept.state, kept.sample_sealed) == ("discarded", None)
    full = select(func.count()).where(MemberImportRow.draft_sealed.is_not(None))
    assert db.session.scalar(full) == 0


def test_a_job_in_steps_hands_the_rest_to_another_task(app: Flask, in_alba: Standing) -> None:
    with unit_of_work():
        row = start_progress("Prova", 3, kind="prova", by=SYSTEM)
        db.session.flush()
        job_id = row.id
    steps = iter([Step(1, 3), Step(2, 3), Step(3, 3, Outcome(url="/fine"))])
    again: list[str] = []
    for _task in range(3):
        follow_steps(job_id, lambda: next(steps), again=lambda: again.append("again"), seconds=0)
    assert again == ["again", "again"]
    done = db.session.get_one(JobProgress, job_id)
    assert (done.state, done.done, done.outcome["url"]) == ("done", 3, "/fine")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("3/5/19", date(2019, 5, 3)),
        ("03-05-2019", date(2019, 5, 3)),
        ("3.5.2019", date(2019, 5, 3)),
        ("2019-05-03", date(2019, 5, 3)),
        ("43588", date(2019, 5, 3)),
        ("3 maggio 2019", date(2019, 5, 3)),
        ("1° gen 2001", date(2001, 1, 1)),
    ],
)
def test_days_as_people_write_them(written: str, meant: date) -> None:
    assert day_of(written)[0] == meant


@pytest.mark.parametrize("written", ["maggio 2019", "2019", "31/2/2019", "12/25/2019", "ieri", "", "0", "1/1"])
def test_days_that_are_not_guessed(written: str) -> None:
    with pytest.raises(NotPlain):
        day_of(written)


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("C.F.", "tax_code"),
        ("Cod. Fiscale", "tax_code"),
        ("N° socio", "number"),
        ("Nominativo", "family_and_given"),
        ("Tel/Cell", "mobile"),
        ("Data uscita/cessazione", "ended_on"),
        ("Data iscr.", "admitted_on"),
        ("Quota 2025", "fee:2025"),
        ("Telefono (casa)", "phone"),
        ("Segno zodiacale", ""),
    ],
)
def test_heads_as_people_write_them(head: str, field: str) -> None:
    assert field_of(head) == field


def test_a_field_is_proposed_for_one_column_only() -> None:
    assert proposed(["Cognome", "Nome", "Tel.", "Telefono", "Nome"]) == {
        "0": "family_name",
        "1": "given_name",
        "2": "phone",
        "3": "mobile",
    }


@pytest.mark.parametrize(
    ("written", "code", "split"),
    [
        ("ROSSI MARIA GRAZIA", "RSSMGR80A41D548V", ("ROSSI", "MARIA GRAZIA", "")),
        ("Verdi Anna", None, ("Verdi", "Anna", "")),
        ("De Luca Anna", None, ("De Luca", "Anna", "diviso in cognome «De Luca» e nome «Anna»: ricontrolla")),
        ("Cher", None, ("Cher", "", "c'è una parola sola: presa come cognome")),
    ],
)
def test_names_in_one_cell(written: str, code: str | None, split: tuple[str, str, str]) -> None:
    assert split_name(written, code, family_first=True) == split


def test_names_in_capitals_are_written_as_names() -> None:
    assert [called(name) for name in ("D'ANGELO", "de luca", "McAllister")] == ["D'Angelo", "De Luca", "McAllister"]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("VRDNNA60A41D548", "ha 15 caratteri e non 16"),
        ("1RDNNA60A41D548W", "lettere e cifre non sono al loro posto"),
        ("VRDNNA60A41D548X", "l'ultimo carattere non torna: una lettera o una cifra è sbagliata"),
    ],
)
def test_what_is_wrong_with_a_tax_code(code: str, said: str) -> None:
    assert why_wrong(code) == said


@pytest.mark.parametrize(("cell", "runs"), [("=1+1", True), ("@SUM(A1)", True), ("+39 333", False), ("-12", False)])
def test_formulas_are_known(cell: str, runs: bool) -> None:
    assert is_formula(cell) is runs
