"""Numbers without gaps: one series for each kind and year (letters, resolutions, receipts).

A number is taken in the transaction that uses it and goes back with it; who else wants one waits until then. So it is
taken late: after resources and rows, before the audit's chain.
"""

from sqlalchemy import Text, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from ama_net.foundation.database import db
from ama_net.kernel.tenancy import TenantModel


class NumberSeries(TenantModel):
    """The last number given in a series (``letters``, ``receipts.fees``); ``year`` 0 for one that never begins again."""

    __tablename__ = "number_series"
    __table_args__ = (UniqueConstraint("tenant_id", "name", "year"),)

    name: Mapped[str] = mapped_column(Text)
    year: Mapped[int]
    last: Mapped[int]


def next_number(name: str, year: int = 0, *, how_many: int = 1) -> int:
    """The next number of a series, from 1; the first of ``how_many`` when several are wanted together.

    With ``how_many=0`` none is taken: it is the number that comes next, which nobody else can take before the commit.
    """
    first = insert(NumberSeries).values(id=uuid7(), name=name, year=year, last=how_many)
    last = first.on_conflict_do_update(
        index_elements=["tenant_id", "name", "year"], set_={"last": NumberSeries.last + how_many}
    ).returning(NumberSeries.last)
    return int(db.session.execute(last).scalar_one()) - how_many + 1


def reach_number(name: str, year: int = 0, *, at_least: int) -> None:
    """Let a series go on from ``at_least``, when numbers were given elsewhere (an old book); it never goes back."""
    if at_least < 1:
        return
    first = insert(NumberSeries).values(id=uuid7(), name=name, year=year, last=at_least)
    highest = func.greatest(NumberSeries.last, at_least)
    db.session.execute(
        first.on_conflict_do_update(index_elements=["tenant_id", "name", "year"], set_={"last": highest})
    )
