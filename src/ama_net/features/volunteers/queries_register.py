"""Reading the registro dei volontari: as it was written on a day, who was a volunteer on a day, its numbered entries.

*Written* goes by when an entry was written: what the register said that evening. *In force* goes by the day an entry has
effect: who was a volunteer then, as known today, corrections included.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, select

from ama_net.features.volunteers.register import REGISTER
from ama_net.features.volunteers.register_words import SECTIONS, SERVICE_ENDS
from ama_net.foundation.web.listing import Column, Filter, Listing
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.registers import SAYS, BookLine, search_lines

lines_written, lines_in_force, history_of = REGISTER.lines_written, REGISTER.lines_in_force, REGISTER.history_of


@dataclass(frozen=True)
class VolunteerLine(BookLine):
    """A line of the registro dei volontari."""

    @property
    def volunteer_id(self) -> str:
        """Whose line it is: the stretch of service."""
        return str(self.entry.facts["volunteer"])

    @property
    def section(self) -> str:
        """The section, in words."""
        return str(SECTIONS.get(self.says.get("section", ""), ""))

    @property
    def home(self) -> list[str]:
        """The residence, and the domicile where it is another."""
        return [self.says[part] for part in ("residence", "domicile") if self.says.get(part)]

    @property
    def end_words(self) -> str:
        """Why the service ended, in words."""
        reason = self.says.get("end_reason")
        return str(SERVICE_ENDS.get(reason, reason)) if reason else ""


def as_written(entries: Iterable[LedgerEntry]) -> list[VolunteerLine]:
    """Entries as lines of the register."""
    return REGISTER.as_written(entries, VolunteerLine)


def in_force(entries: Sequence[Any], day: date, *, upto: int | None = None) -> list[VolunteerLine]:
    """The lines with what held on ``day`` (by entry ``upto``), from their last entries: one query for all of them."""
    return REGISTER.in_force(entries, day, VolunteerLine, upto=upto)


def entries_between(first: int, last: int) -> Select[LedgerEntry]:
    """The entries from one number to another, in order."""
    return (
        select(LedgerEntry)
        .where(REGISTER.is_entry(), LedgerEntry.number.between(first, last))
        .order_by(LedgerEntry.number)
    )


STATES = {"in": _l("In servizio"), "out": _l("Cessati")}


def _is(state: str) -> ColumnElement[bool]:
    is_in: ColumnElement[bool] = SAYS["ended_on"].astext.is_(None)
    return is_in if state == "in" else ~is_in


def _of_section(section: str) -> ColumnElement[bool]:
    is_one: ColumnElement[bool] = SAYS["section"].astext == section
    return is_one


BOOK = Listing(
    Column("number", _l("N."), sort=LedgerEntry.line, numeric=True),
    Column("name", _l("Chi")),
    Column("residence", _l("Residenza o domicilio")),
    Column("section", _l("Sezione")),
    Column("started", _l("Inizio")),
    Column("ended", _l("Cessazione")),
    filters=(
        Filter("sezione", _l("Sezione"), where=_of_section, options=SECTIONS, counted=False),
        Filter("stato", _l("Chi"), where=_is, options=STATES, counted=False),
    ),
    search=search_lines,
    order="number",
    count_to=1000,
)
"""The pages of the register: its lines in the order of their numbers."""
