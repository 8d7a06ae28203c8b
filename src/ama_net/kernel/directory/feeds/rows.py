"""Which published groups a feed shows, and the number that tells whether anything has changed since."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, select

from ama_net.foundation.database import db
from ama_net.kernel.directory.feeds.whose import Whose
from ama_net.kernel.directory.models import Listing, listing_stamp
from ama_net.kernel.directory.pairs import DOUBLES, in_the_portal

OPEN = ("active", "starting")
CLOSED_FOR_NOW = "suspended"

NOT_TOLD = {"words", "terms", "summary", "day_parts", "audience_keys", "weekdays"}
"""Columns made for the search: the others say the same."""

COLUMNS = tuple(column for column in Listing.__table__.columns if column.key not in NOT_TOLD)

FEW = tuple(column for column in COLUMNS if column.key not in {"audiences", "promoters", "sort_name"})
"""What the feeds of when and where need: reading ten thousand groups takes as long as what is read of them."""

Published = Row[*tuple[Any, ...]]


def published(whose: Whose, columns: Sequence[Any] = COLUMNS) -> Select[*tuple[Any, ...]]:
    """Every published group of an association; on the portal, those its association lets be there."""
    statement: Select[*tuple[Any, ...]] = select(*columns)
    if whose.tenant_id is not None:
        return statement.where(Listing.tenant_id == whose.tenant_id)
    return statement.where(in_the_portal())


def confirmed(states: Sequence[str] = OPEN) -> Any:
    """Groups of peers somebody of the association has spoken with, and no examples: those that may be handed on."""
    return and_(
        Listing.kind == "group",
        Listing.status.in_(states),
        Listing.confirmed_on.is_not(None),
        ~Listing.is_example,
    )


def told_when_and_where() -> Any:
    """Of those, the ones that may be told with place, day and hour.

    Suspended ones too: these formats can say "closed for now", and who knows the group must not believe that it is no more.
    """
    return and_(confirmed((*OPEN, CLOSED_FOR_NOW)), ~Listing.hides_place)


def seal_of(whose: Whose) -> int | None:
    """One number that is new after every change of what is published; None when nobody has ever published anything."""
    statement = select(func.bit_xor(listing_stamp.c.stamp))
    if whose.tenant_id is not None:
        statement = statement.where(listing_stamp.c.tenant_id == whose.tenant_id)
    found: int | None = db.session.execute(statement).scalar()
    return found


def seals_by_association(whose: Whose) -> dict[UUID, int]:
    """The same for each association."""
    statement = select(listing_stamp.c.tenant_id, func.bit_xor(listing_stamp.c.stamp).label("seal")).group_by(
        listing_stamp.c.tenant_id
    )
    if whose.tenant_id is not None:
        statement = statement.where(listing_stamp.c.tenant_id == whose.tenant_id)
    return {row.tenant_id: row.seal for row in db.session.execute(statement)}


def hidden_by_association(whose: Whose) -> dict[UUID, frozenset[UUID]]:
    """The entries that the portal leaves out. Which one of two is left out may turn on what the other association does."""
    found: dict[UUID, set[UUID]] = {}
    if whose.is_portal:
        statement = select(Listing.tenant_id, Listing.group_id).join(DOUBLES, DOUBLES.c.hidden == Listing.group_id)
        for tenant, group in db.session.execute(statement):
            found.setdefault(tenant, set()).add(group)
    return {tenant: frozenset(groups) for tenant, groups in found.items()}


def rows_by_association(whose: Whose, tenants: Iterable[UUID]) -> dict[UUID, list[Published]]:
    """What some associations tell of when and where, in an order that stays."""
    found: dict[UUID, list[Published]] = {tenant: [] for tenant in tenants}
    if found:
        statement = published(whose, FEW).where(told_when_and_where(), Listing.tenant_id.in_(list(found)))
        for row in db.session.connection().execute(statement.order_by(Listing.group_id)):
            found[row.tenant_id].append(row)
    return found
