"""Which lines of a register hold on a day, as known today: what rooms that do not keep it may count."""

from datetime import date

from sqlalchemy import ColumnElement, func, or_, select

from ama_net.foundation.database import db
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.registers.lines import SAYS


def holding(name: str, begins: str, day: date) -> tuple[ColumnElement[bool], ...] | None:
    """The conditions that an entry is the last word on its line and the line holds on a day; None: no register here.

    Args:
        name: the ledger's.
        begins: the part of a line that says its first day; ``ended_on`` is the first day it does not hold any more.
    """
    lines = (LedgerEntry.ledger == name, LedgerEntry.line.is_not(None))
    if db.session.scalars(select(LedgerEntry.number).where(*lines).limit(1)).first() is None:
        return None
    latest = select(func.max(LedgerEntry.number)).where(*lines).group_by(LedgerEntry.line)
    text, ended = day.isoformat(), SAYS["ended_on"].astext
    held = (text >= SAYS[begins].astext, or_(ended.is_(None), text < ended))
    return (LedgerEntry.ledger == name, LedgerEntry.number.in_(latest), *held)
