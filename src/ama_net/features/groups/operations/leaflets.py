"""The leaflet of a group: one at a time, put on the site by the office. Who may: the office with GROUPS_EDIT.

What is drawn in it nobody can check: of a protected group the office itself sees that it tells neither place nor hour.
"""

from hashlib import sha256
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import undefer

from ama_net.features.groups.leaflets import clean_leaflet
from ama_net.features.groups.models import Group, GroupLeaflet
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record


def leaflet_of(group_id: UUID, *, with_body: bool = False, set_aside: bool = True) -> GroupLeaflet | None:
    """The leaflet of a group; its bytes only when they are to be sent. The public has none that is set aside."""
    found = select(GroupLeaflet).where(GroupLeaflet.group_id == group_id)
    if not set_aside:
        found = found.where(GroupLeaflet.set_aside_at.is_(None))
    if with_body:
        found = found.options(undefer(GroupLeaflet.body))
    return db.session.scalars(found).one_or_none()


def put_leaflet(group: Group, content: bytes, *, title: str, words: str, by: Actor) -> GroupLeaflet:
    """Clean a file and put it in the place of the leaflet there was.

    Raises:
        UnreadableLeaflet: it cannot be shown to everybody; nothing has changed.
    """
    clean = clean_leaflet(content, title=title, words=words)
    # The row of the group orders two who send one at the same moment.
    db.session.execute(select(Group.id).where(Group.id == group.id).with_for_update())
    kept = leaflet_of(group.id)
    if kept is None:
        kept = GroupLeaflet(group_id=group.id)
        db.session.add(kept)
    kept.title, kept.words, kept.body, kept.pages = title, words, clean.body, clean.pages
    kept.size, kept.sha256 = len(clean.body), sha256(clean.body).hexdigest()
    kept.uploaded_at, kept.uploaded_by, kept.set_aside_at = now(), by.account_id, None
    db.session.flush()
    record(by=by, verb="group.leaflet_put", subject=group)
    return kept


def set_aside_leaflet(group_id: UUID, *, by: Actor) -> None:
    """Take the leaflet of a group that becomes protected off the site, until the office has looked at it."""
    kept = leaflet_of(group_id, set_aside=False)
    if kept is not None:
        kept.set_aside_at = now()
        record(by=by, verb="group.leaflet_set_aside", subject=(Group.__tablename__, group_id))


def put_back_leaflet(group: Group, *, by: Actor) -> bool:
    """Show a leaflet that was set aside: the office has seen that it tells neither place nor hour. Says whether there was one."""
    db.session.execute(select(Group.id).where(Group.id == group.id).with_for_update())
    kept = leaflet_of(group.id)
    if kept is None or kept.set_aside_at is None:
        return False
    kept.set_aside_at = None
    record(by=by, verb="group.leaflet_put", subject=group)
    return True


def remove_leaflet(group: Group, *, by: Actor) -> bool:
    """Take the leaflet off the site and forget it; says whether there was one."""
    gone = db.session.scalars(
        delete(GroupLeaflet).where(GroupLeaflet.group_id == group.id).returning(GroupLeaflet.id)
    ).all()
    if gone:
        record(by=by, verb="group.leaflet_removed", subject=group)
    return bool(gone)
