"""Files of movements as banks give them, with invented people: each is two movements in and one out, +100,00 and +1.438,74 and −20,50."""

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO

import xlsxwriter

IBAN = "IT60X0542811101000000123456"
PAYER = "Prova Inventata"
EXPECTED = [("2026-03-02", 10_000), ("2026-03-03", 143_874), ("2026-03-04", -2_050)]
WORDS = ["Bonifico di Prova Inventata AMA-TR7F-KM", "Bonifico della Bottega Finta", "Canone del mese"]

BANKS: dict[str, str] = {
    "intesa_1": (
        "Elenco movimenti;;;;;;;\nConto;Conto di prova 1000/123456;;;;;;\n\n"
        "Data;Operazione;Dettagli;Conto o carta;Contabilizzazione;Categoria ;Valuta;Importo\n"
        f"02/03/2026;Bonifico;{WORDS[0]};Conto 1000/1;CONTABILIZZATO;Entrate;EUR;100,00\n"
        f"03.03.2026;Bonifico;{WORDS[1]};Conto 1000/1;CONTABILIZZATO;Entrate;EUR;1.438,74\n"
        f"04/03/2026;Spese;{WORDS[2]};Conto 1000/1;CONTABILIZZATO;Spese;EUR;-20,50\n"
    ),
    "intesa_2": (
        "\n".join(f"Riga {n} di intestazione;;;;;;" for n in range(20))
        + f"\nIBAN: {IBAN};;;;;;\nSaldo iniziale al 01/03/2026;500,00;;;;;\n"
        "Data contabile;Data valuta;Descrizione;Accrediti;Addebiti;Descrizione estesa;Effettuata tramite:\n"
        f"02/03/2026;02/03/2026;Bonifico;100,00;;{WORDS[0]};Internet\n"
        f"03/03/2026;03/03/2026;Bonifico;1.438,74;;{WORDS[1]};Internet\n"
        f"04/03/2026;04/03/2026;Spese;;-20,50;{WORDS[2]};\nSaldo finale al 04/03/2026;2.018,24;;;;;\n"
    ),
    "unicredit_1": (
        "Data;;Descrizione;EUR;Caus.\nOperaz.;Valuta;;;\n"
        f"02/03/2026;02/03/2026;{WORDS[0]};100,00;48\n"
        f"03/03/2026;04/03/2026;{WORDS[1]};1.438,74;48\n04/03/2026;04/03/2026;{WORDS[2]};-20,50;66\n"
    ),
    "unicredit_2": (
        "Data Registrazione;Data valuta;Descrizione;Importo (EUR);\n"
        f"02.03.2026;02.03.2026;{WORDS[0].replace(' ', '      ')};100,00;\n"
        f"03.03.2026;03.03.2026;{WORDS[1]};1.438,74;\n04.03.2026;04.03.2026;{WORDS[2]};-20,50;\n"
    ),
    "fineco_1": (
        "Conto Corrente: 123\nIntestatario Conto Corrente: Associazione di Prova\n\n"
        "Data\tEntrate\tUscite\tDescrizione\tDescrizione Completa\tStato\tMoneymap\n"
        f"02/03/2026\t100,00\t\tBonifico\t{WORDS[0]}\tContabilizzato\tAltro\n"
        f"03/03/2026\t1.438,74\t\tBonifico\t{WORDS[1]}\tContabilizzato\tAltro\n"
        f"04/03/2026\t\t-20,50\tCanone\t{WORDS[2]}\tContabilizzato\tAltro\n"
        "05/03/2026\t\t-7,00\tCarta\tNon ancora contabile\tAutorizzato\tAltro\n"
    ),
    "fineco_2": (
        "Data Operazione\tData Valuta\tEntrate\tUscite\tDescrizione\tDescrizione Completa\n"
        f"02/03/2026\t02/03/2026\t100\t\tBonifico\t{WORDS[0]}\n"
        f"03/03/2026\t03/03/2026\t1438,74\t\tBonifico\t{WORDS[1]}\n"
        f"04/03/2026\t04/03/2026\t\t20,5\tCanone\t{WORDS[2]}\n"
    ),
    "sondrio": (
        '"Data";"Valuta";"Causale";"Descrizione";"Importo";"Divisa"\n'
        f'"02/03/2026";"02/03/2026";"48 BONIFICO";"{WORDS[0]}";"+100.00";"EUR"\n'
        f'"03/03/2026";"03/03/2026";"48 BONIFICO";"{WORDS[1]}";"+1438.74";"EUR"\n'
        f'"04/03/2026";"04/03/2026";"66 SPESE";"{WORDS[2]}";"-20.50";"EUR"\n'
    ),
    "credit_agricole": (
        "Lista movimenti\nRapporto,123456\n\nData Op.,Data Val.,Causale,Descrizione,Importo,Div.\n"
        f'02/03/2026,02/03/2026,48,{WORDS[0]},"100,00",EUR\n03/03/2026,03/03/2026,48,{WORDS[1]},"1.438,74",EUR\n'
        f'04/03/2026,04/03/2026,66,{WORDS[2]},"-20,50",EUR\n'
    ),
    "annia": (
        "Data contabile\tData valuta\tImporto\tDescrizione\tNote\n"
        f"02/03/2026\t02/03/2026\t100,00\tBonifico\t{WORDS[0]}\n"
        f"03/03/2026\t03/03/2026\t1.438,74\tBonifico\t{WORDS[1]}\n04/03/2026\t04/03/2026\t-20,50\tSpese\t{WORDS[2]}\n"
    ),
    "piemonte": (
        "Data contabile,Data Valuta,Dare,Avere,Divisa,Causale,Descrizione\n"
        f'02/03/2026,02/03/2026,,"100,00",EUR,48,{WORDS[0]}\n03/03/2026,03/03/2026,,"1.438,74",EUR,48,{WORDS[1]}\n'
        f'04/03/2026,04/03/2026,"20,50",,EUR,66,{WORDS[2]}\n'
    ),
    "english_figures": (
        "Data,Valuta,Descrizione,Importo\n"
        f'2026-03-02,2026-03-02,{WORDS[0]},100.00\n2026-03-03,2026-03-03,{WORDS[1]},"1,438.74"\n'
        f"2026-03-04,2026-03-04,{WORDS[2]},-20.50\n"
    ),
}


def table(rows: Sequence[str]) -> bytes:
    """A simple table of day, text and amount."""
    return "\n".join(["Data contabile;Descrizione;Importo", *rows]).encode()


def many_rows(how_many: int) -> bytes:
    """A table of so many different movements."""
    return table(
        [f"{1 + n % 28:02d}/03/2026;Bonifico numero {n} di Prova;{n % 97 + 1},{n % 100:02d}" for n in range(how_many)]
    )


def workbook() -> bytes:
    """The same movements in a spreadsheet, with real days and numbers."""
    kept = BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Movimenti del conto di prova"])
        sheet.write_row(2, 0, ["Data contabile", "Data valuta", "Descrizione", "Importo"])
        for place, ((day, cents), words) in enumerate(zip(EXPECTED, WORDS, strict=True), start=3):
            sheet.write_row(place, 0, [day, day, words, cents / 100])
    return kept.getvalue()


def camt(version: str = "02", entries: str = "", iban: str = IBAN) -> bytes:
    """A camt.053 with the three movements, or those given."""
    party = "<Pty><Nm>{}</Nm></Pty>" if version >= "08" else "<Nm>{}</Nm>"
    dbtr = f"<RltdPties><Dbtr>{party.format(PAYER)}</Dbtr></RltdPties>"
    status = "<Sts><Cd>BOOK</Cd></Sts>" if version >= "08" else "<Sts>BOOK</Sts>"
    entries = entries or "".join(
        camt_entry(
            day, cents, f"<NtryDtls><TxDtls>{dbtr}<RmtInf><Ustrd>{words}</Ustrd></RmtInf></TxDtls></NtryDtls>", status
        )
        for (day, cents), words in zip(EXPECTED, WORDS, strict=True)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}">'
        f"<BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr><Stmt><Id>1</Id><Acct><Id><IBAN>{iban}</IBAN></Id></Acct>"
        f"{_balance('OPBD', '500.00')}{_balance('CLBD', '2018.24')}{entries}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def camt_entry(day: str, cents: int, details: str = "", status: str = "<Sts>BOOK</Sts>", currency: str = "EUR") -> str:
    """One entry of a camt.053."""
    sign = "CRDT" if cents > 0 else "DBIT"
    return (
        f'<Ntry><Amt Ccy="{currency}">{Decimal(abs(cents)).scaleb(-2)}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{status}'
        f"<BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt><AcctSvcrRef>RIF{cents}</AcctSvcrRef>{details}</Ntry>"
    )


def _balance(code: str, amount: str) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>"
        "<Dt><Dt>2026-03-04</Dt></Dt></Bal>"
    )


SWIFT = (
    f":20:PROVA1\r\n:25:{IBAN}\r\n:28C:1/1\r\n:60F:C260301EUR500,00\r\n"
    f":61:2603020302C100,00NTRFNONREF//TRN000111\r\n:86:{WORDS[0]}\r\n"
    f":61:2603030303C1438,74NTRFNONREF//TRN000222\r\n:86:{WORDS[1]}\r\n"
    f":61:2603040304D20,50NCHGNONREF\r\n:86:{WORDS[2]}\r\n:62F:C260304EUR2018,24\r\n-\r\n"
)


def cbi(*, value_first: bool = True, more: Sequence[str] = (), closing: str = "2018,24") -> bytes:
    """A CBI statement; each movement has its value three days after (the first: before) the booking."""
    days = [("280226", "020326"), ("060326", "030326"), ("070326", "040326")]
    amounts = [("C", "100,00"), ("C", "1438,74"), ("D", "20,50")]
    records = [
        _record("RH05428 00000 010326PROVA"),
        _record(f"61{1:07d}{'':35}X0542811101000000123456EUR010326C{'500,00':0>15}IT60"),
    ]
    for number, ((value, booked), (sign, amount), words) in enumerate(zip(days, amounts, WORDS, strict=True), start=1):
        pair = f"{value}{booked}" if value_first else f"{booked}{value}"
        records.append(_record(f"62{1:07d}{number:03d}{pair}{sign}{amount:0>15}48{'':2}{'CRO' + str(number):16} "))
        records.append(_record(f"63{1:07d}{number:03d}RI1{words}"))
    records += [_record(row) for row in more]
    records += [_record(f"64{1:07d}EUR040326C{closing:0>15}"), _record("EF05428 00000 010326PROVA")]
    return "\r\n".join(records).encode()


def _record(text: str) -> str:
    return f" {text}".ljust(120)
