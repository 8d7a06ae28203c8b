"""Policies for tests: plainly invented."""

from datetime import date
from typing import Any

from ama_net.features.volunteers.models import InsuranceCover, InsurancePolicy, PolicyKind
from ama_net.foundation.database import db
from ama_net.kernel.people import PaidWork, Person, WorkKind
from tests.factories.people import make_person


def make_policy(**values: Any) -> InsurancePolicy:
    """A collective policy of the association in scope, whole, for the year 2026 unless said; flushed."""
    facts = {
        "insurer_name": "Assicurazioni Inventate",
        "number": "POL-1",
        "kind": PolicyKind.COLLECTIVE,
        "first_on": date(2026, 1, 1),
        "last_on": date(2026, 12, 31),
        **values,
    }
    policy = InsurancePolicy(**facts)
    db.session.add(policy)
    db.session.flush()
    return policy


def make_cover(policy: InsurancePolicy, person: Person, **values: Any) -> InsuranceCover:
    """Days a named policy covers a person, all of the policy's unless said; flushed."""
    cover = InsuranceCover(**{"policy_id": policy.id, "person_id": person.id, "first_on": policy.first_on, **values})
    db.session.add(cover)
    db.session.flush()
    return cover


def make_paid_work(person: Person | None = None, **values: Any) -> PaidWork:
    """Paid work of a person, an employee since 2025 unless said; flushed."""
    facts = {"kind": WorkKind.EMPLOYEE, "started_on": date(2025, 1, 1), **values}
    work = PaidWork(person_id=(person or make_person()).id, **facts)
    db.session.add(work)
    db.session.flush()
    return work
