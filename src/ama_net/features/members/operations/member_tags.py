"""Tags: given to many members at once and taken away; a tag nobody has is forgotten by itself."""

from collections.abc import Collection
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, exists, func, select
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from ama_net.features.members.models import MembershipTag, MemberTag
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import WrongFact

LONGEST_TAG = 40


def tag_members(membership_ids: Collection[UUID], name: str, *, by: Actor) -> MemberTag:
    """Give a tag, made now if there is none of that name; who has it already keeps it.

    Raises:
        WrongFact: the name is empty or too long.
    """
    tag = _tag_to_give(name)
    if membership_ids:
        rows = [{"id": uuid7(), "membership_id": one, "tag_id": tag.id} for one in sorted(membership_ids)]
        db.session.execute(insert(MembershipTag).values(rows).on_conflict_do_nothing())
    record(by=by, verb="member.tagged", subject=tag, changes={"count": len(membership_ids)})
    return tag


def untag_members(membership_ids: Collection[UUID], tag: MemberTag, *, by: Actor) -> None:
    """Take a tag away; when nobody has it any more, it is gone."""
    gone = delete(MembershipTag).where(MembershipTag.tag_id == tag.id, MembershipTag.membership_id.in_(membership_ids))
    db.session.execute(gone)
    record(by=by, verb="member.untagged", subject=tag, changes={"count": len(membership_ids)})
    db.session.execute(delete(MemberTag).where(MemberTag.id == tag.id, ~exists().where(MembershipTag.tag_id == tag.id)))


def tag_called(name: str) -> MemberTag:
    """The tag of that name.

    Raises:
        WrongFact: there is none.
    """
    found = db.session.scalars(select(MemberTag).where(MemberTag.name == name)).one_or_none()
    if found is None:
        raise WrongFact("name", _l("Nessuno ha questa etichetta."))
    return found


def _tag_to_give(name: str) -> MemberTag:
    name = " ".join(name.split())
    if not name:
        raise WrongFact("name", _l("Scrivi l'etichetta."))
    if len(name) > LONGEST_TAG:
        raise WrongFact("name", _l("Al massimo 40 caratteri."))
    found = db.session.scalars(select(MemberTag).where(func.lower(MemberTag.name) == name.lower())).first()
    if found is None:
        found = MemberTag(name=name)
        db.session.add(found)
        db.session.flush()
    return found
