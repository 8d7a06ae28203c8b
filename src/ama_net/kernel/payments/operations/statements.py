"""Bank statements: a file read into an account's lines, once; one whose columns nobody knows is kept until they are said."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, insert, select

from ama_net.foundation.clock import now, today
from ama_net.foundation.crypto import seal, unseal
from ama_net.foundation.database import db, hold
from ama_net.foundation.money import plain_amount
from ama_net.foundation.text import fold
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.payments.models import BankAccount
from ama_net.kernel.payments.models_statements import (
    StatementColumns,
    StatementFile,
    StatementImport,
    StatementLine,
)
from ama_net.kernel.payments.statements import (
    WHOLE,
    Columns,
    Fault,
    Line,
    Statement,
    UnreadableFileError,
    read_statement,
    until,
)
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.identifiers import show_iban
from ama_net.kernel.tenancy import current_tenant_id
from ama_net.kernel.tenancy.keys import data_key, keyed_digest

MOST_FAULTS = 200
"""How many are kept: a file with more was not of this bank."""
KEEP_FILES = timedelta(days=1)
LARGEST = 2_000_000_000


class _New(NamedTuple):
    """A line that enters, what tells it, and whether it may be in the account already, in other words."""

    line: Line
    digest: bytes
    is_doubtful: bool


class ColumnsUnknown(Exception):
    """The file is a table whose columns nobody can tell; ``statement`` has its headings and first rows."""

    def __init__(self, statement: Statement) -> None:
        super().__init__()
        self.statement = statement


def import_statement(
    account: BankAccount, data: bytes, name: str, *, by: Actor, mapping: Columns | None = None
) -> StatementImport:
    """Read a bank's file into an account. A line that was read before does not enter again; one that is broken is told and left out.

    One of a day to come waits for the file that tells it again. One that may have been read before in other words (its columns said otherwise, another format) enters in doubt: never certain.

    Args:
        mapping: what the columns are, as somebody said it; kept for the account's next files. None: as it was said before.

    Raises:
        ColumnsUnknown: somebody must say what the columns are.
        WrongFact: it cannot be read, it is of another account, or every line of it was read already or is of a day to come.
    """
    hold(f"payments:statements:{current_tenant_id()}:{account.id}")
    whole = _understood(account, data, name, mapping)
    _refuse_other_account(account, whole)
    statement = until(whole, today())
    if not statement.lines:
        raise WrongFact("file", _l("Nel file ci sono solo movimenti di giorni che devono ancora venire."))
    digests = line_digests(account.id, statement.lines)
    new = _new_lines(account, statement, digests)
    digest = hashlib.sha256(data).digest()
    if not new:
        _refuse_nothing_new(account, digest)
    if mapping:
        _remember(account, mapping)
    imported = _imported(account, statement, name, digest, by)
    imported.lines_known = len(statement.lines) - len(new)
    db.session.add(imported)
    _write_lines(imported, new)
    imported.faults = (_about_the_whole(imported, whole, new) + statement.faults)[:MOST_FAULTS]
    db.session.flush()
    said = {"lines": imported.lines_read, "known": imported.lines_known, "faults": len(imported.faults)}
    record(by=by, verb="statement.imported", subject=imported, changes=said)
    return imported


def line_digests(account_id: UUID, lines: Sequence[Line]) -> list[bytes]:
    """What tells each line: account, day, amount, text, and how many equal ones came before it in the file."""
    seen: Counter[str] = Counter()
    digests = []
    for line in lines:
        text = "".join(filter(str.isalnum, fold(f"{line.words}{line.counterparty}{line.bank_reference}")))
        told = f"{account_id}|{line.booked_on}|{line.amount_cents}|{text}"
        seen[told] += 1
        digests.append(keyed_digest("payments:statement-line", f"{told}|{seen[told]}"))
    return digests


def keep_file(account: BankAccount, data: bytes, name: str, *, by: Actor) -> StatementFile:
    """Keep a file, sealed, until somebody says what its columns are."""
    kept = StatementFile(account_id=account.id, file_name=name[-200:], created_by=by.account_id)
    kept.content_sealed = seal(data_key(), data, _binding(kept))
    db.session.add(kept)
    db.session.flush()
    return kept


def content_of(kept: StatementFile) -> bytes:
    """The file that was kept."""
    return unseal(data_key(), kept.content_sealed, _binding(kept))


def forget_files() -> int:
    """Delete the files that nobody explained in a day; gives how many."""
    gone = db.session.execute(delete(StatementFile).where(StatementFile.created_at < now() - KEEP_FILES))
    return int(getattr(gone, "rowcount", 0))


def columns_of(account_id: UUID) -> Columns | None:
    """What the columns of an account's file are, as somebody said it last."""
    return db.session.scalar(select(StatementColumns.mapping).where(StatementColumns.account_id == account_id))


def _understood(account: BankAccount, data: bytes, name: str, mapping: Columns | None) -> Statement:
    try:
        statement = read_statement(data, name, mapping or columns_of(account.id))
    except UnreadableFileError as error:
        raise WrongFact("file", str(error)) from error
    if not statement.is_understood:
        raise ColumnsUnknown(statement)
    if not statement.lines:
        first = f" {statement.faults[0][1]}" if statement.faults else ""
        raise WrongFact("file", _l("Nel file non c'è nessun movimento che si possa leggere.%(why)s", why=first))
    return statement


def _refuse_other_account(account: BankAccount, statement: Statement) -> None:
    if statement.iban and account.iban and statement.iban != account.iban:
        words = _l("Il file è del conto %(iban)s, non di quello scelto.", iban=show_iban(statement.iban))
        raise WrongFact("file", words)


def _refuse_nothing_new(account: BankAccount, digest: bytes) -> None:
    same = select(StatementImport.id).where(
        StatementImport.account_id == account.id, StatementImport.digest == digest, StatementImport.undone_at.is_(None)
    )
    if db.session.scalar(same.limit(1)) is not None:
        raise WrongFact("file", _l("Questo file è già stato caricato: non c'è niente di nuovo."))
    raise WrongFact("file", _l("I movimenti di questo file ci sono già tutti, da un altro file."))


def _new_lines(account: BankAccount, statement: Statement, digests: list[bytes]) -> list[_New]:
    """The lines that were never read into the account.

    In doubt are those of a day and amount that a line already in the account has, when the file does not tell that line as it was
    told before: the same movement, said in other words, would be another line.
    """
    days = StatementLine.booked_on.between(statement.first_day, statement.last_day)
    there = select(StatementLine.digest, StatementLine.booked_on, StatementLine.amount_cents)
    there = there.where(StatementLine.account_id == account.id, days)
    known = {digest: (day, cents) for digest, day, cents in db.session.execute(there)}
    told = set(digests)
    untold = {sum_of_day for digest, sum_of_day in known.items() if digest not in told}
    return [
        _New(line, digest, (line.booked_on, line.amount_cents) in untold)
        for line, digest in zip(statement.lines, digests, strict=True)
        if digest not in known
    ]


def _remember(account: BankAccount, mapping: Columns) -> None:
    kept = db.session.scalar(select(StatementColumns).where(StatementColumns.account_id == account.id))
    kept = kept or StatementColumns(account_id=account.id)
    kept.mapping, kept.updated_at = dict(mapping), now()
    db.session.add(kept)


def _imported(account: BankAccount, statement: Statement, name: str, digest: bytes, by: Actor) -> StatementImport:
    imported = StatementImport(account_id=account.id, kind=statement.kind, file_name=name[-200:], digest=digest)
    imported.first_day, imported.last_day = statement.first_day, statement.last_day
    imported.opening_cents, imported.closing_cents = (
        cents if cents is not None and abs(cents) < LARGEST else None
        for cents in (statement.opening_cents, statement.closing_cents)
    )
    imported.lines_read, imported.created_by = len(statement.lines), by.account_id
    return imported


def _write_lines(imported: StatementImport, new: list[_New]) -> None:
    """Write the lines, all in one statement."""
    db.session.flush()
    db.session.execute(insert(StatementLine), [_row(imported, one) for one in new])


def _row(imported: StatementImport, new: _New) -> dict[str, Any]:
    """A line as the table has it. The row that seals its words is never added: thousands of them would be slow."""
    row, line = StatementLine(), new.line
    row.words, row.counterparty = line.words, line.counterparty or None
    return {
        "id": row.id,
        "import_id": imported.id,
        "account_id": imported.account_id,
        "position": line.position,
        "booked_on": line.booked_on,
        "value_on": line.value_on,
        "amount_cents": line.amount_cents,
        "words_sealed": row.words_sealed,
        "counterparty_sealed": row.counterparty_sealed,
        "bank_reference": line.bank_reference,
        "digest": new.digest,
        "is_doubtful": new.is_doubtful,
        "is_gathered": line.is_gathered,
    }


def _about_the_whole(imported: StatementImport, statement: Statement, new: list[_New]) -> list[Fault]:
    """What does not add up in the file as a whole, and what it may hold twice."""
    told: list[Fault] = []
    missing = statement.missing_cents
    if missing:
        words = "I saldi del file non tornano con i suoi movimenti: la differenza è"
        told.append((WHOLE, f"{words} {plain_amount(missing)} €. Forse manca una riga."))
    if any(one.is_doubtful for one in new):
        words = (
            "Alcune righe hanno il giorno e l'importo di righe già lette da un altro file, con altre parole: "
            "possono essere gli stessi movimenti. Si guardano una per una."
        )
        return [*told, (WHOLE, words)]
    other = StatementImport
    overlapping = select(other.id).where(
        other.account_id == imported.account_id,
        other.kind != imported.kind,
        other.undone_at.is_(None),
        other.first_day <= imported.last_day,
        other.last_day >= imported.first_day,
    )
    if db.session.scalar(overlapping.limit(1)) is not None:
        words = (
            "Negli stessi giorni c'è già un file di un altro formato: gli stessi movimenti possono esserci due volte."
        )
        told.append((WHOLE, words))
    return told


def _binding(kept: StatementFile) -> bytes:
    return f"{kept.__tablename__}.content:{current_tenant_id()}:{kept.id}".encode()
