"""What stands around the list of members: categories, tags, own fields, saved filters. One query for all of them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from ama_net.features.members.models import MemberCategory, Membership, MemberTag, OwnField, SavedFilter
from ama_net.features.members.own_values import typed_value
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor


@dataclass(frozen=True)
class ShownField:
    """One of the association's own fields, as a list and a page need it."""

    id: str
    key: str
    label: str
    kind: str
    choices: list[str]
    in_list: bool
    in_export: bool
    shown_to_member: bool


@dataclass(frozen=True)
class KeptFilter:
    """A saved filter; ``mine`` is one's own, which one may throw away."""

    id: str
    name: str
    query: str
    shared: bool
    mine: bool


@dataclass(frozen=True)
class ListFrame:
    """Categories and tags by id as text, the fields in use in their order, the filters one may open, the years."""

    categories: dict[str, str]
    tags: dict[str, str]
    fields: list[ShownField]
    filters: list[KeptFilter]
    first_year: int

    @property
    def years(self) -> list[int]:
        """The years of admission, the newest first."""
        return list(range(today().year, self.first_year - 1, -1))


def list_frame(actor: Actor) -> ListFrame:
    """What stands around the list for who looks at it: other people's filters only when they are shared."""
    row = db.session.execute(
        select(
            _array(MemberCategory, ("id", "label"), MemberCategory.position, MemberCategory.label),
            _array(MemberTag, ("id", "name"), func.lower(MemberTag.name)),
            _array(
                OwnField,
                ("id", "key", "label", "kind", "choices", "in_list", "in_export", "shown_to_member"),
                OwnField.position,
                OwnField.created_at,
                where=OwnField.removed_at.is_(None),
            ),
            _array(
                SavedFilter,
                ("id", "name", "query", "shared", "account_id"),
                func.lower(SavedFilter.name),
                SavedFilter.id,
                where=or_(SavedFilter.shared, SavedFilter.account_id == actor.account_id),
            ),
            select(func.min(Membership.admitted_on)).scalar_subquery(),
        )
    ).one()
    categories, tags, fields, filters, first = row
    return ListFrame(
        categories=dict(categories or ()),
        tags=dict(tags or ()),
        fields=[ShownField(*field) for field in fields or ()],
        filters=[KeptFilter(one[0], one[1], one[2], one[3], one[4] == str(actor.account_id)) for one in filters or ()],
        first_year=first.year if first else today().year,
    )


def own_fields() -> list[ShownField]:
    """The fields in use, in their order."""
    wanted = select(OwnField).where(OwnField.removed_at.is_(None)).order_by(OwnField.position, OwnField.created_at)
    return [
        ShownField(
            str(one.id), one.key, one.label, one.kind, one.choices, one.in_list, one.in_export, one.shown_to_member
        )
        for one in db.session.scalars(wanted)
    ]


def shown_to_member(membership: Membership) -> list[tuple[str, Any]]:
    """The fields that a member sees of themselves: label and value, those that are written."""
    found = [
        (one.label, typed_value(one.kind, membership.custom.get(one.key)))
        for one in own_fields()
        if one.shown_to_member
    ]
    return [(label, value) for label, value in found if value is not None]


def saved_filter(filter_id: UUID, actor: Actor) -> SavedFilter | None:
    """One of the actor's own filters."""
    wanted = select(SavedFilter).where(SavedFilter.id == filter_id, SavedFilter.account_id == actor.account_id)
    return db.session.scalars(wanted).one_or_none()


def _array(model: Any, names: tuple[str, ...], *order: Any, where: Any = None) -> Any:
    """The rows of a small table as one array of arrays."""
    each = func.jsonb_build_array(*(getattr(model, name) for name in names))
    wanted: Select[Any] = select(func.jsonb_agg(aggregate_order_by(each, *order)))
    return (wanted if where is None else wanted.where(where)).scalar_subquery()
