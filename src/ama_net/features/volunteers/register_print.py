"""The registro dei volontari on paper and as a file: its lines, its numbered entries, whose it is, the head of the chain."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Response
from flask_babel import format_date
from flask_babel import gettext as _

from ama_net.features.volunteers.queries_register import VolunteerLine
from ama_net.features.volunteers.register import REGISTER
from ama_net.features.volunteers.register_words import ENTRY_KINDS
from ama_net.foundation.clock import ROME, today
from ama_net.foundation.pdf import pdf_answer, render_pdf
from ama_net.foundation.web.listing import csv_answer, csv_lines
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.registers.paper import PART, head_on, joined, page_words, parts_of, seal_words, whose_book

TEMPLATE = "volunteers/pdf/register.typ"

Table = dict[str, Any]
"""A table of a paper: its title, the titles and widths of its columns, its rows, and what is said when there are none."""


def pdf_of_register(lines: Sequence[VolunteerLine], *, sense: str, day: date, part: int = 1) -> Response:
    """The register (or one part of a very long one) as A4 pages, numbered, the head of its chain at the end."""
    parts = parts_of(len(lines))
    part = min(max(part, 1), parts)
    of_part = _(" Parte %(part)s di %(parts)s.", part=part, parts=parts) if parts > 1 else ""
    words = format_date(day, "d MMMM y")
    as_of = (
        _("Chi faceva volontariato il %(day)s, secondo quanto risulta oggi", day=words)
        if sense == "volontari"
        else _("Com'era scritto il %(day)s", day=words)
    )
    data = paper_of(
        _("Registro dei volontari"),
        as_of + of_part,
        [lines_table(lines[(part - 1) * PART : part * PART])],
        seal=seal_words(head_on(REGISTER, today() if sense == "volontari" else day)),
    )
    name = f"registro-volontari-{day.isoformat()}" + (f"-parte-{part}" if parts > 1 else "")
    return pdf_answer(render_pdf(TEMPLATE, data), name)


def csv_of_register(lines: Sequence[VolunteerLine]) -> Response:
    """The same columns, opened up, as a file for spreadsheets."""
    titles = (
        _("Numero"),
        _("Cognome"),
        _("Nome"),
        _("Codice fiscale"),
        _("Data di nascita"),
        _("Luogo di nascita"),
        _("Residenza"),
        _("Domicilio"),
        _("Sezione"),
        _("Inizio"),
        _("Cessazione"),
        _("Motivo della cessazione"),
    )
    return csv_answer(csv_lines(titles, [_cells(line) for line in lines]), "registro-volontari")


def paper_of(title: str, as_of: str, tables: Sequence[Table], *, seal: Sequence[str], first_page: int = 1) -> Table:
    """What the template of a register's paper is given."""
    return {
        **whose_book(),
        **page_words(),
        "title": title,
        "as_of": as_of,
        "tables": list(tables),
        "seal": list(seal),
        "first_page": first_page,
        "step": 1,
        "of_pages": True,
        "headed": False,
    }


def lines_table(lines: Sequence[VolunteerLine], *, title: str = "") -> Table:
    """The lines of the register as a table."""
    columns = [
        (_("N."), "12mm"),
        (_("Cognome e nome"), "1.4fr"),
        (_("Codice fiscale"), "34mm"),
        (_("Nascita"), "1.2fr"),
        (_("Residenza o domicilio"), "1.8fr"),
        (_("Sezione"), "24mm"),
        (_("Inizio"), "19mm"),
        (_("Cessazione"), "1fr"),
    ]
    return _table(title, columns, [_line_row(line) for line in lines], _("Nessuna riga."))


def entries_table(entries: Sequence[LedgerEntry], *, title: str = "") -> Table:
    """Numbered entries as a table: when each was written, why, and the whole line as it stands after it."""
    columns = [
        (_("N."), "11mm"),
        (_("Scritta il"), "19mm"),
        (_("Registrazione"), "1.2fr"),
        (_("Riga"), "10mm"),
        (_("Cognome e nome"), "1.1fr"),
        (_("Codice fiscale"), "33mm"),
        (_("Nascita"), "1fr"),
        (_("Residenza o domicilio"), "1.5fr"),
        (_("Sezione"), "22mm"),
        (_("Inizio"), "18mm"),
        (_("Cessazione"), "22mm"),
    ]
    return _table(title, columns, [_entry_row(one) for one in entries], _("Nessuna registrazione."))


def _table(title: str, columns: list[tuple[str, str]], rows: list[list[str]], empty: str) -> Table:
    return {
        "title": title,
        "columns": [name for name, _width in columns],
        "widths": [width for _name, width in columns],
        "rows": rows,
        "empty": empty,
        "total": _("Righe: %(number)s", number=len(rows)),
    }


def _cells(line: VolunteerLine) -> list[Any]:
    says = line.says
    return [
        line.number,
        says.get("surname", ""),
        says.get("name", ""),
        says.get("tax_code", ""),
        line.day("birth_date"),
        says.get("birth_place", ""),
        says.get("residence", ""),
        says.get("domicile", ""),
        line.section,
        line.day("started_on"),
        line.day("ended_on"),
        line.end_words,
    ]


def _line_row(line: VolunteerLine) -> list[str]:
    return [str(line.number), *_who(line), joined(line.day_words("ended_on"), line.end_words)]


def _entry_row(entry: LedgerEntry) -> list[str]:
    facts = entry.facts
    begin = [str(entry.number), format_date(entry.at.astimezone(ROME), "dd/MM/yyyy")]
    kind = str(ENTRY_KINDS.get(facts["kind"], facts["kind"]))
    if entry.line is None:
        said = joined(kind, _("al %(day)s", day=format_date(date.fromisoformat(facts["day"]), "dd/MM/yyyy")))
        return [*begin, said, *[""] * 8]
    line = VolunteerLine(entry.line, facts["says"], entry)
    from_day = _("dal %(day)s", day=format_date(date.fromisoformat(facts["effective_on"]), "dd/MM/yyyy"))
    name, *rest = _who(line)
    end = joined(line.day_words("ended_on"), line.end_words)
    return [*begin, joined(kind, from_day, facts.get("why", "")), str(line.number), name, *rest, end]


def _who(line: VolunteerLine) -> list[str]:
    return [
        line.name,
        str(line.says.get("tax_code", "")),
        line.birth,
        joined(*line.home),
        line.section,
        line.day_words("started_on"),
    ]
