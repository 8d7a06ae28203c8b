"""Files of each bank and format, read: days, signed cents, words, balances. Pure: no database."""

import pytest

from ama_net.foundation.spreadsheets import UnreadableFileError
from ama_net.kernel.payments.references import find_references
from ama_net.kernel.payments.statements import Statement, read_statement
from tests.payments import statement_files as files
from tests.payments.statement_files import BANKS, EXPECTED, IBAN


def _told(statement: Statement) -> list[tuple[str, int]]:
    return [(line.booked_on.isoformat(), line.amount_cents) for line in statement.lines]


@pytest.mark.parametrize("bank", BANKS)
def test_table_of_each_bank_gives_its_movements(bank: str) -> None:
    statement = read_statement(BANKS[bank].encode(), f"{bank}.csv", None)
    assert _told(statement) == EXPECTED
    assert [find_references(line.words) for line in statement.lines] == [["AMA-TR7F-KM"], [], []]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_table_is_read_in_the_letters_banks_use(encoding: str) -> None:
    rows = files.table(["02/03/2026;Bonifico di Nicolò Finto per la città;100,00"]).decode()
    assert (
        read_statement(rows.encode(encoding), "a.csv", None).lines[0].words == "Bonifico di Nicolò Finto per la città"
    )


def test_table_tells_balances_and_iban() -> None:
    statement = read_statement(BANKS["intesa_2"].encode(), "a.csv", None)
    assert (statement.opening_cents, statement.closing_cents, statement.iban) == (50_000, 201_824, IBAN)
    assert statement.missing_cents == 0


def test_what_the_bank_has_not_booked_waits_for_the_next_file() -> None:
    statement = read_statement(BANKS["fineco_1"].encode(), "a.csv", None)
    assert statement.faults == [(8, "la banca non l'ha ancora contabilizzata: sarà nel prossimo file.")]


def test_workbook_gives_the_same_movements() -> None:
    assert _told(read_statement(files.workbook(), "a.xlsx", None)) == EXPECTED


def test_broken_line_is_told_and_the_others_are_read() -> None:
    data = files.table(
        [
            "02/03/2026;Bonifico;100,00",
            "31/02/2026;Giorno che non c'è;10,00",
            "03/03/2026;Importo che non è;dieci",
            '04/03/2026;"Virgolette aperte;5,00',
            "05/03/2026;Senza importo;",
            ";Senza giorno;7,00",
            "06/03/2026;Troppo;99999999999,00",
            "07/03/2026;Canone;-2,00",
        ]
    )
    statement = read_statement(data, "a.csv", None)
    assert [line.amount_cents for line in statement.lines] == [10_000, -200]
    assert statement.faults == [
        (3, "«31/02/2026» non è un giorno."),
        (4, "«dieci» non è un importo, o è troppo grande."),
        (5, "le virgolette non tornano o è troppo lunga: la riga è stata saltata."),
        (6, "manca l'importo."),
        (7, "manca il giorno."),
        (8, "«99999999999,00» non è un importo, o è troppo grande."),
    ]


def test_other_currency_is_told() -> None:
    data = b"Data;Valuta;Descrizione;Importo;Divisa\n02/03/2026;02/03/2026;Bonifico;10,00;USD\n"
    assert read_statement(data, "a.csv", None).faults == [(2, "è in USD: si leggono solo i movimenti in euro.")]


def _amounts(text: str, said: dict[str, str] | None = None) -> list[int]:
    return [line.amount_cents for line in read_statement(text.encode(), "a.csv", said).lines]


@pytest.mark.parametrize(
    ("heading", "came", "went"),
    [
        ("Segno", "+", "-"),
        ("D/A", "A", "D"),
        ("Dare/Avere", "Avere", "Dare"),
        ("Addebito/Accredito", "ACCR.", "ADD."),
        ("+/-", "+", "\N{MINUS SIGN}"),
        ("Tipo", "Accredito", "Addebito"),
        ("Segno", "", "-"),
    ],
)
def test_sign_that_stands_apart_is_read(heading: str, came: str, went: str) -> None:
    text = f"Data;Importo;{heading};Descrizione\n01/10/2026;25,00;{came};Dono\n02/10/2026;100,00;{went};Affitto\n"
    assert _amounts(text) == [2_500, -10_000]


def test_sign_that_does_not_fit_is_told() -> None:
    rows = ["25,00;A", "1,00;D", "5,00;", "6,00;boh", "-7,00;A", "-8,00;D", "-9,00;"]
    text = "\n".join(["Data;Importo;D/A", *(f"01/10/2026;{row}" for row in rows)])
    statement = read_statement(text.encode(), "a.csv", None)
    assert [line.amount_cents for line in statement.lines] == [2_500, -100, -800, -900]
    assert statement.faults == [
        (4, "manca il segno dell'importo."),
        (5, "«boh» non dice se è entrato o uscito."),
        (6, "l'importo è negativo, ma il segno dice che è entrato."),
    ]


def test_sign_that_nobody_understands_is_asked() -> None:
    text = "Data;Importo;Segno\n01/10/2026;25,00;X1\n02/10/2026;7,00;X2\n"
    assert read_statement(text.encode(), "a.csv", None).is_understood is False


def test_column_of_signs_may_be_said_by_hand() -> None:
    text = "Quando;Soldi;Verso\n01/10/2026;25,00;U\n"
    assert _amounts(text, {"booked_on": "Quando", "amount": "Soldi", "sign": "Verso"}) == [-2_500]


def test_other_columns_of_a_table_with_signed_amounts_are_no_signs() -> None:
    assert _amounts("Data;Importo;Categoria\n01/10/2026;25,00;D\n02/10/2026;-7,00;A\n") == [2_500, -700]


def test_column_of_dashes_is_no_sign() -> None:
    assert _amounts("Data;Importo;Codice\n01/10/2026;25,00;-\n02/10/2026;7,00;-\n") == [2_500, 700]


def test_amounts_that_read_in_two_ways_are_told() -> None:
    statement = read_statement(b'Date,Description,Amount\n01/10/2026,x,"1,500"\n02/10/2026,y,700\n', "a.csv", None)
    assert [line.amount_cents for line in statement.lines] == [70_000]
    assert statement.faults == [(2, "«1,500»: non si capisce se sono migliaia o centesimi.")]


def test_payment_whose_words_begin_as_a_balance_is_read() -> None:
    text = (
        "Descrizione;Data;Importo\nSaldo iniziale al 01/10/2026;01/10/2026;500,00\nTotalerg carburante;01/10/2026;-50,00\n"
        "Saldo contabile fattura 12;02/10/2026;-3,00\nTotale movimenti;;-53,00\nSaldo finale;02/10/2026;447,00\n"
    )
    statement = read_statement(text.encode(), "a.csv", None)
    assert [line.amount_cents for line in statement.lines] == [-5_000, -300]
    assert (statement.opening_cents, statement.closing_cents, statement.faults) == (50_000, 44_700, [])


def test_row_without_a_day_that_only_looks_like_a_total_is_told() -> None:
    statement = read_statement(b"Descrizione;Data;Importo\nTotalerg;;-50,00\nDono;01/10/2026;5,00\n", "a.csv", None)
    assert statement.faults == [(2, "manca il giorno.")]


def test_text_on_two_lines_between_quotes_is_one_movement() -> None:
    data = files.table(['02/03/2026;"Bonifico\ndi Prova";100,00'])
    assert [line.words for line in read_statement(data, "a.csv", None).lines] == ["Bonifico di Prova"]


def test_who_paid_and_the_number_of_the_bank_are_taken_from_the_words() -> None:
    data = files.table(["02/03/2026;BONIFICO A VOSTRO FAVORE DA PROVA INVENTATA CAUSALE DONO CRO 12345678901;100,00"])
    line = read_statement(data, "a.csv", None).lines[0]
    assert (line.counterparty, line.bank_reference) == ("PROVA INVENTATA", "12345678901")


def test_unknown_headings_are_given_back_to_be_explained() -> None:
    data = b"Quando;Cosa;Soldi\n02/03/2026;Bonifico;100,00\n03/03/2026;Bonifico;5,00\n"
    statement = read_statement(data, "a.csv", None)
    assert (statement.is_understood, statement.headings) == (False, ["Quando", "Cosa", "Soldi"])
    assert statement.sample[0] == ["02/03/2026", "Bonifico", "100,00"]
    said = {"booked_on": "Quando", "words": "Cosa", "amount": "Soldi"}
    assert [line.amount_cents for line in read_statement(data, "a.csv", said).lines] == [10_000, 500]


def test_columns_said_for_another_file_are_guessed_again() -> None:
    said = {"booked_on": "Quando", "amount": "Soldi"}
    assert _told(read_statement(BANKS["annia"].encode(), "a.csv", said)) == EXPECTED


@pytest.mark.parametrize("version", ["02", "04", "06", "08", "10", "13"])
def test_camt_of_each_version_gives_the_movements(version: str) -> None:
    statement = read_statement(files.camt(version), "a.xml", None)
    assert (_told(statement), statement.opening_cents, statement.closing_cents) == (EXPECTED, 50_000, 201_824)
    assert (statement.iban, statement.lines[0].counterparty) == (IBAN, files.PAYER)
    assert find_references(statement.lines[0].words) == ["AMA-TR7F-KM"]


@pytest.mark.parametrize("day", ["2026-03-02+02:00", "2026-03-02Z", "2026-03-02T10:00:00+01:00"])
def test_camt_day_may_tell_its_zone(day: str) -> None:
    statement = read_statement(files.camt(entries=files.camt_entry(day, 1_000)), "a.xml", None)
    assert (_told(statement), statement.faults) == ([("2026-03-02", 1_000)], [])


def _batch(amounts: list[str]) -> bytes:
    details = "".join(
        f"<TxDtls><Amt Ccy='EUR'>{amount}</Amt><RltdPties><Dbtr><Nm>Prova {n}</Nm></Dbtr></RltdPties></TxDtls>"
        for n, amount in enumerate(amounts)
    )
    return files.camt(entries=files.camt_entry("2026-03-02", 3_000, f"<NtryDtls>{details}</NtryDtls>"))


def test_gathered_entry_is_split_into_its_transfers() -> None:
    lines = read_statement(_batch(["10.00", "20.00"]), "a.xml", None).lines
    assert [(line.amount_cents, line.counterparty) for line in lines] == [(1_000, "Prova 0"), (2_000, "Prova 1")]


def test_gathered_entry_that_does_not_add_up_stays_one_and_says_so() -> None:
    lines = read_statement(_batch(["10.00", "21.00"]), "a.xml", None).lines
    assert [(line.amount_cents, line.is_gathered) for line in lines] == [(3_000, True)]


def test_gathered_entry_without_its_transfers_says_so() -> None:
    details = "<NtryDtls><Btch><NbOfTxs>8</NbOfTxs></Btch></NtryDtls>"
    lines = read_statement(files.camt(entries=files.camt_entry("2026-03-02", 3_000, details)), "a.xml", None).lines
    assert [line.is_gathered for line in lines] == [True]


def test_camt_entry_that_is_broken_pending_or_in_other_money_is_told() -> None:
    entries = [
        files.camt_entry("2026-03-02", 1_000),
        files.camt_entry("2026-99-02", 1_000),
        files.camt_entry("2026-03-02", 1_000, status="<Sts>PDNG</Sts>"),
        files.camt_entry("2026-03-02", 1_000, currency="CHF"),
    ]
    statement = read_statement(files.camt(entries="".join(entries)), "a.xml", None)
    assert len(statement.lines) == 1
    assert [number for number, _why in statement.faults] == [2, 3, 4]


def test_mt940_gives_the_movements_and_the_balances() -> None:
    statement = read_statement(files.SWIFT.encode(), "a.sta", None)
    assert (_told(statement), statement.opening_cents, statement.closing_cents) == (EXPECTED, 50_000, 201_824)
    assert (statement.iban, statement.lines[0].bank_reference) == (IBAN, "TRN000111")


def test_mt940_in_other_money_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match=r"in USD: si leggono solo i conti in euro\."):
        read_statement(files.SWIFT.replace("C260301EUR", "C260301USD").encode(), "a.sta", None)


def test_mt940_movement_that_is_broken_keeps_out_only_itself() -> None:
    statement = read_statement(files.SWIFT.replace("C1438,74", "Cmille").encode(), "a.sta", None)
    assert ([line.amount_cents for line in statement.lines], [n for n, _why in statement.faults]) == (
        [10_000, -2_050],
        [7],
    )


def test_mt940_with_german_subfields_tells_who_paid() -> None:
    details = ":86:166?00BONIFICO?20Dono AMA-?21TR7F-KM?32Prova?33 Inventata"
    line = read_statement(files.SWIFT.replace(f":86:{files.WORDS[0]}", details).encode(), "a.sta", None).lines[0]
    assert (line.counterparty, find_references(line.words)) == ("Prova Inventata", ["AMA-TR7F-KM"])


@pytest.mark.parametrize("value_first", [True, False])
def test_cbi_takes_as_booking_day_the_one_between_the_balances(value_first: bool) -> None:
    statement = read_statement(files.cbi(value_first=value_first), "a.txt", None)
    assert (_told(statement), statement.faults) == (EXPECTED, [])
    assert (statement.opening_cents, statement.closing_cents, statement.iban) == (50_000, 201_824, IBAN)
    assert (statement.lines[0].bank_reference, find_references(statement.lines[0].words)) == ("CRO1", ["AMA-TR7F-KM"])


def test_cbi_record_that_is_broken_is_told() -> None:
    statement = read_statement(files.cbi(more=["620000001004999999040326C00000000010,00"]), "a.txt", None)
    assert ([n for n, _why in statement.faults], len(statement.lines)) == ([9], 3)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Il file è vuoto."),
        (b"%PDF-1.7 x", "Questo è un PDF: serve un file CSV, XLSX, camt.053, MT940 o CBI."),
        (b"a;b\n1;2\n", "Nel file non si riconosce un elenco di movimenti: servono almeno giorno e importo."),
        (
            b"<?xml version='1.0'?><Document><Altro/></Document>",
            "Questo XML non è un estratto conto: serve un camt.053.",
        ),
        (b"<?xml version='1.0'?><Document><", "Il file XML è rovinato e non si legge: conviene scaricarlo di nuovo."),
        (
            b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hostname'>]><Document>&b;</Document>",
            "Il file XML è rovinato e non si legge: conviene scaricarlo di nuovo.",
        ),
    ],
)
def test_what_is_no_statement_is_refused_in_one_sentence(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        read_statement(data, "a", None)
    assert str(refused.value) == said


def test_two_accounts_in_a_file_are_refused() -> None:
    other = files.camt(iban="IT36T0867302802032000320838").decode().partition("<Stmt>")[2].partition("</BkTo")[0]
    both = files.camt().decode().replace("</BkToCstmrStmt>", f"<Stmt>{other}</BkToCstmrStmt>")
    with pytest.raises(UnreadableFileError, match="più conti"):
        read_statement(both.encode(), "a.xml", None)
