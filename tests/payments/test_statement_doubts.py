"""Lines that may have been read before in other words: never certain, told on the pages, no longer in doubt without the other file."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.payments import BankAccount, StatementImport, StatementLine
from ama_net.kernel.payments.matching import Certainty
from ama_net.kernel.payments.operations.recording_lines import propose, record_certain
from ama_net.kernel.payments.operations.statement_lines import undo_import
from ama_net.kernel.payments.operations.statements import import_statement
from tests.factories.donations import make_gift
from tests.factories.fees import make_account
from tests.payments import statement_files as files
from tests.support.cast import Part
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

TOLD = (
    "Alcune righe hanno il giorno e l'importo di righe già lette da un altro file, con altre parole: "
    "possono essere gli stessi movimenti. Si guardano una per una."
)
ONE = {"booked_on": "Data", "words": "Causale", "amount": "Importo"}
BOTH = {**ONE, "more_words": "Note"}


def _data(*rows: str) -> bytes:
    return "\n".join(["Data;Causale;Note;Importo", *rows]).encode()


def _read(account: BankAccount, data: bytes, mapping: dict[str, str] | None = None) -> StatementImport:
    return import_statement(account, data, "a.csv", by=SYSTEM, mapping=mapping)


def _doubts(imported: StatementImport) -> list[bool]:
    wanted = select(StatementLine).where(StatementLine.import_id == imported.id)
    lines = db.session.scalars(wanted.order_by(StatementLine.position).execution_options(populate_existing=True))
    return [line.is_doubtful for line in lines]


def test_lines_read_again_with_other_columns_are_in_doubt(in_alba: None) -> None:
    account, data = make_account(), _data("02/03/2026;Bonifico;x;10,00", "03/03/2026;Bonifico;y;20,00")
    first, again = _read(account, data, ONE), _read(account, data, BOTH)
    assert (_doubts(first), _doubts(again)) == ([False, False], [True, True])
    assert (first.faults, again.faults) == ([], [(0, TOLD)])


def test_lines_of_another_format_are_in_doubt(in_alba: None) -> None:
    account = make_account()
    import_statement(account, files.camt(), "a.xml", by=SYSTEM)
    other = import_statement(account, files.BANKS["annia"].encode(), "b.csv", by=SYSTEM)
    assert (_doubts(other), other.faults) == ([True] * 3, [(0, TOLD)])


@pytest.mark.parametrize(
    ("row", "doubts"),
    [
        ("02/03/2026;Un altro;x;10,00", [False]),  # the file tells the first one too: this is another movement
        ("04/03/2026;Bonifico;x;10,00", [False]),
        ("02/03/2026;Bonifico;x;10,50", [False]),
        ("02/03/2026;Bonifico;x;-10,00", [False]),
    ],
)
def test_line_that_is_surely_new_is_in_no_doubt(in_alba: None, row: str, doubts: list[bool]) -> None:
    account, first = make_account(), "02/03/2026;Bonifico;x;10,00"
    _read(account, _data(first), ONE)
    assert _doubts(_read(account, _data(first, row))) == doubts


def test_line_in_doubt_is_never_certain(in_alba: None) -> None:
    gift, account = make_gift(1000), make_account()
    data = _data(f"{today():%d/%m/%Y};Bonifico;{gift.reference};10,00")
    _read(account, data, ONE)
    again = _read(account, data, BOTH)
    lines = list(db.session.scalars(select(StatementLine).where(StatementLine.import_id == again.id)))
    assert [one.why for one in propose(lines)[lines[0].id]] == [Certainty.REFERENCE_ONLY]
    assert record_certain(again, by=SYSTEM) == (0, 0)


def test_doubt_ends_when_the_other_file_is_taken_back(in_alba: None) -> None:
    account, data = make_account(), _data("02/03/2026;Bonifico;x;10,00")
    first, again = _read(account, data, ONE), _read(account, data, BOTH)
    undo_import(first, by=SYSTEM)
    assert _doubts(again) == [False]


def test_doubt_stays_when_another_file_has_the_same(in_alba: None) -> None:
    account, data = make_account(), _data("02/03/2026;Bonifico;x;10,00")
    _read(account, data, ONE)
    again, third = _read(account, data, BOTH), _read(account, data, {**ONE, "words": "Note"})
    undo_import(again, by=SYSTEM)
    assert _doubts(third) == [True]


def test_other_account_makes_no_doubt(in_alba: None) -> None:
    data = _data("02/03/2026;Bonifico;x;10,00")
    _read(make_account(), data, ONE)
    assert _doubts(_read(make_account(iban="IT36T0867302802032000320838"), data, BOTH)) == [False]


def test_pages_say_that_a_line_may_have_been_read(app: Flask, alba: Standing, at: Callable[[Part], Any]) -> None:
    with desk(app, alba):
        account, data = make_account(), _data("02/03/2026;Bonifico;x;10,00")
        _read(account, data, ONE)
        again = _read(account, data, BOTH).id
        line = db.session.scalars(select(StatementLine.id).where(StatementLine.import_id == again)).one()
    treasurer: Browser = at(Role.TREASURER)
    assert "Forse già letta" in treasurer.get(f"/manage/incassi/estratti/{again}").text
    for place in (f"estratti/{again}/abbinamenti", f"righe/{line}"):
        assert "Un altro file ha già una riga" in treasurer.get(f"/manage/incassi/{place}").text
