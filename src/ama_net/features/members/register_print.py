"""The libro soci on paper and as a file: every line, whose book it is, as of which day, and the head of the chain."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Response
from flask_babel import format_date
from flask_babel import gettext as _

from ama_net.features.members.queries_register import MemberLine
from ama_net.features.members.register import REGISTER
from ama_net.foundation.clock import today
from ama_net.foundation.pdf import pdf_answer, render_pdf
from ama_net.foundation.web.listing import csv_answer, csv_lines
from ama_net.kernel.registers.paper import PART, head_on, joined, page_words, parts_of, seal_words, whose_book

__all__ = ["PART", "csv_of_book", "parts_of", "pdf_of_book"]

TEMPLATE = "members/pdf/register.typ"


def pdf_of_book(lines: Sequence[MemberLine], *, sense: str, day: date, part: int = 1) -> Response:
    """The book (or one part of a very long one) as A4 pages, numbered, the head of its chain at the end."""
    parts = parts_of(len(lines))
    part = min(max(part, 1), parts)
    of_part = _(" Parte %(part)s di %(parts)s.", part=part, parts=parts) if parts > 1 else ""
    said = _as_of(sense, day)
    rows = _rows(lines[(part - 1) * PART : part * PART])
    data = {**whose_book(), **said, "as_of": said["as_of"] + of_part, "columns": _columns(), "rows": rows}
    name = f"libro-soci-{day.isoformat()}" + (f"-parte-{part}" if parts > 1 else "")
    return pdf_answer(render_pdf(TEMPLATE, data), name)


def csv_of_book(lines: Sequence[MemberLine]) -> Response:
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


def _cells(line: MemberLine) -> list[Any]:
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


def _rows(lines: Sequence[MemberLine]) -> list[list[str]]:
    return [_row(line) for line in lines]


def _row(line: MemberLine) -> list[str]:
    guardians = ", ".join(line.says.get("guardians", []))
    return [
        str(line.number),
        joined(line.name, _("genitori o tutori: %(names)s", names=guardians) if guardians else ""),
        str(line.says.get("tax_code", "")),
        line.birth,
        str(line.says.get("residence", "")),
        str(line.says.get("category", "")),
        line.day_words("applied_on"),
        joined(line.day_words("admitted_on"), line.decision("resolution")),
        joined(line.day_words("ended_on"), line.end_words, line.decision("end_resolution")),
    ]


def _as_of(sense: str, day: date) -> dict[str, Any]:
    words = format_date(day, "d MMMM y")
    as_of = (
        _("Chi era socio il %(day)s, secondo quanto risulta oggi", day=words)
        if sense == "soci"
        else _("Com'era scritto il %(day)s", day=words)
    )
    return {
        **page_words(),
        "title": _("Libro degli associati"),
        "as_of": as_of,
        "seal": seal_words(head_on(REGISTER, today() if sense == "soci" else day)),
        "total": _("Righe in questa stampa:"),
    }
