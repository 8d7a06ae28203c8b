"""The bodies behind a group: none, one or several, each promoting, hosting or supporting it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from ama_net.features.groups.models import Group, group_organisations
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.text import fold
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people.models import Organisation

TABLE = group_organisations.c


@dataclass(frozen=True)
class Promoter:
    """One body and what it does for the group."""

    organisation_id: UUID
    name: str
    role: str


def promoters_of(group: Group) -> list[Promoter]:
    """The bodies behind a group, those that promote it first."""
    found = (
        select(Organisation.id, Organisation.name, TABLE.role)
        .join(group_organisations, TABLE.organisation_id == Organisation.id)
        .where(TABLE.group_id == group.id)
        .order_by(TABLE.role != "promotes", TABLE.role, Organisation.sort_name)
    )
    return [Promoter(*row) for row in db.session.execute(found)]


class NotInRegister(Exception):
    """No organisation is called so, and none may be added."""


def organisation_called(name: str, *, may_add: bool = True) -> Organisation:
    """The register's organisation of that name, whatever its accents and capitals; a new one when there is none.

    Only who keeps the register (PEOPLE_EDIT) may add to it: without ``may_add``, ``NotInRegister``.
    """
    found = select(Organisation).where(Organisation.sort_name == fold(name)).order_by(Organisation.id).limit(1)
    known = db.session.scalars(found).one_or_none()
    if known is not None:
        return known
    if not may_add:
        raise NotInRegister
    made = Organisation(name=name)
    db.session.add(made)
    db.session.flush()
    return made


def add_promoter(group: Group, organisation: Organisation, role: str, *, by: Actor) -> None:
    """Say that a body promotes, hosts or supports a group; harmless to repeat. Who may: the office with GROUPS_EDIT."""
    row = {"group_id": group.id, "organisation_id": organisation.id, "role": role}
    added = db.session.execute(
        insert(group_organisations).values(**row).on_conflict_do_nothing().returning(TABLE.role)
    ).first()
    if added:
        group.office_changed_at = now()
        record(by=by, verb="group.promoter_added", subject=group, changes={"role": [None, role]})


def remove_promoter(group: Group, organisation_id: UUID, role: str, *, by: Actor) -> None:
    """Take it away; harmless to repeat. Who may: the office with GROUPS_EDIT."""
    which = (TABLE.group_id == group.id, TABLE.organisation_id == organisation_id, TABLE.role == role)
    gone = db.session.execute(delete(group_organisations).where(*which).returning(TABLE.role)).first()
    if gone:
        group.office_changed_at = now()
        record(by=by, verb="group.promoter_removed", subject=group, changes={"role": [role, None]})
