"""The libro soci on paper and as a file: every line, whose book it is, as of which day, and the head of the chain."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Response
from flask_babel import format_date, format_datetime
from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.features.members.queries_register import BookLine, end_of
from ama_net.features.members.register import of_register
from ama_net.foundation.clock import ROME, now, today
from ama_net.foundation.database import db
from ama_net.foundation.pdf import pdf_answer, render_pdf
from ama_net.foundation.web.listing import csv_answer, csv_lines
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.tenancy import current_tenant

TEMPLATE = "members/pdf/register.typ"
PART = 10_000
"""How many lines one paper holds: six seconds of work. A longer book is printed in parts."""


def parts_of(lines: int) -> int:
    """How many papers a book of so many lines takes."""
    return max(1, -(-lines // PART))


def pdf_of_book(lines: Sequence[BookLine], *, sense: str, day: date, part: int = 1) -> Response:
    """The book (or one part of a very long one) as A4 pages, numbered, the head of its chain at the end."""
    parts = parts_of(len(lines))
    part = min(max(part, 1), parts)
    of_part = _(" Parte %(part)s di %(parts)s.", part=part, parts=parts) if parts > 1 else ""
    said = _as_of(sense, day)
    rows = _rows(lines[(part - 1) * PART : part * PART])
    data = {**_whose(), **said, "as_of": said["as_of"] + of_part, "columns": _columns(), "rows": rows}
    name = f"libro-soci-{day.isoformat()}" + (f"-parte-{part}" if parts > 1 else "")
    return pdf_answer(render_pdf(TEMPLATE, data), name)


def csv_of_book(lines: Sequence[BookLine]) -> Response:
    """The same columns, opened up, as a file for spreadsheets."""
    titles = (
        _("Numero"),
        _("Cognome o denominazione"),
        _("Nome"),
        _("Codice fiscale"),
        _("Data di nascita"),
        _("Luogo di nascita"),
        _("Residenza o sede"),
        _("Genitori o tutori"),
        _("Categoria"),
        _("Domanda"),
        _("Ammissione"),
        _("Delibera di ammissione"),
        _("Uscita"),
        _("Motivo dell'uscita"),
        _("Delibera dell'uscita"),
    )
    return csv_answer(csv_lines(titles, [_cells(line) for line in lines]), "libro-soci")


def _cells(line: BookLine) -> list[Any]:
    says = line.says
    return [
        line.number,
        says.get("surname") or says.get("body", ""),
        says.get("name", ""),
        says.get("tax_code", ""),
        line.day("birth_date"),
        says.get("birth_place", ""),
        says.get("residence", ""),
        says.get("guardians", []),
        says.get("category", ""),
        line.day("applied_on"),
        line.day("admitted_on"),
        line.decision("resolution"),
        line.day("ended_on"),
        line.end_words,
        line.decision("end_resolution"),
    ]


def _columns() -> list[str]:
    return [
        _("N."),
        _("Cognome e nome, o ente"),
        _("Codice fiscale"),
        _("Nascita"),
        _("Residenza o sede"),
        _("Categoria"),
        _("Domanda"),
        _("Ammissione e delibera"),
        _("Uscita, motivo, delibera"),
    ]


def _rows(lines: Sequence[BookLine]) -> list[list[str]]:
    return [_row(line) for line in lines]


def _row(line: BookLine) -> list[str]:
    guardians = ", ".join(line.says.get("guardians", []))
    return [
        str(line.number),
        _joined(line.name, _("genitori o tutori: %(names)s", names=guardians) if guardians else ""),
        str(line.says.get("tax_code", "")),
        line.birth,
        str(line.says.get("residence", "")),
        str(line.says.get("category", "")),
        line.day_words("applied_on"),
        _joined(line.day_words("admitted_on"), line.decision("resolution")),
        _joined(line.day_words("ended_on"), line.end_words, line.decision("end_resolution")),
    ]


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _whose() -> dict[str, Any]:
    identity = current_tenant().identity
    seat, register = identity.seat, identity.registration
    town = " ".join(filter(None, (seat.postcode, seat.municipality, f"({seat.province})")))
    runts = (
        _("RUNTS, sezione %(section)s, n. %(number)s", section=register.runts_section, number=register.runts_number)
        if register.runts_section and register.runts_number
        else ""
    )
    code = _("Codice fiscale %(code)s", code=register.tax_code) if register.tax_code else ""
    return {
        "association": identity.name,
        "about": [part for part in (", ".join(filter(None, (seat.address, town))), code, runts) if part],
    }


def _as_of(sense: str, day: date) -> dict[str, Any]:
    words = format_date(day, "d MMMM y")
    moment = format_datetime(now().astimezone(ROME), "d MMMM y, HH:mm", rebase=False)
    as_of = (
        _("Chi era socio il %(day)s, secondo quanto risulta oggi", day=words)
        if sense == "soci"
        else _("Com'era scritto il %(day)s", day=words)
    )
    return {
        "title": _("Libro degli associati"),
        "as_of": as_of,
        "page_words": _("Pagina"),
        "of_words": _("di"),
        "printed": _("Stampato il %(moment)s", moment=moment),
        "seal": _seal(today() if sense == "soci" else day),
        "total": _("Righe in questa stampa:"),
    }


def _seal(day: date) -> list[str]:
    """The head of the chain on the evening of a day: whoever prints again can compare it."""
    last = (
        select(LedgerEntry.number, LedgerEntry.at, LedgerEntry.mac)
        .where(of_register(), LedgerEntry.at < end_of(min(day, today())))
        .order_by(LedgerEntry.number.desc())
        .limit(1)
    )
    row = db.session.execute(last).first()
    if row is None:
        return [_("Il libro non ha ancora registrazioni.")]
    written = format_datetime(row.at.astimezone(ROME), "d MMMM y, HH:mm:ss", rebase=False)
    return [
        _("Ultima registrazione: n. %(number)s, scritta il %(moment)s.", number=row.number, moment=written),
        _("Impronta della catena: %(mac)s", mac=bytes(row.mac).hex()),
        _(
            "Ogni registrazione è legata alla precedente: se una sola cambia, questa impronta non torna più. La verifica "
            "si fa dal sistema, con la chiave dell'associazione."
        ),
    ]
