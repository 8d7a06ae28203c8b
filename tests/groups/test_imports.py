"""Importing files: twice is as good as once, what the office changed stays, the worker tells how far it is."""

import io
from collections.abc import Callable
from datetime import time
from typing import Any

import pytest
from sqlalchemy import select

from ama_net.features.groups.models import Group, GroupImport, GroupImportRow, Outcome, Status
from ama_net.features.groups.operations.directory import GroupFacts, change_group
from ama_net.features.groups.operations.imports import keep_file, run_import
from ama_net.foundation.database import db
from ama_net.foundation.spreadsheets import UnreadableFileError
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.audit.models import LedgerEntry
from ama_net.kernel.places import Venue
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

HEADING = "name,theme,municipality,province,venue,address,weekday,time,frequency,mode,description\n"
ALFA = "Alfa,lutto,Bologna,BO,Casa,Via Uno 1,monday,18:00,weekly,in_person,\n"
BETA = "Beta,lutto,Ferrara,FE,,,,,,online,\n"


def _import(*lines: str) -> tuple[GroupImport, list[str]]:
    """Import a file; the import, and the outcome of each row."""
    kept = keep_file(file_name="prova.csv", content=(HEADING + "".join(lines)).encode(), by=SYSTEM)
    run_import(kept.id, report=lambda _done, _total: None)
    rows = db.session.scalars(
        select(GroupImportRow).where(GroupImportRow.import_id == kept.id).order_by(GroupImportRow.row_number)
    )
    return kept, [row.outcome for row in rows]


def _group(name: str = "Alfa") -> Group:
    return db.session.scalars(select(Group).where(Group.name == name)).one()


def test_importing_twice_changes_nothing(in_alba: Standing) -> None:
    assert _import(ALFA, BETA)[1] == [Outcome.CREATED] * 2
    kept, outcomes = _import(ALFA, BETA)
    assert outcomes == [Outcome.UNCHANGED] * 2
    assert (kept.created, kept.updated, kept.unchanged, kept.refused, kept.total) == (0, 0, 2, 0, 2)


def test_changed_row_updates_its_group_and_keeps_its_address(in_alba: Standing) -> None:
    _import(ALFA)
    assert _import(ALFA.replace("monday,18:00", "tuesday;friday,20:00"))[1] == [Outcome.UPDATED]
    assert (_group().slug, [meeting.weekday for meeting in _group().meetings]) == ("alfa", [2, 5])
    assert _group().status == Status.UNCONFIRMED


FULL = (
    "name,kind,theme,audience,municipality,venue,address,weekday,time,frequency,mode,description,organisation,is_real\n"
)
FULL_ROW = "Alfa,service,lutto,adulti,Bologna,Casa,Via Uno 1,monday,18:00,weekly,in_person,Parole,Ente,no\n"


def _bring(content: str) -> GroupImportRow:
    """Import a file of one row; what became of it."""
    kept = keep_file(file_name="prova.csv", content=content.encode(), by=SYSTEM)
    run_import(kept.id, report=lambda _done, _total: None)
    db.session.expire_all()
    return db.session.scalars(select(GroupImportRow).where(GroupImportRow.import_id == kept.id)).one()


def _facts() -> dict[str, Any]:
    group = _group()
    names = ("kind", "theme_id", "venue_id", "mode", "description", "organisation", "is_example", "status")
    lines = [(line.weekday, line.starts, line.frequency) for line in group.meetings]
    return {**{name: getattr(group, name) for name in names}, "who": len(group.audiences), "lines": lines}


@pytest.mark.parametrize(
    "content",
    [
        "name,municipality\nAlfa,Bologna\n",
        FULL + "Alfa,,,,Bologna,,,,,,,,,\n",
        "name,municipality,venue\nAlfa,Bologna,Casa\n",
        "name,municipality,address\nAlfa,Bologna,Via Uno 1\n",
        "name,municipality,weekday\nAlfa,Bologna,lunedì\n",
        "name,municipality,time\nAlfa,Bologna,18:00\n",
        "name,municipality,frequency\nAlfa,Bologna,settimanale\n",
    ],
)
def test_what_a_file_does_not_say_stays(in_alba: Standing, content: str) -> None:
    _bring(FULL + FULL_ROW)
    before = _facts()
    row = _bring(content)
    assert (row.outcome, row.diff, _facts()) == (Outcome.UNCHANGED, [], before)
    assert len(db.session.scalars(select(Venue)).all()) == 1


@pytest.mark.parametrize(
    ("content", "field", "lines"),
    [
        ("name,municipality,weekday\nAlfa,Bologna,giovedì\n", "when", [(4, time(18), "weekly")]),
        ("name,municipality,time\nAlfa,Bologna,20:30\n", "when", [(1, time(20, 30), "weekly")]),
        ("name,municipality,frequency\nAlfa,Bologna,mensile\n", "when", [(1, time(18), "monthly")]),
        ("name,municipality,description\nAlfa,Bologna,Altre parole\n", "description", [(1, time(18), "weekly")]),
    ],
)
def test_only_the_cell_that_says_something_changes_it(
    in_alba: Standing, content: str, field: str, lines: list[Any]
) -> None:
    _bring(FULL + FULL_ROW)
    row = _bring(content)
    assert ([one["field"] for one in row.diff], _facts()["lines"]) == ([field], lines)


def test_example_that_becomes_a_real_group_is_to_be_confirmed(in_alba: Standing) -> None:
    _bring(FULL + FULL_ROW)
    _bring("name,municipality,is_real\nAlfa,Bologna,sì\n")
    assert (_facts()["is_example"], _facts()["status"]) == (False, Status.UNCONFIRMED)


def test_same_name_in_another_municipality_is_another_group(in_alba: Standing) -> None:
    _import(ALFA, ALFA.replace("Bologna,BO", "Ferrara,FE"))
    slugs = db.session.scalars(select(Group.slug).order_by(Group.slug)).all()
    assert slugs == ["alfa", "alfa-ferrara"]


def test_row_met_twice_in_a_file_is_refused_with_its_reason(in_alba: Standing) -> None:
    kept, outcomes = _import(ALFA, ALFA.replace("18:00", "21:00"))
    assert outcomes == [Outcome.CREATED, Outcome.REFUSED]
    refused = db.session.scalars(select(GroupImportRow).where(GroupImportRow.outcome == Outcome.REFUSED)).one()
    assert (refused.row_number, refused.reason) == (3, "stesso nome e comune della riga 2: letta solo quella")
    assert kept.total == 2


def test_group_changed_in_the_office_is_not_touched_by_files(in_alba: Standing) -> None:
    _import(ALFA)
    change_group(_group(), GroupFacts(name="Alfa", description="Parole dell'ufficio"), by=SYSTEM)
    outcomes = _import(ALFA.replace("18:00", "21:00"))[1]
    assert outcomes == [Outcome.UNCHANGED]
    last = db.session.scalars(select(GroupImportRow).order_by(GroupImportRow.id.desc())).first()
    assert last is not None
    assert last.reason == "modificato in ufficio: il file non lo cambia"
    assert _group().description == "Parole dell'ufficio"


def test_renamed_group_is_still_known_by_its_row(in_alba: Standing) -> None:
    _import(ALFA)
    change_group(_group(), GroupFacts(name="Alfa e Omega"), by=SYSTEM)
    assert _import(ALFA)[1] == [Outcome.UNCHANGED]
    assert db.session.scalars(select(Group.name)).all() == ["Alfa e Omega"]


def test_file_that_cannot_be_read_leaves_no_trace(in_alba: Standing) -> None:
    with pytest.raises(UnreadableFileError):
        keep_file(file_name="x.csv", content=b"a;b\n1;2\n", by=SYSTEM)
    assert db.session.scalars(select(GroupImport)).all() == []


def test_import_asked_twice_is_done_once(in_alba: Standing) -> None:
    kept = _import(ALFA)[0]
    run_import(kept.id, report=lambda _done, _total: None)
    assert kept.total == 1


def test_import_is_told_to_the_audit_in_figures_only(in_alba: Standing) -> None:
    kept = _import(ALFA, BETA)[0]
    db.session.commit()
    facts = db.session.scalars(select(LedgerEntry.facts)).all()
    told = next(fact for fact in facts if fact["verb"] == "groups.imported")
    assert told["changes"] == {"created": 2, "updated": 0, "unchanged": 0, "refused": 0}
    assert (told["subject_id"], told["actor"]) == (str(kept.id), "sistema")


def test_importing_more_rows_takes_no_more_queries(in_alba: Standing) -> None:
    rows = [ALFA.replace("Alfa", f"Gruppo {n}") for n in range(40)]
    _import(*rows[:2])
    with count_queries() as few:
        _import(*rows[:5])
    with count_queries() as many:
        _import(*rows)
    assert len(many) == len(few)


def _send(browser: Browser, content: bytes, name: str = "gruppi.csv") -> Any:
    return browser.submit("/manage/gruppi/importazioni", {"file": (io.BytesIO(content), name)})


def test_sent_file_is_read_by_the_worker_and_reported(
    fill: Any, secretary: Browser, run_jobs: Callable[[], int]
) -> None:
    answer = _send(secretary, (HEADING + ALFA + ",,,,,,,,,,x\n").encode(), "documenti/i miei gruppi.csv")
    assert answer.status_code == 302
    import_id, name = fill(lambda: db.session.execute(select(GroupImport.id, GroupImport.file_name)).one())
    assert name == "i miei gruppi.csv"
    waiting = secretary.get(f"/manage/gruppi/importazioni/{import_id}").get_data(as_text=True)
    assert "Il file non è ancora stato letto" in waiting
    assert fill(lambda: db.session.scalars(select(Group)).all()) == []

    assert run_jobs() == 1

    job = secretary.get(answer.location).get_data(as_text=True)
    assert f"/manage/gruppi/importazioni/{import_id}" in job
    report = secretary.get(f"/manage/gruppi/importazioni/{import_id}").get_data(as_text=True)
    for said in ("Alfa", "Rifiutata", "manca il nome del gruppo", "Scarica il resoconto"):
        assert said in report


def test_import_can_be_started_again_when_the_queue_was_lost(
    fill: Any, secretary: Browser, run_jobs: Callable[[], int]
) -> None:
    _send(secretary, (HEADING + ALFA).encode())
    import_id = fill(lambda: db.session.scalars(select(GroupImport.id)).one())
    secretary.submit(f"/manage/gruppi/importazioni/{import_id}/avvio")
    assert run_jobs() == 2  # the lost one came back too: it is done once
    assert fill(lambda: db.session.scalars(select(GroupImportRow.name)).all()) == ["Alfa"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vuoto"),
        (b"PK\x03\x04", "foglio di calcolo"),
        (b"a;b\n1;2\n", "manca la colonna"),
    ],
)
def test_wrong_file_is_said_beside_the_field_and_changes_nothing(
    fill: Any, secretary: Browser, content: bytes, said: str
) -> None:
    answer = _send(secretary, content)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert fill(lambda: db.session.scalars(select(GroupImport)).all()) == []


def test_report_to_take_away_has_every_row_and_every_odd_cell(
    fill: Any, secretary: Browser, run_jobs: Callable[[], int]
) -> None:
    _send(secretary, (HEADING + ALFA + BETA + ",,,,,,,,,,x\n").encode())
    run_jobs()
    import_id = fill(lambda: db.session.scalars(select(GroupImport.id)).one())
    lines = secretary.get(f"/manage/gruppi/importazioni/{import_id}/resoconto.csv").get_data(as_text=True).splitlines()
    assert lines == [
        "\ufeffRiga;Nome;Esito;Colonna;Valore;Che cosa ne è stato fatto",
        "2;Alfa;Nuova;;;",
        "3;Beta;Nuova;;;",
        "3;Beta;;giorno;;giorno e ora non indicati: sul sito si legge «da confermare, chiama prima»",
        "4;;Rifiutata;;;manca il nome del gruppo",
    ]


def test_import_of_the_other_association_is_not_there(
    fill: Any, secretary: Browser, client: Callable[[str], Browser], brig: Standing
) -> None:
    _send(secretary, (HEADING + ALFA).encode())
    import_id = fill(lambda: db.session.scalars(select(GroupImport.id)).one())
    stranger = sign_in(client(brig.host), brig, Role.SECRETARY)
    for path in ("", "/resoconto.csv"):
        assert stranger.get(f"/manage/gruppi/importazioni/{import_id}{path}").status_code == 404
    assert stranger.submit(f"/manage/gruppi/importazioni/{import_id}/avvio").status_code == 404


def test_model_file_has_the_columns_that_are_read(secretary: Browser) -> None:
    answer = secretary.get("/manage/gruppi/importazioni/modello.csv").get_data(as_text=True)
    assert answer.startswith(
        "\ufeffnome;tipo;tema;tema in parole;rivolto a;comune;provincia;sede;indirizzo;cap;giorno;ora;"
    )
