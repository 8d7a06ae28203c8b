"""Registers of the law that list people (libro soci, registro dei volontari): one piece for all of them.

A register is a ``Ledger`` whose entries are about numbered *lines*: each entry holds the whole line as it stands after it, so
what a line said on any day is read from the entries alone. A room says in a ``Register`` which of its rows the lines are
about and how they are read from the tables; writing, reading, comparing and the seal on paper are here.
"""

from ama_net.kernel.registers.checking import Check, Disagreement, check, disagreements
from ama_net.kernel.registers.lines import (
    OWNER,
    SAYS,
    BookLine,
    Line,
    among,
    any_overlap,
    changed_parts,
    end_of,
    overlap,
    rows_by_id,
    search_lines,
)
from ama_net.kernel.registers.register import NewEntry, NumberGiven, Register

__all__ = [
    "OWNER",
    "SAYS",
    "BookLine",
    "Check",
    "Disagreement",
    "Line",
    "NewEntry",
    "NumberGiven",
    "Register",
    "among",
    "any_overlap",
    "changed_parts",
    "check",
    "disagreements",
    "end_of",
    "overlap",
    "rows_by_id",
    "search_lines",
]
