"""A bank's file read into an account: once, of that account, sealed, with what does not add up; set aside, taken back whole."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.payments import BankAccount, LineState, StatementImport, StatementLine
from ama_net.kernel.payments.models_statements import StatementColumns, StatementKind
from ama_net.kernel.payments.operations.statements import ColumnsUnknown, import_statement
from ama_net.kernel.people import WrongFact
from tests.factories.fees import make_account
from tests.payments import statement_files as files
from tests.support.hands import at_once, desk
from tests.support.standing import Standing

OFF = "I saldi del file non tornano con i suoi movimenti: la differenza è"
FOREIGN = "IT36T0867302802032000320838"


def _lines() -> list[StatementLine]:
    return list(db.session.scalars(select(StatementLine).order_by(StatementLine.booked_on, StatementLine.position)))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (files.BANKS["intesa_2"].encode(), StatementKind.CSV),
        (files.camt("08"), StatementKind.CAMT),
        (files.SWIFT.encode(), StatementKind.MT940),
        (files.cbi(), StatementKind.CBI),
        (files.workbook(), StatementKind.CSV),
    ],
)
def test_file_of_each_format_becomes_lines_to_look_at(in_alba: None, data: bytes, kind: StatementKind) -> None:
    imported = import_statement(make_account(), data, "movimenti", by=SYSTEM)
    assert (imported.kind, imported.lines_read, imported.lines_known, imported.faults) == (kind, 3, 0, [])
    assert [(line.booked_on.isoformat(), line.amount_cents) for line in _lines()] == files.EXPECTED
    assert {line.state for line in _lines()} == {LineState.TO_DO}


def test_words_are_sealed_and_open_again(in_alba: None) -> None:
    import_statement(make_account(), files.camt(), "a.xml", by=SYSTEM)
    line = _lines()[0]
    assert (line.words, line.counterparty) == (files.WORDS[0], files.PAYER)
    assert files.PAYER.encode() not in (line.words_sealed or b"") + (line.counterparty_sealed or b"")


def test_same_file_twice_is_refused_and_changes_nothing(in_alba: None) -> None:
    account = make_account()
    import_statement(account, files.camt(), "a.xml", by=SYSTEM)
    with pytest.raises(WrongFact) as refused:
        import_statement(account, files.camt(), "copia.xml", by=SYSTEM)
    assert str(refused.value) == "Questo file è già stato caricato: non c'è niente di nuovo."
    assert (len(_lines()), db.session.scalar(select(func.count(StatementImport.id)))) == (3, 1)


def test_lines_known_from_an_earlier_file_do_not_enter_again(in_alba: None) -> None:
    account = make_account()
    first = ["02/03/2026;Bonifico;10,00", "02/03/2026;Bonifico;10,00"]
    import_statement(account, files.table(first), "a.csv", by=SYSTEM)
    again = import_statement(account, files.table([*first, "02/03/2026;BONIFICO ;10,00"]), "b.csv", by=SYSTEM)
    assert (again.lines_read, again.lines_known, len(_lines())) == (3, 2, 3)


def test_file_of_another_account_is_refused(in_alba: None) -> None:
    with pytest.raises(WrongFact) as refused:
        import_statement(make_account(iban=FOREIGN), files.camt(), "a.xml", by=SYSTEM)
    assert str(refused.value) == "Il file è del conto IT60 X054 2811 1010 0000 0123 456, non di quello scelto."


def test_balances_that_do_not_add_up_are_told(in_alba: None) -> None:
    data = files.SWIFT.replace("EUR2018,24", "EUR2028,24").encode()
    faults = import_statement(make_account(), data, "a.sta", by=SYSTEM).faults
    assert [tuple(fault) for fault in faults] == [(0, f"{OFF} 10,00 €. Forse manca una riga.")]


def test_another_format_over_the_same_days_is_told(in_alba: None) -> None:
    account = make_account()
    import_statement(account, files.camt(), "a.xml", by=SYSTEM)
    faults = import_statement(account, files.BANKS["annia"].encode(), "b.csv", by=SYSTEM).faults
    assert [number for number, _why in faults] == [0]


def test_movement_of_a_day_to_come_waits(in_alba: None) -> None:
    rows = ["02/03/2026;Bonifico;10,00", f"02/03/{today().year + 1};Bonifico;10,00"]
    imported = import_statement(make_account(), files.table(rows), "a.csv", by=SYSTEM)
    assert ([number for number, _why in imported.faults], len(_lines())) == ([3], 1)
    assert (imported.lines_read, imported.last_day) == (1, date(2026, 3, 2))


def test_file_of_days_to_come_alone_is_refused_each_time(in_alba: None) -> None:
    account = make_account()
    data = files.table([f"02/03/{today().year + 1};Bonifico;10,00"])
    for _time in range(2):
        with pytest.raises(WrongFact) as refused:
            import_statement(account, data, "a.csv", by=SYSTEM)
        assert str(refused.value) == "Nel file ci sono solo movimenti di giorni che devono ancora venire."
    assert db.session.scalar(select(func.count(StatementImport.id))) == 0


def test_file_with_nothing_new_but_days_to_come_is_refused(in_alba: None) -> None:
    account = make_account()
    known = ["02/03/2026;Bonifico;10,00"]
    import_statement(account, files.table(known), "a.csv", by=SYSTEM)
    with pytest.raises(WrongFact) as refused:
        import_statement(account, files.table([*known, f"02/03/{today().year + 1};Bonifico;10,00"]), "b.csv", by=SYSTEM)
    assert str(refused.value) == "I movimenti di questo file ci sono già tutti, da un altro file."


@pytest.mark.parametrize(("closing", "kept"), [("520,00", 51_000), ("530,00", None)])
def test_closing_balance_is_kept_as_of_the_lines_that_entered(in_alba: None, closing: str, kept: int | None) -> None:
    rows = ["02/03/2026;Bonifico;10,00", f"02/03/{today().year + 1};Bonifico;10,00"]
    rows = [";Saldo iniziale;500,00", *rows, f";Saldo finale;{closing}"]
    imported = import_statement(make_account(), files.table(rows), "a.csv", by=SYSTEM)
    assert (imported.opening_cents, imported.closing_cents) == (50_000, kept)


def test_columns_are_asked_once_and_remembered_for_the_account(in_alba: None) -> None:
    account = make_account()
    data = b"Quando;Cosa;Soldi\n02/03/2026;Bonifico;100,00\n"
    with pytest.raises(ColumnsUnknown) as unknown:
        import_statement(account, data, "a.csv", by=SYSTEM)
    assert unknown.value.statement.headings == ["Quando", "Cosa", "Soldi"]
    said = {"booked_on": "Quando", "words": "Cosa", "amount": "Soldi"}
    import_statement(account, data, "a.csv", by=SYSTEM, mapping=said)
    import_statement(account, data + b"03/03/2026;Bonifico;7,00\n", "b.csv", by=SYSTEM)
    assert [line.amount_cents for line in _lines()] == [10_000, 700]
    assert db.session.scalars(select(StatementColumns.mapping)).all() == [said]


def test_nothing_that_can_be_read_is_refused(in_alba: None) -> None:
    with pytest.raises(WrongFact) as refused:
        import_statement(make_account(), files.table(["x;Bonifico;10,00"]), "a.csv", by=SYSTEM)
    assert str(refused.value) == "Nel file non c'è nessun movimento che si possa leggere. «x» non è un giorno."


def test_audit_says_how_many_and_nobody(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        import_statement(make_account(), files.camt(), "a.xml", by=SYSTEM)
    with desk(app, alba):
        facts = db.session.scalars(select(LedgerEntry.facts).order_by(LedgerEntry.number.desc()).limit(1)).one()
    assert (facts["verb"], facts["changes"]) == ("statement.imported", {"lines": 3, "known": 0, "faults": 0})


def test_lines_of_one_association_are_not_of_the_other(app: Flask, alba: Standing, brig: Standing) -> None:
    with desk(app, alba):
        import_statement(make_account(), files.camt(), "a.xml", by=SYSTEM)
    with desk(app, brig):
        assert _lines() == []
        import_statement(make_account(), files.camt(), "a.xml", by=SYSTEM)
        assert len(_lines()) == 3


def test_same_file_sent_by_many_hands_enters_once(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        account_id = make_account().id

    def work(_number: int) -> int:
        account = db.session.get_one(BankAccount, account_id)
        return import_statement(account, files.camt(), "a.xml", by=SYSTEM).lines_read

    assert sorted(map(str, at_once(app, alba, work, hands=4))) == ["3", "file", "file", "file"]
    with desk(app, alba):
        assert len(_lines()) == 3
