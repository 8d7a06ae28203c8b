"""A member as the list shows it: what stands in other tables is read for a whole page (or part of a file) together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ama_net.features.members.fee_states import fee_state_of
from ama_net.features.members.models import Membership, MembershipFee, MembershipTag, MemberTag
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.people.reach import Reach, reach_of


@dataclass
class ListedMember:
    """A row of the list. How they are reached is read for files only."""

    membership: Membership
    fee: MembershipFee | None = None
    tags: list[str] = field(default_factory=list)
    reach: Reach = field(default_factory=Reach)

    @property
    def id(self) -> UUID:
        """The membership's, for the boxes of the list."""
        return self.membership.id

    @property
    def fee_state(self) -> str:
        """A key of ``FEE_WORDS``."""
        return fee_state_of(self.fee)

    @property
    def birth_date(self) -> date | None:
        """Nothing for a body."""
        return self.membership.person.birth_date if self.membership.person else None

    @property
    def tax_code(self) -> str | None:
        """Of the person or body."""
        owner = self.membership.person or self.membership.organisation
        return owner.tax_code if owner else None

    def own(self, key: str) -> Any:
        """The value of one of the association's own fields."""
        return self.membership.custom.get(key)


def dress(rows: Sequence[Membership]) -> list[ListedMember]:
    """A page of the list: the fee of this year and the tags, one query each."""
    listed = [ListedMember(membership) for membership in rows]
    by_id = {one.id: one for one in listed}
    for fee in _of(rows, MembershipFee, MembershipFee.membership_id, MembershipFee.year == today().year):
        by_id[fee.membership_id].fee = fee
    tagged = select(MembershipTag.membership_id, MemberTag.name).join(MemberTag, MemberTag.id == MembershipTag.tag_id)
    if by_id:
        found = tagged.where(MembershipTag.membership_id.in_(by_id)).order_by(MemberTag.name)
        for membership_id, name in db.session.execute(found):
            by_id[membership_id].tags.append(name)
    return listed


def dress_for_file(rows: Sequence[Membership]) -> list[ListedMember]:
    """A part of a file: also how each is reached and where each lives."""
    listed = dress(rows)
    reached = reach_of(
        people=[row.person_id for row in rows if row.person_id],
        bodies=[row.organisation_id for row in rows if row.organisation_id],
    )
    for one in listed:
        one.reach = reached[one.membership.person_id or one.membership.organisation_id]  # type: ignore[index]
    return listed


def _of(rows: Sequence[Membership], model: Any, column: Any, *conditions: Any) -> Sequence[Any]:
    ids = [row.id for row in rows]
    return db.session.scalars(select(model).where(column.in_(ids), *conditions)).all() if ids else []
