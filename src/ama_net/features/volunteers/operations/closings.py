"""Closing the register, keeping what was signed, printing on loose sheets: each is written once and never changed.

Locks: the register first (its head must not move while it is closed), then documents, then its chain.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from uuid_utils.compat import uuid7

from ama_net.features.volunteers.closing_papers import Layout, closing_pdf, sheets_pdf
from ama_net.features.volunteers.models import ClosingFile, RegisterClosing, SheetPrinting
from ama_net.features.volunteers.queries_closings import last_closing, made_by_form, next_sheet
from ama_net.features.volunteers.queries_register import VolunteerLine, entries_between, in_force, lines_in_force
from ama_net.features.volunteers.register import REGISTER, EntryKind, hold_register
from ama_net.features.volunteers.signed_files import MEDIA_TYPES, read_signed_file
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import LedgerEntry, record
from ama_net.kernel.documents import File, body_of, keep_document
from ama_net.kernel.people import WrongFact
from ama_net.kernel.registers.paper import Head, head_on
from ama_net.kernel.tenancy import current_tenant

DOCUMENT = "register"
"""The kind of these documents."""

MOST_ON_SHEETS = 5000
"""How many entries one printing takes: some hundred pages."""


def check_day(day: date) -> None:
    """The day of a closing.

    Raises:
        WrongFact: it is to come, before that of the last closing, that of the last closing with no line written since, or
            the register has no entries yet.
    """
    if day > today():
        raise WrongFact("day", _l("Questo giorno deve ancora finire: si chiude a tutto oggi, o prima."))
    last = last_closing()
    if last is not None and day < last.day:
        raise WrongFact("day", _l("C'è già una chiusura di un giorno che viene dopo."))
    if head_on(REGISTER, day) is None:
        raise WrongFact("day", _l("A quel giorno il registro non aveva ancora registrazioni."))
    if last is not None and day == last.day and not what_is_closed(day).new_lines:
        raise WrongFact("day", _l("Non c'è niente di nuovo dall'ultima chiusura."))


@dataclass(frozen=True)
class ToClose:
    """What a closing holds: its head, the entries since the last closing, the lines in force on the evening of its day."""

    head: Head
    entries: Sequence[LedgerEntry]
    lines: Sequence[VolunteerLine]

    @property
    def new_lines(self) -> int:
        """How many of the entries are lines of the register: the others are closings, and files put beside them."""
        return sum(entry.line is not None for entry in self.entries)


def what_is_closed(day: date) -> ToClose:
    """What a closing of a day would hold; the register has entries on that day (``check_day``)."""
    last, head = last_closing(), head_on(REGISTER, day)
    assert head is not None  # checked
    entries = db.session.scalars(entries_between(last.last_entry + 1 if last else 1, head.number)).all()
    held = lines_in_force(day, upto=head.number).order_by(LedgerEntry.line)
    return ToClose(head, entries, in_force(list(db.session.scalars(held)), day, upto=head.number))


def close_register(day: date, *, by: Actor, form_key: UUID | None = None) -> RegisterClosing:
    """Close the register at the end of a day: a PDF of its entries since the last closing and of the lines in force. Flushed.

    Both are read from the entries up to the head it seals, so it can be drawn again from its own entries alone.

    Its SHA-256 is kept in the row, in the audit and in the chain itself, as an entry of kind ``closing``: whoever alters the
    row or the file is found. A closing is never replaced; another may follow. A form sent twice (``form_key``) makes one.
    Who may: the office with VOLUNTEERS_EDIT. It is
    what codice civile art. 2215-bis wants signed and time-stamped once a year; this does neither.

    Raises:
        WrongFact: as ``check_day``.
    """
    hold_register()
    if already := made_by_form(RegisterClosing, form_key):
        return already
    check_day(day)
    last, closed = last_closing(), what_is_closed(day)
    head, entries, lines = closed.head, closed.entries, closed.lines
    first = last.last_entry + 1 if last else 1
    file = File(f"registro-volontari-chiusura-{day.isoformat()}.pdf", closing_pdf(day, entries, lines, head))
    title = _("Registro dei volontari, chiusura a tutto il %(day)s", day=format_date(day, "d MMMM y"))
    closing = RegisterClosing(id=uuid7(), day=day, first_entry=first, last_entry=head.number, lines=len(lines))
    document = keep_document(file, title=title, kind=DOCUMENT, by=by, dated_on=day, about=closing)
    sha256 = hashlib.sha256(file.body).hexdigest()
    closing.head_mac, closing.sha256 = head.mac, sha256
    closing.entry = REGISTER.append([_closing_facts(closing)]).start
    closing.document_id, closing.made_by, closing.form_key = document.id, by.account_id, form_key
    db.session.add(closing)
    db.session.flush()
    said = {"day": day.isoformat(), "sha256": sha256}
    record(by=by, verb="volunteers_register.closed", subject=closing, changes=said)
    return closing


def keep_signed_file(closing: RegisterClosing, name: str, body: bytes, *, by: Actor) -> ClosingFile:
    """Keep a signed or time-stamped file beside a closing, with its own SHA-256 and what could be told of it. Flushed.

    Several may be kept (signatures of two people, a stamp of the signed file); none replaces another. The chain holds the
    SHA-256 of each, as an entry of kind ``signed``. Who may: as above.

    Raises:
        NotTheClosing: it is of another kind, unsigned, or plainly of another document.
    """
    hold_register()
    beside = [body_of(one.document.versions[-1]) for one in closing.files]
    paper = body_of(closing.document.versions[-1])
    signed = read_signed_file(name, body, closing=paper, beside=beside)
    file_name = f"registro-volontari-chiusura-{closing.day.isoformat()}.{signed.kind}"
    file = File(file_name, body, MEDIA_TYPES[signed.kind])
    title = _("%(title)s, file firmato o marcato", title=closing.document.title)
    document = keep_document(file, title=title, kind=DOCUMENT, by=by, dated_on=today(), about=closing)
    kept = ClosingFile(closing_id=closing.id, document_id=document.id, kind=signed.kind, match=signed.match)
    kept.sha256, kept.uploaded_by = hashlib.sha256(body).hexdigest(), by.account_id
    db.session.add(kept)
    REGISTER.append([_signed_facts(closing, kept)])
    db.session.flush()
    db.session.expire(closing, ["files"])
    said = {"kind": signed.kind.value, "match": signed.match.value, "sha256": kept.sha256}
    record(by=by, verb="volunteers_register.signed", subject=closing, changes=said)
    return kept


def lay_sheets(first: int, last: int, layout: Layout) -> tuple[bytes, int]:
    """The file of entries on loose sheets, to be looked at: nothing is remembered. Gives it with its last page.

    Raises:
        WrongFact: there are no such entries, or too many.
    """
    if last < first:
        raise WrongFact("last_entry", _l("L'ultima registrazione viene prima della prima."))
    if last - first >= MOST_ON_SHEETS:
        raise WrongFact("last_entry", _l("Sono troppe in una volta sola: al massimo cinquemila."))
    entries: Sequence[LedgerEntry] = list(db.session.scalars(entries_between(first, last)))
    if not entries:
        raise WrongFact("first_entry", _l("Il registro non arriva a questo numero."))
    if entries[-1].number < last:
        raise WrongFact("last_entry", _l("Il registro finisce alla n. %(number)s.", number=entries[-1].number))
    return sheets_pdf(entries, layout)


def print_sheets(
    first: int, last: int, layout: Layout, *, by: Actor, skipping: bool = False, form_key: UUID | None = None
) -> SheetPrinting:
    """Lay entries on loose sheets and remember up to where: the next printing goes on from there. Flushed.

    Entries may be printed again (a sheet that was spoiled): it is one more printing, on the pages that follow. None is
    left out unless that is meant (``skipping``). A form sent twice (``form_key``) makes one. Who may: VOLUNTEERS_EDIT.

    Raises:
        WrongFact: as ``lay_sheets``; the association has no tax code to print; a page was used already; entries would be
            left out.
    """
    hold_register()
    if already := made_by_form(SheetPrinting, form_key):
        return already
    _check_sheets(first, layout, skipping=skipping)
    first_page = layout.first_page
    body, last_page = lay_sheets(first, last, layout)
    title = _("Registro dei volontari, fogli da %(first)s a %(last)s", first=first_page, last=last_page)
    file = File(f"registro-volontari-fogli-{first_page}-{last_page}.pdf", body)
    printing = SheetPrinting(id=uuid7(), first_entry=first, last_entry=last, first_page=first_page, last_page=last_page)
    document = keep_document(file, title=title, kind=DOCUMENT, by=by, about=printing)
    printing.document_id, printing.printed_by, printing.form_key = document.id, by.account_id, form_key
    db.session.add(printing)
    db.session.flush()
    said = {"entries": [first, last], "pages": [first_page, last_page]}
    record(by=by, verb="volunteers_register.printed", subject=printing, changes=said)
    return printing


def _check_sheets(first: int, layout: Layout, *, skipping: bool) -> None:
    if not current_tenant().tax_code:
        raise WrongFact("sheets", _l("Prima si scrive il codice fiscale dell'associazione, nelle impostazioni."))
    entry, page = next_sheet()
    if layout.first_page < page:
        raise WrongFact("first_page", _l("Questa pagina è già usata: si continua dalla %(page)s.", page=page))
    if first > entry and not skipping:
        words = _l("La prima non ancora sui fogli è la n. %(entry)s: per saltarne si segna la casella.", entry=entry)
        raise WrongFact("first_entry", words)


def _closing_facts(closing: RegisterClosing) -> dict[str, object]:
    return {
        "kind": EntryKind.CLOSING.value,
        "day": closing.day.isoformat(),
        "written_on": today().isoformat(),
        "entries": [closing.first_entry, closing.last_entry],
        "lines": closing.lines,
        "head": closing.head_mac,
        "sha256": closing.sha256,
    }


def _signed_facts(closing: RegisterClosing, kept: ClosingFile) -> dict[str, object]:
    return {
        "kind": EntryKind.SIGNED.value,
        "day": closing.day.isoformat(),
        "written_on": today().isoformat(),
        "closing": closing.entry,
        "sha256": kept.sha256,
    }
