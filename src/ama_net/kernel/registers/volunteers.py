"""What other rooms ask of the registro dei volontari, without knowing the room that keeps it: how many on a day.

The law counts who is not occasional (D.Lgs. 117/2017 art. 17 c. 1): so do the RUNTS (DM 106/2020 art. 8 c. 6 lett. r) and
the shares of workers (art. 33 c. 1 and 36).
"""

from datetime import date

from sqlalchemy import func, select

from ama_net.foundation.database import db
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.registers.counting import holding
from ama_net.kernel.registers.lines import SAYS

NAME, BEGINS, REGULAR = "volunteers", "started_on", "regular"


def volunteers_in_register(day: date) -> int | None:
    """How many were non-occasional volunteers on a day, as known today; None when the register is not kept here."""
    held = holding(NAME, BEGINS, day)
    if held is None:
        return None
    found = select(func.count(LedgerEntry.number)).where(*held, SAYS["section"].astext == REGULAR)
    return db.session.scalar(found) or 0
