"""What an audience means on the day it is read: its lists, its filters, and whether it may be at all.

Read when a newsletter begins and kept with it (``Newsletter.meant``): writing its recipients down takes a while, and what the
office closes, unshares or sends in the meantime must not change for whom the rest of it is.
"""

import hashlib
import json
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from ama_net.across.newsletters.audience import Audience
from ama_net.across.newsletters.audience_people import queries_of
from ama_net.across.newsletters.interests import NOTHING, as_mask
from ama_net.across.newsletters.models import Newsletter, NewsletterList
from ama_net.across.newsletters.models.newsletters import NewsletterState
from ama_net.foundation.database import db

NOT_BEGUN = (NewsletterState.DRAFT, NewsletterState.REVIEW, NewsletterState.SCHEDULED)


class Meaning(BaseModel):
    """An audience made ready. ``chosen`` and ``left_out`` are masks of lists, ``asked`` and ``not_asked`` what filters ask.

    ``nobody``: it cannot be (``faults_of``). ``newsletters`` left out are those that had begun.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    parts: Audience
    nobody: bool = False
    chosen: str = NOTHING
    left_out: str = NOTHING
    asked: list[str] = []
    not_asked: list[str] = []
    newsletters: list[UUID] = []

    @classmethod
    def of(cls, newsletter: Newsletter) -> Self:
        """What the audience of a newsletter meant when it began; before that, what it means now."""
        if newsletter.meant:
            return cls.model_validate(newsletter.meant)
        return cls.now(Audience.of(newsletter.audience))

    @classmethod
    def now(cls, audience: Audience) -> Self:
        """What an audience means now. A list that is closed is written to no more, and is still left out."""
        lists, without = lists_in(audience), audience.without
        chosen = [lists[key].number for key in audience.lists if key in lists and lists[key].closed_at is None]
        begun = select(Newsletter.id).where(Newsletter.id.in_(without.newsletters), Newsletter.state.not_in(NOT_BEGUN))
        return cls(
            parts=audience,
            nobody=mixes(audience, lists),
            chosen=as_mask(chosen),
            left_out=as_mask(lists[key].number for key in without.lists if key in lists),
            asked=queries_of(audience.saved),
            not_asked=queries_of(without.saved),
            newsletters=list(db.session.scalars(begun)) if without.newsletters else [],
        )

    @property
    def digest(self) -> bytes:
        """The same as long as the same people are meant.

        Not of newsletters left out: that they have begun since is what leaving them out said.
        """
        said = self.model_dump(mode="json", exclude={"newsletters", "asked", "not_asked"})
        asked = [sorted(self.asked), sorted(self.not_asked)]
        return hashlib.sha256(json.dumps([said, asked], sort_keys=True).encode()).digest()

    @property
    def by_lists_alone(self) -> bool:
        """Whether who is meant is told by what they chose, and by nothing else."""
        return self.chosen != NOTHING and not self.parts.everybody and not self.parts.says_who

    def to_json(self) -> dict[str, Any]:
        """For the database, while recipients are written down."""
        return self.model_dump(mode="json", exclude_defaults=True)

    def written_down(self) -> dict[str, Any]:
        """For the database from then on: what filters ask is looked at no more, and may hold a name."""
        return self.model_dump(mode="json", exclude_defaults=True, exclude={"asked", "not_asked"})


def touches_secret(audience: Audience, lists: dict[UUID, NewsletterList]) -> bool:
    """Whether a list that tells an interest is in it or left out, or a newsletter that went to one is."""
    if any(one.confidential for one in lists.values()):
        return True
    if not audience.without.newsletters:
        return False
    went = select(Newsletter.id).where(Newsletter.id.in_(audience.without.newsletters), Newsletter.confidential)
    return db.session.scalar(went.limit(1)) is not None


def mixes(audience: Audience, lists: dict[UUID, NewsletterList]) -> bool:
    """Whether such a list is beside anything else."""
    by_themselves = all(key in lists and lists[key].confidential for key in audience.lists)
    alone = by_themselves and not audience.everybody and not audience.says_who and audience.without.is_empty
    return not alone and touches_secret(audience, lists)


def lists_in(audience: Audience) -> dict[UUID, NewsletterList]:
    """The lists that are in it or left out, by id."""
    ids = [*audience.lists, *audience.without.lists]
    found = db.session.scalars(select(NewsletterList).where(NewsletterList.id.in_(ids))) if ids else ()
    return {one.id: one for one in found}
