"""What an insurer is told, as files: a PDF to read, CSV and XLSX for their machines. Only what an insurer needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from ama_net.features.volunteers.insurance_words import CHANGES, COMMUNICATION_KINDS
from ama_net.features.volunteers.models import CommunicationKind, InsuranceCommunication, InsuranceDay, Section
from ama_net.features.volunteers.volunteer_words import ONE_SECTION_WORDS
from ama_net.foundation.clock import day_of
from ama_net.foundation.pdf import render_pdf
from ama_net.foundation.web.listing import csv_text, xlsx_pieces
from ama_net.foundation.web.listing.xlsx_file import MIME
from ama_net.kernel.documents import File
from ama_net.kernel.people import Person
from ama_net.kernel.registers.paper import page_words, whose_book

TEMPLATE = "volunteers/pdf/insurance.typ"
NAMES, DAYS = (7, 6, 5, 7, 8, 6, 5, 5, 5), (4, 3, 12)
"""How wide the columns are beside one another: of a list of people, and of one of days."""


@dataclass(frozen=True)
class Insured:
    """A line of the list: whose, in which section, what changes, from when and until when."""

    person: Person
    section: Section
    change: str
    first_on: date
    last_on: date


Lines = Sequence[Insured] | Sequence[InsuranceDay]


def files_of(communication: InsuranceCommunication, lines: Lines) -> list[File]:
    """The same list as PDF, XLSX and CSV."""
    name = f"assicurazione-{communication.year}-{communication.number:03}"
    titles, rows = titles_of(communication), [cells_of(line) for line in lines]
    return [
        File(f"{name}.pdf", _pdf(communication, titles, rows)),
        File(f"{name}.xlsx", b"".join(xlsx_pieces(titles, rows)), MIME),
        File(f"{name}.csv", csv_text(titles, rows).encode(), "text/csv"),
    ]


def titles_of(communication: InsuranceCommunication) -> list[str]:
    """The heads of the columns."""
    if communication.kind == CommunicationKind.DAYS:
        return [_("Giorno"), _("Numero di persone"), _("Attività")]
    people = [_("Cognome"), _("Nome"), _("Data di nascita"), _("Luogo di nascita"), _("Codice fiscale"), _("Sezione")]
    return [*people, _("Che cosa cambia"), _("Dal"), _("Al")]


def cells_of(line: Insured | InsuranceDay) -> list[Any]:
    """What a line says, a value for each column."""
    if isinstance(line, InsuranceDay):
        return [line.on_day, line.people, line.what]
    person = line.person
    about = [person.family_name, person.given_name, person.birth_date, person.birth_place, person.tax_code]
    return [*about, ONE_SECTION_WORDS[line.section], CHANGES[line.change], line.first_on, line.last_on]


def _pdf(communication: InsuranceCommunication, titles: list[str], rows: list[list[Any]]) -> bytes:
    policy = communication.policy
    made = format_date(day_of(communication.made_at), "d MMMM y")
    data = {
        **whose_book(),
        **page_words(),
        "title": _("Comunicazione all'assicuratore n. %(number)s", number=communication.number_words),
        "kind": str(COMMUNICATION_KINDS[communication.kind]),
        "facts": [
            _("A: %(insurer)s", insurer=policy.insurer_words),
            _("Polizza n. %(number)s dei volontari (D.Lgs. 117/2017 art. 18)", number=policy.number),
            _("Data: %(day)s", day=made),
        ],
        "columns": titles,
        "widths": _widths(communication),
        "rows": [[_words(value) for value in row] for row in rows],
        "total": _("Righe: %(count)s", count=len(rows)),
        "signature": _("Per l'associazione"),
    }
    return render_pdf(TEMPLATE, data)


def _widths(communication: InsuranceCommunication) -> list[int]:
    return list(DAYS if communication.kind == CommunicationKind.DAYS else NAMES)


def _words(value: Any) -> str:
    if isinstance(value, date):
        return str(format_date(value, "dd/MM/y"))
    return "" if value is None else str(value)
