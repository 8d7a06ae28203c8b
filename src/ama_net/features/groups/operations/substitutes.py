"""One evening led by somebody else. Kept as little as can be, and forgotten after a month.

Who may: who keeps the group. The name is read by who keeps it, nobody else; the audit has the day only.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import delete, select

from ama_net.features.groups.facilitator_mails import tell_substitute
from ama_net.features.groups.models import Group, MeetingSubstitute
from ama_net.features.groups.operations.facilitators import lock_group
from ama_net.features.groups.queries_facilitators import fellow_facilitators
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record


class NotAFellow(LookupError):
    """The person does not keep a group of the association."""


def name_substitute(group: Group, day: date, *, person_id: UUID | None, name: str, by: Actor) -> MeetingSubstitute:
    """Say who leads a day: another facilitator of the association, who is told by mail, or only a name.

    The same said twice is said once, and told once.

    Raises:
        NotAFellow: the person is not one of them.
    """
    person = next((one for one in fellow_facilitators(outside=group.id) if one.id == person_id), None)
    if person_id is not None and person is None:
        raise NotAFellow
    lock_group(group.id)
    wanted = select(MeetingSubstitute).where(MeetingSubstitute.group_id == group.id, MeetingSubstitute.day == day)
    found = db.session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
    said = (person_id, "" if person else name)
    if found is not None and (found.person_id, found.name) == said:
        return found
    if found is None:
        found = MeetingSubstitute(group_id=group.id, day=day)
        db.session.add(found)
    found.person_id, found.name = said
    db.session.flush()
    record(by=by, verb="group.substitute_named", subject=group, changes={"day": day.isoformat()})
    if person is not None:
        tell_substitute(group, person, day)
    return found


def remove_substitute(group: Group, day: date, *, by: Actor) -> None:
    """Lead the day oneself after all. Harmless to repeat."""
    removing = delete(MeetingSubstitute).where(MeetingSubstitute.group_id == group.id, MeetingSubstitute.day == day)
    if db.session.execute(removing.returning(MeetingSubstitute.id)).first() is not None:
        record(by=by, verb="group.substitute_removed", subject=group, changes={"day": day.isoformat()})
