"""What other rooms ask of the libro soci, without knowing the room that keeps it: how many members on a day."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from ama_net.foundation.database import db
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.registers.counting import holding
from ama_net.kernel.registers.lines import SAYS

NAME, BEGINS, BODY = "members", "admitted_on", "body"


@dataclass(frozen=True)
class Members:
    """How many people and how many bodies."""

    people: int
    bodies: int

    @property
    def all(self) -> int:
        """People and bodies together."""
        return self.people + self.bodies


def members_in_register(day: date) -> Members | None:
    """Who was a member on a day, as known today; None when the book is not kept here."""
    held = holding(NAME, BEGINS, day)
    if held is None:
        return None
    is_body = SAYS[BODY].astext.is_not(None)
    found = select(is_body, func.count(LedgerEntry.number)).where(*held).group_by(is_body)
    counted = {bool(row[0]): row[1] for row in db.session.execute(found)}
    return Members(counted.get(False, 0), counted.get(True, 0))
