"""Who keeps the example groups of the demonstration, and what was counted there: invented, and only for groups marked so."""

from datetime import timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from sqlalchemy import select

from ama_net.features.groups.models import Facilitator, Group, HeadCount
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.accounts.queries import account_with_email
from ama_net.kernel.people.models import Contact
from ama_net.kernel.tenancy.tenant_demo import DemoFacilitator
from ama_net.kernel.tenancy.tenant_file import load_demo
from ama_net.kernel.training import TrainingPath, trainings_of

WEEKS_COUNTED = 10


def seed_demo_facilitators(folder: Path) -> None:
    """Write down the terms of ``folder``/demo.toml in the association in scope. Harmless to repeat; never on a real group."""
    for said in load_demo(folder).facilitators:
        group = db.session.scalars(select(Group).where(Group.slug == said.group, Group.is_example)).one_or_none()
        person_id = _person_of(said.email)
        if group is not None and person_id is not None and not _has_any(group, person_id):
            _give_role(said.email)
            _keep(group, person_id, said)
            _count(group)


def _person_of(email: str) -> UUID | None:
    account = account_with_email(email)
    if account is not None:
        return account.person_id
    return db.session.scalars(select(Contact.person_id).where(Contact.value == email.lower())).first()


def _give_role(email: str) -> None:
    account = account_with_email(email)
    if account is not None and Role.FACILITATOR not in account.role_set:
        account.roles = sorted([*account.roles, Role.FACILITATOR.value])


def _has_any(group: Group, person_id: UUID) -> bool:
    term = select(Facilitator.id).where(Facilitator.group_id == group.id, Facilitator.person_id == person_id)
    return db.session.scalars(term).first() is not None


def _keep(group: Group, person_id: UUID, said: DemoFacilitator) -> None:
    term = Facilitator(group_id=group.id, person_id=person_id, role=said.role, started_on=said.started_on)
    if said.public_name:
        term.public_name, term.public_consent_on = said.public_name, said.started_on
    db.session.add(term)
    if not trainings_of([person_id]):
        noted = {"noted": said.training, "noted_on": said.started_on}
        db.session.add(TrainingPath(person_id=person_id, status=said.training, reached_on=said.started_on, **noted))
    db.session.flush()


def _count(group: Group) -> None:
    """Some weeks of presences, the same at every seeding; the latest meeting is left to be counted."""
    counted = select(HeadCount.id).where(HeadCount.group_id == group.id).limit(1)
    if not group.meetings or group.meetings[0].weekday is None or db.session.scalars(counted).first() is not None:
        return
    chance = Random(group.slug)  # noqa: S311  # invented numbers, the same each time
    back = (today().isoweekday() - group.meetings[0].weekday) % 7
    for week in range(1, WEEKS_COUNTED + 1):
        present = chance.randint(5, 12)
        day = today() - timedelta(days=back + 7 * week)
        db.session.add(HeadCount(group_id=group.id, day=day, present=present, newcomers=chance.randint(0, 2)))
