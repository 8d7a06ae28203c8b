"""Registers as associations have them: plainly invented people, untidy heads and dates."""

import csv
import io
from datetime import date
from typing import Any

from openpyxl import Workbook
from werkzeug.datastructures import FileStorage

HEADS = [
    "N. tessera",
    "Cognome e nome",
    "C.F.",
    "Nato a",
    "Data nascita",
    "Indirizzo",
    "CAP",
    "Città",
    "Prov.",
    "Tel/Cell",
    "E-mail",
    "Data iscr.",
    "Delibera",
    "Categoria",
    "Quota 2025",
    "Data uscita",
    "Motivo",
    "Note",
]

ROWS: list[list[Any]] = [
    [
        1,
        "VERDI ANNA",
        "VRDNNA60A41D548W",
        "Ferrara",
        date(1960, 1, 1),
        "via Prova 1",
        44121,
        "FERRARA",
        "FE",
        "333 1234567",
        "ANNA@example.org",
        "3/5/19",
        "CD 2/2019",
        "ordinaria",
        "sì",
        None,
        None,
        "ama il canto",
    ],
    [
        2,
        "De Luca Maria Pia",
        "DLCMRP70B41A944K",
        "Bologna",
        "01-02-1970",
        "via Prova 2",
        "40121",
        "Bologna",
        "",
        "051 000000x",
        "maria",
        "2019-05-03",
        "",
        "socio",
        "25,00",
        None,
        None,
        None,
    ],
    [
        3,
        "Neri Ugo",
        None,
        "Lugo",
        25000,
        "via Prova 3",
        None,
        "Lugo",
        "RA",
        "",
        "",
        43588,
        "",
        "onorario",
        "no",
        "31/12/2021",
        "dimissioni",
        None,
    ],
    [
        4,
        "Bianchi Ida",
        None,
        None,
        "maggio 1960",
        None,
        None,
        "Paese Inventato",
        None,
        None,
        None,
        "maggio 2019",
        None,
        None,
        None,
        None,
        None,
        None,
    ],
    [
        5,
        "Verdi Anna",
        "VRDNNA60A41D548W",
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        "04/05/2020",
        None,
        None,
        None,
        None,
        None,
        None,
    ],
    [
        6,
        "Gialli Eva",
        None,
        None,
        "1/1/2190",
        None,
        None,
        None,
        None,
        None,
        None,
        "04/05/2020",
        None,
        None,
        None,
        None,
        "morosa",
        None,
    ],
]


def workbook(
    rows: list[list[Any]] | None = None, heads: list[str] | None = None, title: str = "LIBRO SOCI 2025"
) -> bytes:
    """A workbook with a merged title above its heads."""
    book = Workbook()
    sheet = book.active
    sheet.append([title])
    sheet.merge_cells("A1:F1")
    sheet.append([])
    sheet.append(heads or HEADS)
    for row in ROWS if rows is None else rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_file(
    rows: list[list[Any]], heads: list[str] | None = None, *, letters: str = "cp1252", delimiter: str = ";"
) -> bytes:
    """A CSV file in the letters of an old spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(heads or HEADS)
    for row in rows:
        writer.writerow(
            [f"{cell:%d/%m/%Y}" if isinstance(cell, date) else "" if cell is None else cell for cell in row]
        )
    return out.getvalue().encode(letters)


def sent(content: bytes, name: str = "soci.xlsx") -> dict[str, Any]:
    """A form that sends a file."""
    return {"file": FileStorage(io.BytesIO(content), filename=name)}
