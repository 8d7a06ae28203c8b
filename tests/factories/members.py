"""Members for tests: plainly invented."""

from datetime import date
from typing import Any

from sqlalchemy import func, select

from ama_net.features.members.models import MemberCategory, Membership
from ama_net.foundation.database import db
from ama_net.kernel.people import Person
from tests.factories.people import make_person


def ordinary() -> MemberCategory:
    """The ordinary category of the association in scope, made when it is not there."""
    found = db.session.scalar(select(MemberCategory).where(MemberCategory.key == "ordinary"))
    if found is None:
        found = MemberCategory(key="ordinary", label="Socio ordinario", votes=1)
        db.session.add(found)
        db.session.flush()
    return found


def make_membership(person: Person | None = None, **values: Any) -> Membership:
    """A membership of the association in scope, with the next number; flushed. It writes nothing in the register."""
    owner = {} if "organisation_id" in values else {"person_id": (person or make_person()).id}
    last = db.session.scalar(select(func.max(Membership.number))) or 0
    facts = {"number": last + 1, "category_id": ordinary().id, "admitted_on": date(2020, 1, 10), **owner, **values}
    membership = Membership(**facts)
    db.session.add(membership)
    db.session.flush()
    return membership
