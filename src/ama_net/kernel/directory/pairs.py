"""Pairs: a group that two associations list. It is proposed to both; once both have said yes, the portal shows it once.

An association reaches only its own pairs, and of the other side reads what everybody may. Which of the two is shown:
the one confirmed last; confirmed the same day, the one written down first (the view ``network.doubles``). An answer gives
both associations a new stamp, so that every process's directory follows at the next search. It holds while both entries
have the name, the municipality and the kind they had when it was given; then it is asked again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, column, func, select, table, text

from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.directory.models import Listing

DOUBLES = table("doubles", column("hidden"), column("shown"), schema="network")


@dataclass(frozen=True)
class Double:
    """An entry the portal leaves out, the entry shown in its stead, and where the first one is."""

    shown: UUID
    tenant_name: str
    host: str
    slug: str


@dataclass(frozen=True)
class Pair:
    """Two entries that may be one group, as one of their associations sees them; answers are None until given."""

    id: UUID
    mine: Listing
    theirs: Listing
    my_answer: bool | None
    their_answer: bool | None
    likeness: float
    found_at: datetime
    outdated: bool
    """Whether an answer was given about the groups as they were, with another name or elsewhere: it no longer counts."""

    @property
    def joined(self) -> bool:
        """Whether both said that it is one group."""
        return bool(self.my_answer and self.their_answer)


def in_the_portal() -> ColumnElement[bool]:
    """What the portal shows: what its association lets be there, and of a group listed by two, one entry."""
    return and_(Listing.in_portal, Listing.group_id.not_in(select(DOUBLES.c.hidden)))


def doubles_shown_once() -> Mapping[UUID, Double]:
    """The entries that the portal leaves out. One listed by three associations leads to the one that is shown."""
    rows = db.session.execute(
        select(DOUBLES.c.hidden, DOUBLES.c.shown, Listing.tenant_name, Listing.host, Listing.slug)
        .join(Listing, Listing.group_id == DOUBLES.c.hidden)
        .order_by(DOUBLES.c.hidden, DOUBLES.c.shown)
    ).all()
    shown_by: dict[UUID, UUID] = {row.hidden: row.shown for row in rows}
    return {row.hidden: Double(_last(row.shown, shown_by), row.tenant_name, row.host, row.slug) for row in rows}


def _last(shown: UUID, shown_by: Mapping[UUID, UUID]) -> UUID:
    # Who is shown was confirmed later than who is hidden, so this comes to an end.
    while shown in shown_by:
        shown = shown_by[shown]
    return shown


def find_pairs() -> int:
    """Look for groups of this association that another lists too; how many wait for its answer."""
    return int(db.session.execute(text("SELECT network.find_pairs()")).scalar_one())


def my_pairs() -> list[Pair]:
    """This association's pairs of which both sides are published: those to answer first, the most alike first."""
    rows = db.session.execute(text("SELECT * FROM network.my_pairs()")).all()
    published = _published({row.my_group for row in rows} | {row.their_group for row in rows})
    pairs = [_pair(row, published) for row in rows if {row.my_group, row.their_group} <= published.keys()]
    return sorted(pairs, key=lambda pair: (pair.my_answer is not None, -pair.likeness, pair.mine.sort_name))


def _published(groups: set[UUID]) -> dict[UUID, Listing]:
    found = db.session.scalars(
        select(Listing).where(Listing.group_id.in_(groups), Listing.in_portal, ~Listing.hides_place)
    )
    return {row.group_id: row for row in found}


def _pair(row: Row[tuple[object, ...]], published: Mapping[UUID, Listing]) -> Pair:
    mine, theirs = published[row.my_group], published[row.their_group]
    return Pair(row.id, mine, theirs, row.my_answer, row.their_answer, row.likeness, row.found_at, row.outdated)


def answer_pair(pair_id: UUID, *, same: bool, by: Actor) -> bool:
    """Say whether the two are one group; may be said again otherwise. False when this association has no such pair.

    Who may: the office with GROUPS_EDIT. When both associations have said yes the portal shows one entry; when one of
    them changes its mind, withdraws its group, renames or moves it, both are shown again.
    """
    group = db.session.execute(select(func.network.answer_pair(pair_id, same))).scalar()
    if group is None:
        return False
    record(by=by, verb="group.joined" if same else "group.kept_apart", subject=("groups", group))
    return True
