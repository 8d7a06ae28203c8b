"""The statements that were read and their lines, as the office reads them."""

from collections.abc import Iterable
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from ama_net.foundation.database import db
from ama_net.foundation.money import euros
from ama_net.foundation.web.listing import Column, Filter, Listing
from ama_net.kernel.payments.models import MoneyDirection, Payment, PaymentState
from ama_net.kernel.payments.models_statements import LineState, StatementImport, StatementLine
from ama_net.kernel.payments.purposes import all_purposes
from ama_net.kernel.payments.queries import all_accounts
from ama_net.kernel.payments.references import find_references
from ama_net.kernel.payments.statement_words import FORMATS, LINE_REASONS, LINE_STATES

_WAYS = {"in": _l("Entrate"), "out": _l("Uscite")}
_DONE = {"no": _l("In uso"), "yes": _l("Annullati")}


def all_statements() -> Select[StatementImport]:
    """Every file that was read, with its account."""
    return select(StatementImport).options(joinedload(StatementImport.account))


def lines_of(import_id: UUID) -> Select[StatementLine]:
    """The lines of a file, with the movements they became."""
    return (
        select(StatementLine).where(StatementLine.import_id == import_id).options(selectinload(StatementLine.payments))
    )


def line_counts(import_ids: Iterable[UUID]) -> dict[UUID, dict[str, int]]:
    """How many lines of some files are in each state: one question."""
    counted = (
        select(StatementLine.import_id, StatementLine.state, func.count())
        .where(StatementLine.import_id.in_(list(import_ids)))
        .group_by(StatementLine.import_id, StatementLine.state)
    )
    found: dict[UUID, dict[str, int]] = {}
    for import_id, state, many in db.session.execute(counted):
        found.setdefault(import_id, {})[state] = many
    return found


def how_many_to_do(import_id: UUID | None = None) -> int:
    """How many lines (of a file) wait for somebody to say what they are."""
    waiting = select(func.count()).where(StatementLine.state == LineState.TO_DO)
    if import_id is not None:
        waiting = waiting.where(StatementLine.import_id == import_id)
    return db.session.scalar(waiting) or 0


def paid_before(line: StatementLine) -> list[Payment]:
    """What came already, from elsewhere, for what a line quotes: its reference was used twice, or the line was written before."""
    references = find_references(f"{line.words or ''} {line.counterparty or ''}") if line.amount_cents > 0 else []
    if not references:
        return []
    rows = [
        (kind, row_id)
        for kind, purpose in all_purposes().items()
        if purpose.quoted is not None
        for row_id in purpose.quoted(references)
    ]
    came = select(Payment).where(
        tuple_(Payment.about_kind, Payment.about_id).in_(rows),
        Payment.direction == MoneyDirection.IN,
        Payment.state == PaymentState.RECEIVED,
        Payment.line_id.is_distinct_from(line.id),
    )
    return list(db.session.scalars(came.order_by(Payment.on_day, Payment.id)))


def _direction(value: str) -> ColumnElement[bool]:
    return StatementLine.amount_cents > 0 if value == "in" else StatementLine.amount_cents < 0


def _undone(value: str) -> ColumnElement[bool]:
    return StatementImport.undone_at.is_not(None) if value == "yes" else StatementImport.undone_at.is_(None)


def _accounts() -> list[tuple[UUID, str]]:
    return [(account.id, account.label) for account in all_accounts() if account.iban]


STATEMENTS = Listing(
    Column("created_at", _l("Caricato"), sort=StatementImport.created_at),
    Column("account", _l("Conto"), value=lambda one: one.account.label),
    Column("days", _l("Giorni"), sort=StatementImport.first_day),
    Column("lines", _l("Righe"), value=lambda one: one.lines_read - one.lines_known, numeric=True),
    Column("to_do", _l("A che punto è")),
    filters=(
        Filter("account", _l("Conto"), StatementImport.account_id, options=_accounts, parse=UUID),
        Filter("kind", _l("Formato"), StatementImport.kind, FORMATS),
        Filter("undone", _l("Stato"), where=_undone, options=_DONE),
    ),
    order="-created_at",
)

LINES = Listing(
    Column("booked_on", _l("Giorno"), sort=StatementLine.booked_on),
    Column("counterparty", _l("Chi")),
    Column("words", _l("Testo della banca")),
    Column(
        "amount",
        _l("Importo"),
        value=lambda line: euros(line.amount_cents),
        sort=StatementLine.amount_cents,
        numeric=True,
    ),
    Column("state", _l("Stato"), value=lambda line: LINE_STATES[line.state]),
    filters=(
        Filter("state", _l("Stato"), StatementLine.state, LINE_STATES),
        Filter("way", _l("Verso"), where=_direction, options=_WAYS),
        Filter("why", _l("Perché da parte"), StatementLine.ignored_why, LINE_REASONS),
    ),
    order="booked_on",
)
