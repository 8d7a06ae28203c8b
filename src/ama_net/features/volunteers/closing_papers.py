"""The papers of a closing and of loose sheets: bytes, made from entries and lines; nothing is written here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from flask_babel import format_date
from flask_babel import gettext as _
from pypdf import PdfReader, PdfWriter

from ama_net.features.volunteers.queries_register import VolunteerLine
from ama_net.features.volunteers.register_print import TEMPLATE, entries_table, lines_table, paper_of
from ama_net.foundation.pdf import render_pdf
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.registers.paper import Head, page_words, seal_words, whose_book

VOID = "volunteers/pdf/void_page.typ"


@dataclass(frozen=True)
class Layout:
    """How loose sheets are printed: from which page, on both sides or one, on sheets that have their heading already."""

    first_page: int
    both_sides: bool = False
    headed: bool = False


def closing_pdf(day: date, entries: Sequence[LedgerEntry], lines: Sequence[VolunteerLine], head: Head | None) -> bytes:
    """The closing of the register at the end of a day: its numbered entries, then every line in force, then the head."""
    words = format_date(day, "d MMMM y")
    tables = [
        entries_table(entries, title=_("Registrazioni comprese in questa chiusura")),
        lines_table(lines, title=_("Chi fa volontariato il %(day)s", day=words)),
    ]
    data = paper_of(
        _("Registro dei volontari, chiusura"), _("A tutto il %(day)s", day=words), tables, seal=seal_words(head)
    )
    return render_pdf(TEMPLATE, data)


def sheets_pdf(entries: Sequence[LedgerEntry], layout: Layout) -> tuple[bytes, int]:
    """Entries on pre-stamped loose sheets; gives the file and its last page.

    The association and the page's number are on each page, unless the sheets have them already, and no side stays blank: on
    one side only, the back of each sheet is voided; on both, the last back where it is left over. A sheet begins on its front.
    """
    span = _("Registrazioni dalla n. %(first)s alla n. %(last)s", first=entries[0].number, last=entries[-1].number)
    data = paper_of(_("Registro dei volontari"), span, [entries_table(entries)], seal=[], first_page=layout.first_page)
    data |= {"of_pages": False, "step": 1 if layout.both_sides else 2, "headed": layout.headed}
    written = render_pdf(TEMPLATE, data)
    count, first = len(PdfReader(BytesIO(written)).pages), layout.first_page
    if not layout.both_sides:
        voided = [first + 2 * place + 1 for place in range(count)]
        return _with_voided(written, _void_pdf(voided, headed=layout.headed), each=True), voided[-1]
    if count % 2 == 0:
        return written, first + count - 1
    return _with_voided(written, _void_pdf([first + count], headed=layout.headed), each=False), first + count


def blank_sheets_pdf(first_page: int, last_page: int) -> bytes:
    """Sheets to be stamped before use: the association and the page's number on each, and nothing else."""
    return _plain_pages(range(first_page, last_page + 1), voided="", headed=False)


def _void_pdf(pages: Sequence[int], *, headed: bool) -> bytes:
    return _plain_pages(pages, voided=_("Pagina annullata"), headed=headed)


def _plain_pages(pages: Sequence[int], *, voided: str, headed: bool) -> bytes:
    data = {**whose_book(), **page_words(), "title": _("Registro dei volontari"), "voided": voided, "headed": headed}
    return render_pdf(VOID, {**data, "pages": list(pages)})


def _with_voided(written: bytes, voided: bytes, *, each: bool) -> bytes:
    """Voided pages after each page, or after the last. For a printer: it carries no reading order."""
    made, pages, voids = PdfWriter(), PdfReader(BytesIO(written)).pages, list(PdfReader(BytesIO(voided)).pages)
    for page in pages:
        made.add_page(page)
        if each:
            made.add_page(voids.pop(0))
    for page in voids:
        made.add_page(page)
    made.add_metadata({"/Title": _("Registro dei volontari")})
    out = BytesIO()
    made.write(out)
    return out.getvalue()
