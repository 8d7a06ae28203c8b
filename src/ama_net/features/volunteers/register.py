"""The registro dei volontari (D.Lgs. 117/2017 art. 17 c. 1; DM 6 October 2021): what each entry says, how it is written.

An entry of ``REGISTER`` is never changed: it holds why it was written (``kind``, ``why``), the line it is about (``line``,
the volunteer's number), the day it has effect, and in ``says`` the whole line as it stands after it. A correction is one more
entry. Non-occasional and occasional volunteers are two sections of one chain: who moves from one to the other ends a line and
begins another, with two entries of kind ``section``.
"""

from enum import StrEnum

from ama_net.features.volunteers.lines import STANDING, lines_of
from ama_net.features.volunteers.models import Volunteer
from ama_net.kernel.registers import Register
from ama_net.kernel.registers.volunteers import BEGINS, NAME

REGISTER = Register(
    NAME,
    row_key="volunteer",
    model=Volunteer,
    columns=STANDING,
    lines_of=lines_of,
    begins=BEGINS,
    follows=frozenset({"surname", "name", "tax_code", "birth_date", "birth_place", "residence", "domicile"}),
)


class EntryKind(StrEnum):
    """Why an entry was written."""

    START = "start"
    END = "end"
    SECTION = "section"
    VARIATION = "variation"
    CORRECTION = "correction"
    IMPORT = "import"
    CLOSING = "closing"
    """The register was closed: the entry is about no line, and holds the SHA-256 of the closing's file."""
    SIGNED = "signed"
    """A signed or time-stamped file was put beside a closing: about no line, it holds the closing's entry and the SHA-256."""


def hold_register() -> None:
    """Hold the register until the transaction ends: one hand writes in it at a time. Taken before any row or number."""
    REGISTER.hold()
