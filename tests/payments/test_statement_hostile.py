"""Files made to harm, or cut by a bad line: every one is read or refused in a sentence; nothing else comes out of the readers."""

import logging
import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ama_net.foundation.money import LARGEST_CENTS
from ama_net.foundation.spreadsheets import UnreadableFileError
from ama_net.kernel.payments.statements import Statement, read_statement, shape
from ama_net.kernel.payments.statements.figures import AmbiguousAmount, NotADay, cents_of, day_of, decimal_mark
from tests.payments import statement_files as files

WHOLE_FILES = [files.SWIFT.encode(), files.cbi(), files.camt("08"), *(text.encode() for text in files.BANKS.values())]


def _read(data: bytes) -> Statement | None:
    try:
        return read_statement(data, "a", None)
    except UnreadableFileError:
        return None


def _is_sound(statement: Statement | None) -> bool:
    lines = statement.lines if statement else []
    return all(0 < abs(line.amount_cents) <= LARGEST_CENTS and line.words.isprintable() for line in lines)


@settings(max_examples=200)
@given(st.binary(max_size=300))
@example(b"\x00")
@example(b":20:\n:25:\n:61:")
@example(b" RH\n 62")
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert _is_sound(_read(data))


def test_changed_files_are_read_or_refused() -> None:
    chance = random.Random(11)
    for data in WHOLE_FILES:
        for _time in range(40):
            changed = bytearray(data)
            for _place in range(chance.randrange(1, 6)):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
            assert _is_sound(_read(bytes(changed)))


def test_cut_files_are_read_or_refused() -> None:
    chance = random.Random(12)
    for data in WHOLE_FILES:
        for _time in range(25):
            assert _is_sound(_read(data[: chance.randrange(len(data))]))


@pytest.mark.parametrize(
    "data",
    [
        b'"' * 200_000,
        b"\n".join([b'"'] * 20_000),
        b"Data;Descrizione;Importo\n" + b'"a;' * 60_000,
        b"Data;Descrizione;Importo\n01/01/2026;" + b"a" * 3_000_000 + b";1,00",
        b"Data;Descrizione;Importo\n" + b";" * 1_000_000,
        b"IT" * 400_000 + b";b;c\n",
        b":20:\n:25:\n" + b":61:" + b"2" * 500_000,
        b":20:\n:25:\n" + b":61:260302C1,00N" + b"A " * 250_000,
        b" RH\n" + b" 62" + b"0" * 500_000,
        b"<?xml version='1.0'?>" + b"<Document>" * 100_000,
        b"<?xml version='1.0'?><Document><BkToCstmrStmt><Stmt>" + b"<Ntry>" * 50_000,
    ],
    ids=["quotes", "open quotes", "quoted", "cell", "cells", "ibans", "digits", "blanks", "record", "depth", "entries"],
)
def test_what_is_made_to_be_slow_is_not(data: bytes) -> None:
    """No limit of seconds here: a reader that is not linear would not end."""
    assert _is_sound(_read(data))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b":20:X\n:25:A\n:60F:C260101EUR1,00\n" + b":61:\n" * 31_000, "più di 30000 movimenti"),
        (b":20:X\n:25:A\n:60F:C260101EUR1,00\n" + b":61:\n" * 1_000, "Troppe righe"),
        (b"Data;Importo;Descrizione\n" + b'"a;\n' * 1_000, "Troppe righe"),
        (b"Data;Importo;Descrizione\n" + b"a\n" * 121_000, "più di 120000 righe"),
        (b" RH\n" + b" 62xxxxxxx\n" * 1_000, "Troppe righe"),
        (files.camt(entries="<Ntry><Amt>1</Amt></Ntry>" * 1_000), "Troppe righe"),
    ],
    ids=["swift many", "swift", "quotes", "rows", "cbi", "camt"],
)
def test_rubbish_is_given_up_early(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableFileError, match=said):
        read_statement(data, "a", None)


def test_too_big_is_refused_before_it_is_read() -> None:
    with pytest.raises(UnreadableFileError, match="supera 10 MB"):
        read_statement(b"a" * (10 * 1024 * 1024 + 1), "a.csv", None)


def test_too_many_lines_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shape, "MOST_LINES", 30)
    with pytest.raises(UnreadableFileError, match="30 movimenti"):
        read_statement(files.many_rows(31), "a.csv", None)


def test_text_that_names_a_file_does_not_open_it() -> None:
    assert _read(b"/etc/hostname") is None


def test_what_cannot_be_read_is_never_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        _read(files.SWIFT.replace("C100,00", "Cento").replace(files.WORDS[1], "Prova Segreta").encode())
    assert "Prova" not in caplog.text


@pytest.mark.parametrize(
    ("text", "mark", "cents"),
    [
        ("1.438,74", ",", 143_874),
        ("-1,438.74", ".", -143_874),
        ("+2250.00", ".", 225_000),
        ("12,5", ",", 1_250),
        ("€ 1.000", ",", 100_000),
        ("7", ",", 700),
        (",50", ",", 50),
        ("20,00-", ",", -2_000),
        ("EUR 3,00", ",", 300),
        ("1'234.50", ".", 123_450),
        ("\N{MINUS SIGN}4,00", ",", -400),
        ("0.30000000000000004", ".", 30),
        ("29.99999999999996", ".", 3_000),
    ],
)
def test_amounts_of_banks_are_read(text: str, mark: str, cents: int) -> None:
    assert cents_of(text, mark) == cents


@pytest.mark.parametrize("text", ["", "-", "dieci", "1.2.3", "12.34,5,6", "1e5", "٣", "1,234", "--5x", "9" * 60, "NaN"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        cents_of(text, ",")


@pytest.mark.parametrize(("text", "mark"), [("1,500", ","), ("1.500", "."), ("1.500", ""), ("1,123456", ",")])
def test_amount_that_reads_in_two_ways_is_not_guessed(text: str, mark: str) -> None:
    with pytest.raises(AmbiguousAmount):
        cents_of(text, mark)


@pytest.mark.parametrize(
    ("amounts", "mark"),
    [
        (["1.438,74"], ","),
        (["-1,438.74"], "."),
        (["1.000", "10.50"], "."),
        (["1.000", "2.000"], ""),
        (["1,500"], ""),
        (["n.d.", "12,50"], ","),
        (["1,000,000"], "."),
        (["100"], ","),
        ([], ","),
    ],
)
def test_mark_of_the_cents_is_taken_from_the_whole_column(amounts: list[str], mark: str) -> None:
    assert decimal_mark(amounts) == mark


@pytest.mark.parametrize(
    "text", ["02/03/2026", "2.3.2026", "02-03-26", "2026-03-02", "2026-03-02T00:00:00", "02/03/2026 00:00"]
)
def test_days_of_banks_are_read(text: str) -> None:
    assert day_of(text).isoformat() == "2026-03-02"


@pytest.mark.parametrize("text", ["", "31/02/2026", "02/03", "boh", "02/03/9999", "٠٢/03/2026", "1/1/1/1", "a/b/c"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(NotADay):
        day_of(text)
