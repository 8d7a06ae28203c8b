"""Associations by the dozen, for measuring: every one from ``tenants/_template``, every group marked as an example.

The same numbers always make the same data. The first association holds a fifth of everything, the others share the rest,
as a large network does beside many small ones.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select

from ama_net.across.demo.synthetic_groups import add_groups
from ama_net.across.demo.synthetic_members import add_members
from ama_net.across.demo.synthetic_people import add_people
from ama_net.across.demo.synthetic_volunteers import add_volunteers
from ama_net.features.groups.models import Group
from ama_net.features.members.models import Membership
from ama_net.features.volunteers.models import Volunteer
from ama_net.foundation.config import Settings
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.people.models import Person
from ama_net.kernel.places import Municipality
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.sync import Seed, register_tenant
from ama_net.kernel.tenancy.tenant_file import load_tenant_file
from ama_net.kernel.tenancy.tenant_models import TenantFile

LARGEST_SHARE = 5
"""The first association holds one part in so many."""


@dataclass(frozen=True)
class Size:
    """How much to make, over all associations together."""

    associations: int
    groups: int
    people: int
    members: int = 0
    """Members of the first association, which are people beside the others."""
    volunteers: int = 0
    """Volunteers of the first association, people of their own too, with so many entries of ``hours``."""
    hours: int = 0


@dataclass(frozen=True)
class _Plan:
    number: int
    groups: int
    people: int
    members: int
    volunteers: int
    hours: int
    province: str


def load_synthetic(settings: Settings, size: Size, *, seeds: list[Seed]) -> Iterator[str]:
    """Make what is missing of ``size`` and say it, one line for each association.

    An association that already has groups (people, members, volunteers) gets no more: repeating is harmless, growing needs a fresh database.

    Raises:
        TenantFileError: the folder ``_template`` cannot be read.
    """
    template = settings.tenants / "_template"
    for plan in _plans(size, _provinces()):
        file = synthetic_file(load_tenant_file(template), plan.number)
        tenant_id, synced = register_tenant(settings, file)
        groups, people, members, volunteers = _fill(tenant_id, file, template, plan, seeds)
        yield f"{synced.slug}: {groups} gruppi, {people} persone, {members} soci, {volunteers} volontari"


def synthetic_file(template: TenantFile, number: int) -> TenantFile:
    """The association's file: the template's words under another name."""
    slug = f"prova-{number:03}"
    return TenantFile.model_validate(
        {
            **template.model_dump(mode="json"),
            "slug": slug,
            "name": f"Associazione di prova {number:03}",
            "short_name": f"Prova {number:03}",
            "tagline": "Un'associazione inventata, per misurare",
            "hosts": [],
            "mail": {
                "sender_name": f"Prova {number:03}",
                "mail_from": f"segreteria@{slug}.example",
                "secretariat_mail": f"segreteria@{slug}.example",
            },
        }
    )


def shares(total: int, parts: int) -> list[int]:
    """A fifth to the first and the rest in equal parts: ``shares(10_000, 50)[0]`` is 2,000."""
    if parts == 1:
        return [total]
    rest = total - total // LARGEST_SHARE
    each, left = divmod(rest, parts - 1)
    return [total - rest] + [each + (1 if place < left else 0) for place in range(parts - 1)]


def _plans(size: Size, provinces: list[str]) -> list[_Plan]:
    groups, people = shares(size.groups, size.associations), shares(size.people, size.associations)
    first = (size.members, size.volunteers, size.hours)
    return [
        _Plan(
            place + 1,
            groups[place],
            people[place],
            *(first if place == 0 else (0, 0, 0)),
            provinces[place % len(provinces)],
        )
        for place in range(size.associations)
    ]


def _provinces() -> list[str]:
    """Provinces, those of many municipalities first."""
    most = (
        select(Municipality.province)
        .where(Municipality.active)
        .group_by(Municipality.province)
        .order_by(func.count().desc(), Municipality.province)
    )
    found = list(db.session.execute(most).scalars())
    db.session.rollback()  # scopes open outside a transaction
    return found


def _fill(tenant_id: UUID, file: TenantFile, folder: Path, plan: _Plan, seeds: list[Seed]) -> tuple[int, ...]:
    chance, slug = random.Random(plan.number), file.slug  # noqa: S311  # the same data every time is the point
    with tenant_scope(tenant_id), unit_of_work():
        for seed in seeds:
            seed(file, folder)
        return (
            _count(Group) or add_groups(plan.groups, plan.province, chance),
            _count(Person) or add_people(plan.people, slug, chance),
            _count(Membership) or add_members(plan.members, slug, plan.province, chance),
            _count(Volunteer) or add_volunteers(plan.volunteers, plan.hours, slug, plan.province, chance),
        )


def _count(model: type[Group | Person | Membership | Volunteer]) -> int:
    return int(db.session.execute(select(func.count()).select_from(model)).scalar_one())
