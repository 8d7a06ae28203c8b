"""The libro degli associati (D.Lgs. 117/2017 art. 15 c. 1 a, art. 23): what each entry says, and how entries are written.

An entry of ``REGISTER`` is never changed: it holds why it was written (``kind``, ``why``), the line of the book it
is about (``line``, the member's number), the day it has effect, and in ``says`` the whole line as it stands after it. A
correction is one more entry. What a line said on any day is read from the entries alone, never from the tables beside them.
"""

from enum import StrEnum

from ama_net.features.members.lines import STANDING, lines_of
from ama_net.features.members.models import Membership
from ama_net.kernel.registers import NewEntry, Register

__all__ = ["ABOUT_WHO", "REGISTER", "EntryKind", "NewEntry", "hold_register", "last_lines", "write"]

ABOUT_WHO = frozenset({"surname", "name", "body", "tax_code", "birth_date", "birth_place", "residence", "guardians"})
"""The parts of a line that change with the person: the book follows with a variation. The others only operations write."""

REGISTER = Register(
    "members",
    row_key="membership",
    model=Membership,
    columns=STANDING,
    lines_of=lines_of,
    begins="admitted_on",
    follows=ABOUT_WHO,
)

hold_register, write, last_lines = REGISTER.hold, REGISTER.write, REGISTER.last_lines


class EntryKind(StrEnum):
    """Why an entry was written."""

    ADMISSION = "admission"
    READMISSION = "readmission"
    VARIATION = "variation"
    CATEGORY = "category"
    EXIT = "exit"
    CORRECTION = "correction"
    IMPORT = "import"
