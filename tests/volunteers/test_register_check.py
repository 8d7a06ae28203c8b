"""The register against a thief of the server: whatever is done straight in the database is found, and said in Italian."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from ama_net.features.volunteers.closings_check import check_closings
from ama_net.features.volunteers.models import ServiceEnd
from ama_net.features.volunteers.operations.closings import close_register, keep_signed_file
from ama_net.features.volunteers.operations.register_variations import note_variations
from ama_net.features.volunteers.operations.volunteers import end_service, note_facts_changed
from ama_net.features.volunteers.register import REGISTER
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.local.postgres import Cluster
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.audit import Break
from ama_net.kernel.audit.anchors import anchor_heads
from ama_net.kernel.documents import body_of
from ama_net.kernel.registers import Check, check
from ama_net.kernel.tenancy import tenant_scope
from tests.conftest import DATABASE
from tests.factories.people import make_person
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing
from tests.volunteers.register_desk import DAY, REGISTER_PAGE, Tamper, begin, numbered
from tests.volunteers.signatures import pades

ALTERED = "la registrazione è stata alterata"
CHECK_PAGE = f"{REGISTER_PAGE}/verifica?adesso=si"


@pytest.fixture(autouse=True)
def anchors(app: Flask) -> Iterator[Path]:
    """The file of the heads is outside the database, which alone is fresh."""
    folder: Path = app.extensions["settings"].var / "anchors"
    for file in folder.glob("*.jsonl"):
        file.unlink()
    yield folder
    for file in folder.glob("*.jsonl"):
        file.unlink()


@pytest.fixture
def tamper(cluster: Cluster, app: Flask) -> Tamper:
    """Change the database as its administrator, triggers and foreign keys asleep."""

    def run(statement: str) -> None:
        with psycopg.connect(cluster.conninfo(DATABASE), autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(statement)

    return run


@pytest.fixture
def book(app: Flask, alba: Standing) -> Iterator[Standing]:
    """Alba with three volunteers, anchored."""
    with app.app_context():
        begin(alba, "Prima", "Seconda", "Terza")
        with tenant_scope(alba.id):
            anchor_heads()
        yield alba


def _check(standing: Standing) -> Check:
    with tenant_scope(standing.id):
        return check(REGISTER)


def _faults(standing: Standing) -> list[list[str]]:
    with tenant_scope(standing.id):
        return [one.faults for one in check_closings()]


def _close(standing: Standing) -> None:
    with tenant_scope(standing.id), unit_of_work():
        close_register(today(), by=SYSTEM)


def test_a_register_nobody_touched_is_whole(book: Standing) -> None:
    _close(book)
    found = _check(book)
    assert (found.verdict.entries, found.is_whole, found.to_note, _faults(book)) == (4, True, [], [[]])


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (
            "UPDATE ledger_entries SET facts = jsonb_set(facts, '{says,surname}', '\"Altra\"') {second}",
            Break(2, ALTERED),
        ),
        ("UPDATE ledger_entries SET at = at - interval '1 year' {second}", Break(2, ALTERED)),
        ("DELETE FROM ledger_entries {second}", Break(2, "manca una registrazione")),
        (
            "DELETE FROM ledger_entries WHERE ledger = 'volunteers' AND number = 3",
            Break(3, "mancano le ultime registrazioni"),
        ),
        ("DELETE FROM ledger_entries WHERE ledger = 'volunteers'", Break(1, "mancano le ultime registrazioni")),
    ],
    ids=["edit", "date", "deletion", "cut tail", "all gone"],
)
def test_what_was_done_in_the_database_is_found(book: Standing, tamper: Tamper, statement: str, found: Break) -> None:
    tamper(statement.replace("{second}", "WHERE ledger = 'volunteers' AND number = 2"))
    assert _check(book).verdict.broken == found


def test_a_row_changed_by_hand_is_found_and_never_covered(book: Standing, tamper: Tamper) -> None:
    tamper("UPDATE volunteers SET started_on = '2019-01-01' WHERE number = 2")
    with tenant_scope(book.id), unit_of_work():
        assert note_variations(by=SYSTEM) == 0
    assert [(one.number, one.parts) for one in _check(book).disagreements] == [(2, ["started_on"])]


def test_a_row_removed_and_one_added_are_found(book: Standing, tamper: Tamper) -> None:
    tamper("DELETE FROM volunteers WHERE number = 1; UPDATE volunteers SET number = 9 WHERE number = 3")
    assert [(one.number, one.missing) for one in _check(book).disagreements] == [(9, "entry"), (1, "row"), (3, "row")]


def test_a_row_given_to_somebody_else_is_found(book: Standing, tamper: Tamper) -> None:
    with tenant_scope(book.id), unit_of_work():
        make_person("Estranea")
    tamper(
        "UPDATE volunteers SET person_id = (SELECT id FROM people WHERE given_name = 'Estranea') "
        "WHERE person_id = (SELECT id FROM people WHERE given_name = 'Seconda')"
    )
    with tenant_scope(book.id), unit_of_work():
        assert note_facts_changed(numbered(2), by=SYSTEM) is False
        end_service(numbered(2), on=DAY, reason=ServiceEnd.STOPPED, by=SYSTEM)
    assert [(one.number, one.parts) for one in _check(book).disagreements] == [(2, ["name", "owner"])]


def test_a_changed_person_is_noted_by_the_night(book: Standing, run_jobs: Callable[..., None]) -> None:
    from ama_net.features.volunteers.register_tasks import keep_register

    with tenant_scope(book.id), unit_of_work():
        numbered(2).person.family_name = "Sposata"
    assert (_check(book).is_whole, [one.parts for one in _check(book).to_note]) == (True, [["surname"]])
    keep_register()
    assert _check(book).to_note == []
    with tenant_scope(book.id):
        last = db.session.scalars(REGISTER.entries()).first()
        assert last is not None
        assert (last.facts["kind"], last.facts["changed"]) == ("variation", ["surname"])


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE register_closings SET sha256 = repeat('0', 64)", "Dice altro da quello che ne dice la catena."),
        ("UPDATE register_closings SET first_entry = 2", "Dice altro da quello che ne dice la catena."),
        ("UPDATE register_closings SET lines = 9", "Dice altro da quello che ne dice la catena."),
        ("UPDATE register_closings SET day = day - 1", "Dice altro da quello che ne dice la catena."),
        (
            "UPDATE register_closings SET head_mac = repeat('0', 64)",
            "L'impronta della catena a quel punto non è quella",
        ),
        ("UPDATE document_versions SET body_sealed = '\\x00'", "Il file della chiusura è stato cambiato."),
        ("DELETE FROM register_closings", "La catena ne parla, ma la chiusura non c'è più."),
        (
            "DELETE FROM ledger_entries WHERE ledger = 'volunteers' AND number = 4",
            "Nella catena non c'è la sua registrazione.",
        ),
    ],
    ids=["hash", "first entry", "lines", "day", "head", "file", "gone", "cut from the chain"],
)
def test_a_closing_that_was_touched_is_found(book: Standing, tamper: Tamper, statement: str, said: str) -> None:
    _close(book)
    tamper(statement)
    assert any(fault.startswith(said) for faults in _faults(book) for fault in faults)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE closing_files SET sha256 = repeat('0', 64)",
            [
                "La catena parla di un file firmato che non c'è più.",
                "C'è un file firmato di cui la catena non parla.",
                "Un file firmato è stato cambiato.",
            ],
        ),
        (
            "UPDATE document_versions SET body_sealed = '\\x00' WHERE size = {size}",
            ["Un file firmato è stato cambiato."],
        ),
        ("DELETE FROM closing_files", ["La catena parla di un file firmato che non c'è più."]),
        (
            "DELETE FROM ledger_entries WHERE ledger = 'volunteers' AND number = 5",
            ["C'è un file firmato di cui la catena non parla."],
        ),
    ],
    ids=["hash", "bytes", "gone", "cut from the chain"],
)
def test_a_signed_file_that_was_touched_is_found(
    book: Standing, tamper: Tamper, statement: str, said: list[str]
) -> None:
    _close(book)
    with tenant_scope(book.id), unit_of_work():
        (found,) = check_closings()
        assert found.closing is not None
        paper = body_of(found.closing.document.versions[-1])
        keep_signed_file(found.closing, "firmato.pdf", pades(paper), by=SYSTEM)
    assert _faults(book) == [[]]
    tamper(statement.format(size=len(pades(paper))))
    assert _faults(book) == [said]


def test_the_page_says_it_in_italian(book: Standing, client: Callable[[str], Browser], tamper: Tamper) -> None:
    _close(book)
    secretary = sign_in(client(book.host), book, Role.SECRETARY)
    whole = secretary.get(CHECK_PAGE).text
    assert ("Il registro è intero" in whole, "Le chiusure sono come furono fatte" in whole) == (True, True)
    tamper("UPDATE register_closings SET sha256 = repeat('0', 64)")
    tamper("DELETE FROM ledger_entries WHERE ledger = 'volunteers' AND number = 2")
    page = secretary.get(CHECK_PAGE).text
    assert ("Il registro è stato toccato" in page, "Una chiusura non torna" in page) == (True, True)


def test_the_page_never_claims_that_the_law_is_satisfied(book: Standing, client: Callable[[str], Browser]) -> None:
    page = sign_in(client(book.host), book, Role.SECRETARY).get(f"{REGISTER_PAGE}/verifica").text
    assert "da sola non basta a fare un registro elettronico a norma di legge" in page
    assert ("2215-bis" in page, "DM 6 ottobre 2021" in page) == (True, True)


def test_the_office_notes_variations_at_once(book: Standing, client: Callable[[str], Browser]) -> None:
    with tenant_scope(book.id), unit_of_work():
        numbered(1).person.family_name = "Sposata"
    secretary = sign_in(client(book.host), book, Role.SECRETARY)
    assert secretary.submit(f"{REGISTER_PAGE}/variazioni", {}).status_code == 303
    assert _check(book).to_note == []


def test_who_stopped_loses_the_area_by_night(book: Standing) -> None:
    with tenant_scope(book.id), unit_of_work():
        end_service(numbered(1), on=today() + timedelta(days=5), reason=ServiceEnd.STOPPED, by=SYSTEM)
    assert _check(book).is_whole
