"""Reading the libro soci: as it was written on a day, and who was a member on a day. Everything comes from its entries.

*Written* goes by when an entry was written: what the book said that evening. *In force* goes by the day an entry has
effect: who was a member then, as known today, corrections included.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement

from ama_net.features.members.register import REGISTER
from ama_net.features.members.register_words import END_REASONS
from ama_net.foundation.web.listing import Column, Filter, Listing
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.registers import SAYS, BookLine, search_lines

lines_written, lines_in_force, history_of = REGISTER.lines_written, REGISTER.lines_in_force, REGISTER.history_of


@dataclass(frozen=True)
class MemberLine(BookLine):
    """A line of the libro soci."""

    @property
    def membership_id(self) -> str:
        """Whose line it is."""
        return str(self.entry.facts["membership"])

    @property
    def end_words(self) -> str:
        """Why they left, in words."""
        reason = self.says.get("end_reason")
        return str(END_REASONS.get(reason, reason)) if reason else ""

    def decision(self, part: str) -> str:
        """A resolution as the book quotes it: ``n. 12/2024 del 03/05/2024``, or what an old book said."""
        day = self.day_words(f"{part}_on")
        said = str(self.says.get(part, ""))
        return _("n. %(number)s del %(day)s", number=said, day=day) if said and day else said


def as_written(entries: Iterable[LedgerEntry]) -> list[MemberLine]:
    """Entries as lines of the book."""
    return REGISTER.as_written(entries, MemberLine)


def in_force(entries: Sequence[Any], day: date) -> list[MemberLine]:
    """The lines with what held on ``day``, from their last entries (or rows of them): one query for all of them."""
    return REGISTER.in_force(entries, day, MemberLine)


STATES = {"in": _l("Soci"), "out": _l("Usciti")}


def _is(state: str) -> ColumnElement[bool]:
    is_in: ColumnElement[bool] = SAYS["ended_on"].astext.is_(None)
    return is_in if state == "in" else ~is_in


BOOK = Listing(
    Column("number", _l("N."), sort=LedgerEntry.line, numeric=True),
    Column("name", _l("Chi")),
    Column("residence", _l("Residenza o sede")),
    Column("category", _l("Categoria")),
    Column("admitted", _l("Ammissione")),
    Column("ended", _l("Uscita")),
    filters=(Filter("stato", _l("Chi"), where=_is, options=STATES, counted=False),),
    search=search_lines,
    order="number",
    count_to=1000,
)
"""The pages of the book: its lines in the order of their numbers."""
