"""The register against a thief of the server: whatever is done straight in the database is found, and said in Italian."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from ama_net.features.members.models import EndReason, Membership
from ama_net.features.members.operations.memberships import admit_member, end_membership, note_facts_changed
from ama_net.features.members.operations.variations import note_variations
from ama_net.features.members.register import REGISTER
from ama_net.features.members.register_check import Check, check_register
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.local.postgres import Cluster
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.audit import Break
from ama_net.kernel.audit import anchors as kept_outside
from ama_net.kernel.audit.anchors import anchor_heads
from ama_net.kernel.audit.commands import audit
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import tenant_scope
from tests.conftest import DATABASE
from tests.factories.members import ordinary
from tests.factories.people import make_person
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing

Tamper = Callable[[str], None]
DAY = date(2024, 3, 5)
ALTERED = "la registrazione è stata alterata"


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


def _book(standing: Standing, *names: str) -> None:
    """Admit somebody for each name, one transaction each, as it happens."""
    for name in names:
        with tenant_scope(standing.id), unit_of_work():
            admit_member(person=make_person(name), category=ordinary(), admitted_on=DAY, by=SYSTEM)


def _check(standing: Standing) -> Check:
    with tenant_scope(standing.id):
        return check_register()


def _anchor(standing: Standing) -> None:
    with tenant_scope(standing.id):
        anchor_heads()


@pytest.fixture
def book(app: Flask, alba: Standing) -> Iterator[Standing]:
    """Alba with three members, anchored."""
    with app.app_context():
        _book(alba, "Prima", "Seconda", "Terza")
        _anchor(alba)
        yield alba


def test_a_book_nobody_touched_is_whole(book: Standing) -> None:
    check = _check(book)
    assert (check.verdict.entries, check.is_whole, check.to_note) == (3, True, [])
    assert check.anchored is not None
    assert check.anchored[1] == 3


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (
            "UPDATE ledger_entries SET facts = jsonb_set(facts, '{says,surname}', '\"Altra\"') WHERE number = 2",
            Break(2, ALTERED),
        ),
        ("UPDATE ledger_entries SET at = at - interval '1 year' WHERE number = 2", Break(2, ALTERED)),
        ("DELETE FROM ledger_entries WHERE number = 2", Break(2, "manca una registrazione")),
        (
            "DELETE FROM ledger_entries WHERE number = 2; UPDATE ledger_entries SET number = 2 WHERE number = 3",
            Break(2, ALTERED),
        ),
        ("DELETE FROM ledger_entries WHERE number = 3", Break(3, "mancano le ultime registrazioni")),
        ("DELETE FROM ledger_entries", Break(1, "mancano le ultime registrazioni")),
        (
            (
                "UPDATE ledger_entries SET number = 99 WHERE number = 1; UPDATE ledger_entries SET number = 1 WHERE number = 2;"
                "UPDATE ledger_entries SET number = 2 WHERE number = 99"
            ),
            Break(1, ALTERED),
        ),
        (
            (
                "UPDATE ledger_entries a SET facts = b.facts, at = b.at FROM ledger_entries b "
                "WHERE a.ledger = 'members' AND b.ledger = 'members' AND a.number = 2 AND b.number = 3"
            ),
            Break(2, ALTERED),
        ),
        ("UPDATE ledger_entries SET mac = sha256(convert_to(facts::text, 'UTF8'))", Break(1, ALTERED)),
    ],
    ids=["edit", "date", "deletion", "deletion renumbered", "cut tail", "all gone", "swap", "copy over", "rewrite"],
)
def test_what_was_done_in_the_database_is_found(book: Standing, tamper: Tamper, statement: str, found: Break) -> None:
    tamper(statement.replace("WHERE number", "WHERE ledger = 'members' AND number"))
    assert _check(book).verdict.broken == found


def test_a_rewrite_with_the_key_is_found_by_the_head_outside(book: Standing, tamper: Tamper) -> None:
    tamper("DELETE FROM ledger_entries WHERE ledger = 'members'; DELETE FROM memberships")
    _book(book, "Falsa", "Seconda", "Terza")
    assert _check(book).verdict.broken == Break(3, "il registro è stato riscritto dopo l'ancoraggio")


def test_an_entry_moved_to_another_association_is_found_in_both(book: Standing, brig: Standing, tamper: Tamper) -> None:
    _book(brig, "Quarta")
    tamper(
        f"UPDATE ledger_entries SET tenant_id = '{brig.id}', number = 2 "
        f"WHERE ledger = 'members' AND tenant_id = '{book.id}' AND number = 3"
    )
    assert _check(book).verdict.broken == Break(3, "mancano le ultime registrazioni")
    assert _check(brig).verdict.broken == Break(2, ALTERED)


def test_a_row_changed_beside_the_book_is_found(book: Standing, tamper: Tamper) -> None:
    tamper("UPDATE memberships SET admitted_on = '2019-01-01' WHERE number = 2")
    check = _check(book)
    assert check.verdict.broken is None
    assert [(one.number, one.parts) for one in check.disagreements] == [(2, ["admitted_on"])]


def test_a_row_removed_and_a_row_added_are_found(book: Standing, tamper: Tamper) -> None:
    tamper("DELETE FROM memberships WHERE number = 1; UPDATE memberships SET number = 9 WHERE number = 3")
    assert [(one.number, one.missing) for one in _check(book).disagreements] == [(9, "entry"), (1, "row"), (3, "row")]


def test_a_variation_never_covers_a_row_changed_by_hand(book: Standing, tamper: Tamper) -> None:
    tamper("UPDATE memberships SET admitted_on = '2019-01-01' WHERE number = 2")
    with tenant_scope(book.id), unit_of_work():
        assert note_variations(by=SYSTEM) == 0
    assert len(_check(book).disagreements) == 1


_HANDED_OVER = (
    "UPDATE memberships SET person_id = (SELECT id FROM people WHERE given_name = 'Estranea') "
    "WHERE person_id = (SELECT id FROM people WHERE given_name = 'Seconda')"
)


def test_a_row_given_to_somebody_else_is_found_and_never_covered(book: Standing, tamper: Tamper) -> None:
    with tenant_scope(book.id), unit_of_work():
        make_person("Estranea")
    tamper(_HANDED_OVER)
    with tenant_scope(book.id), unit_of_work():
        assert note_variations(by=SYSTEM) == 0
        membership = db.session.scalars(select(Membership).where(Membership.number == 2)).one()
        assert note_facts_changed(membership, by=SYSTEM) is False
        end_membership(membership, on=DAY, reason=EndReason.WITHDRAWAL, by=SYSTEM)
    check = _check(book)
    assert (check.is_whole, check.to_note) == (False, [])
    assert [(one.number, one.parts) for one in check.disagreements] == [(2, ["name", "owner"])]


def test_a_row_given_to_a_namesake_is_found(book: Standing, tamper: Tamper) -> None:
    with tenant_scope(book.id), unit_of_work():
        make_person("Estranea")
    tamper(f"{_HANDED_OVER}; UPDATE people SET given_name = 'Seconda' WHERE given_name = 'Estranea'")
    assert [(one.number, one.parts) for one in _check(book).disagreements] == [(2, ["owner"])]


def test_a_changed_person_is_noted_by_the_night(book: Standing, run_jobs: Callable[..., None]) -> None:
    with tenant_scope(book.id), unit_of_work():
        person = db.session.scalars(select(Person).where(Person.given_name == "Seconda")).one()
        person.family_name = "Sposata"
    check = _check(book)
    assert (check.is_whole, [one.parts for one in check.to_note]) == (True, [["surname"]])
    with tenant_scope(book.id), unit_of_work():
        assert note_variations(by=SYSTEM) == 1
    assert _check(book).to_note == []


def test_the_command_says_which_book_is_broken(app: Flask, book: Standing, tamper: Tamper) -> None:
    tamper("UPDATE ledger_entries SET facts = facts || '{\"why\": \"x\"}' WHERE ledger = 'members' AND number = 2")
    result = CliRunner().invoke(audit, ["verify", "--tenant", "alba", "--ledger", "members"], obj=_script(app))
    assert result.exit_code == 1
    assert f"alba\tmembers\tINTERROTTO alla registrazione 2: {ALTERED}" in result.output
    assert "\taudit\t" not in result.output


def _script(app: Flask) -> object:
    from flask.cli import ScriptInfo

    return ScriptInfo(create_app=lambda: app)


def test_the_page_says_it_in_italian(book: Standing, client: Callable[[str], Browser], tamper: Tamper) -> None:
    secretary = sign_in(client(book.host), book, Role.SECRETARY)
    assert "Il libro è intero" in secretary.get("/manage/soci/libro/verifica?adesso=si").text
    tamper("DELETE FROM ledger_entries WHERE ledger = 'members' AND number = 2")
    page = secretary.get("/manage/soci/libro/verifica?adesso=si").text
    assert "Il libro è stato toccato" in page
    assert "Alla registrazione n. 2: manca una registrazione." in page


def test_the_page_says_that_the_heads_outside_are_missing(
    book: Standing, client: Callable[[str], Browser], anchors: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_outside, "FIRST_ANCHOR_WITHIN", timedelta(0))
    (anchors / "alba.jsonl").unlink()
    page = sign_in(client(book.host), book, Role.SECRETARY).get("/manage/soci/libro/verifica?adesso=si").text
    assert ("mancano le impronte copiate fuori" in page, "Il libro è intero" in page) == (True, False)


def test_leaving_is_in_the_chain_too(app: Flask, book: Standing, tamper: Tamper) -> None:
    with tenant_scope(book.id), unit_of_work():
        membership = db.session.scalars(select(Membership).where(Membership.number == 1)).one()
        end_membership(membership, on=DAY, reason=EndReason.WITHDRAWAL, by=SYSTEM)
    with tenant_scope(book.id):
        kinds = [entry.facts["kind"] for entry in db.session.scalars(REGISTER.entries())]
    assert kinds == ["exit", "admission", "admission", "admission"]
    tamper("DELETE FROM ledger_entries WHERE ledger = 'members' AND number = 4")
    check = _check(book)
    assert check.verdict.broken is None  # the night has not anchored it yet: the row beside it tells
    assert [(one.number, one.parts) for one in check.disagreements] == [(1, ["end_reason", "ended_on"])]
