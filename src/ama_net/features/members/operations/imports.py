"""Importing a register of members: the file kept, its columns said, its rows read and and judged (``imports_deciding`` goes on).

Nothing is written before somebody says so, and every row ends in exactly one way. Who may: MEMBERS_IMPORT.
"""

from collections.abc import Iterator
from datetime import date
from typing import BinaryIO
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from uuid_utils.compat import uuid7

from ama_net.features.members.importing.columns import (
    FIELDS,
    find_heading,
    names_somebody,
    proposed,
    signature_of,
)
from ama_net.features.members.importing.drafts import MemberDraft
from ama_net.features.members.importing.keeping import content_of, keep_content, keep_sample, stream_of
from ama_net.features.members.importing.many import insert_many
from ama_net.features.members.importing.matching import DECISIONS, Keys, Matcher, sort_name
from ama_net.features.members.importing.reading import read_row
from ama_net.features.members.importing.vocabulary import Vocabulary, read_vocabulary
from ama_net.features.members.models import (
    MemberImport,
    MemberImportMapping,
    MemberImportRow,
    RegisterState,
)
from ama_net.foundation.clock import now, today
from ama_net.foundation.crypto import seal
from ama_net.foundation.database import db, hold
from ama_net.foundation.spreadsheets import SheetRow, UnreadableFileError, open_sheet, pack, pieces_of
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import current_tenant_id
from ama_net.kernel.tenancy.keys import data_key

READ_AT_ONCE = 1000
SAMPLE = 5


class NotNow(Exception):
    """The file is not in the state in which this can be done: somebody has already decided, or it was not read yet."""


def keep_register(*, file_name: str, content: BinaryIO, by: Actor) -> MemberImport:
    """Keep a register to be imported, once its heading was found; nothing of it is read into the members.

    Raises:
        UnreadableFileError: it cannot be read, or nothing in it looks like the heading of a register.
    """
    packed = pack(pieces_of(content))
    heading = find_heading(open_sheet(stream_of(packed)).rows())
    sample = [row for _n, row in zip(range(SAMPLE), _after(packed, heading.number), strict=False)]
    if not sample:
        raise UnreadableFileError("Il file ha i nomi delle colonne ma nessuna riga sotto.")
    kept = MemberImport(
        file_name=file_name[-200:],
        heading=heading.cells,
        heading_row=heading.number,
        signature=signature_of(heading.cells),
        requested_by=by.account_id,
    )
    keep_content(kept, packed)
    keep_sample(kept, [row.cells for row in sample])
    remembered = db.session.scalar(select(MemberImportMapping).where(MemberImportMapping.signature == kept.signature))
    kept.mapping = remembered.mapping if remembered else {"columns": proposed(heading.cells)}
    db.session.add(kept)
    db.session.flush()
    record(by=by, verb="members.import_kept", subject=kept)
    return kept


def say_columns(
    kept: MemberImport, columns: dict[str, str], *, category_id: UUID, admitted_on: date | None, by: Actor
) -> None:
    """Say which field each column is, and what to take for rows without category or admission; remembered for next time.

    Raises:
        NotNow: its rows were already read.
        WrongFact: no column says the name, or two say the same.
    """
    lock_import(kept)
    if kept.state not in (RegisterState.TO_MAP, RegisterState.UNREADABLE) or kept.content_sealed is None:
        raise NotNow
    taken = list(columns.values())
    twice = next((field for field in taken if taken.count(field) > 1), None)
    if twice:
        raise WrongFact("columns", _l("Due colonne dicono la stessa cosa: %(field)s.", field=FIELDS.get(twice, twice)))
    if not names_somebody(columns):
        raise WrongFact("columns", _l("Manca la colonna del cognome, o quella con cognome e nome."))
    if admitted_on is not None and admitted_on > today():
        raise WrongFact("admitted_on", _l("Questa data è nel futuro."))
    day = admitted_on.isoformat() if admitted_on else ""
    kept.mapping = {"columns": columns, "category_id": str(category_id), "admitted_on": day}
    kept.state, kept.error = RegisterState.READING, ""
    found = select(MemberImportMapping).where(MemberImportMapping.signature == kept.signature)
    remembered = db.session.scalar(found) or MemberImportMapping(signature=kept.signature)
    remembered.mapping, remembered.used_at = kept.mapping, now()
    db.session.add(remembered)
    record(by=by, verb="members.import_mapped", subject=kept)


class Reader:
    """Reads a kept register some hundreds of rows at a time; a new one goes on after the last row that was kept."""

    def __init__(self, import_id: UUID) -> None:
        self.import_id = import_id
        self._rows: Iterator[SheetRow] | None = None
        self._words: Vocabulary | None = None
        self._notes: list[str] = []

    def step(self) -> tuple[int, bool]:
        """Read, judge and keep the next rows; gives how many are kept in all, and whether these were the last.

        Raises:
            UnreadableFileError: the rest cannot be read.
        """
        kept = locked_import(self.import_id)
        if kept.state != RegisterState.READING:
            return kept.total, True
        batch = self._next(kept)
        keys = Keys()
        matcher = Matcher(kept.id, batch, keys)
        values = [_values(kept.id, draft, matcher, keys) for draft in batch]
        if values:
            insert_many(MemberImportRow, values)
            kept.read_to, kept.total = batch[-1].number_of_row, kept.total + len(batch)
        over = len(batch) < READ_AT_ONCE
        if over:
            kept.state, kept.read_at, kept.content_sealed = RegisterState.TO_DECIDE, now(), None
            kept.notes = self._notes + _unused(kept)
        return kept.total, over

    def _next(self, kept: MemberImport) -> list[MemberDraft]:
        if self._rows is None or self._words is None:
            stream = stream_of(content_of(kept))
            sheet = open_sheet(stream)
            self._notes = sheet.notes
            start = max(kept.heading_row, kept.read_to)
            self._rows = (row for row in sheet.rows() if row.number > start)
            day = kept.mapping.get("admitted_on", "")
            category = UUID(kept.mapping["category_id"])
            self._words = read_vocabulary(category, date.fromisoformat(day) if day else None)
        columns = kept.mapping["columns"]
        return [read_row(row, columns, self._words) for _n, row in zip(range(READ_AT_ONCE), self._rows, strict=False)]


def mark_unreadable(import_id: UUID, sentence: str) -> None:
    """Keep why the rows could not be read; what had been read of them goes."""
    kept = locked_import(import_id)
    kept.state, kept.error, kept.read_to, kept.total = RegisterState.UNREADABLE, sentence, 0, 0
    db.session.execute(delete(MemberImportRow).where(MemberImportRow.import_id == kept.id))


def _values(import_id: UUID, draft: MemberDraft, matcher: Matcher, keys: Keys) -> dict[str, object]:
    match, row_id = matcher.match(draft), uuid7()
    binding = f"{MemberImportRow.__tablename__}.draft:{current_tenant_id()}:{row_id}".encode()
    return {
        "id": row_id,
        "import_id": import_id,
        "row_number": draft.number_of_row,
        "outcome": match.outcome,
        "reasons": match.reasons,
        "tax_key": keys.of(draft.tax_code),
        "name_key": keys.of(sort_name(draft)),
        "person_id": match.person_id,
        "matched_row": match.matched_row,
        "decision": DECISIONS[match.outcome],
        "draft_sealed": seal(data_key(), draft.as_json().encode(), binding),
    }


def _after(packed: bytes, heading_row: int) -> Iterator[SheetRow]:
    return (row for row in open_sheet(stream_of(packed)).rows() if row.number > heading_row)


def _unused(kept: MemberImport) -> list[str]:
    used = kept.mapping["columns"]
    left = [head for place, head in enumerate(kept.heading) if head and str(place) not in used]
    return ["Colonne non usate: " + ", ".join(f"«{head}»" for head in left) + "."] if left else []


def lock_import(kept: MemberImport) -> None:
    """Hold an import that was already found, and read it again."""
    hold(f"members:import:{current_tenant_id()}")
    db.session.refresh(kept, with_for_update=True)


def locked_import(import_id: UUID) -> MemberImport:
    """An import, held."""
    hold(f"members:import:{current_tenant_id()}")
    found = select(MemberImport).where(MemberImport.id == import_id).with_for_update()
    return db.session.scalars(found.execution_options(populate_existing=True)).one()
