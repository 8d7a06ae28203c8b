"""The invented cast of an association in its offices: the board, a control body about to expire, one director who left."""

from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.accounts.queries import account_with_email
from ama_net.kernel.documents import OfficeKind, OfficeTerm
from ama_net.kernel.documents.operations_offices import Term, elect, end_office
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.tenant_file import load_demo

OFFICES: dict[str, OfficeKind] = {
    Role.PRESIDENT: OfficeKind.PRESIDENT,
    Role.BOARD: OfficeKind.DIRECTOR,
    Role.SECRETARY: OfficeKind.SECRETARY,
    Role.TREASURER: OfficeKind.TREASURER,
    Role.CONTROL_BODY: OfficeKind.CONTROLLER,
}
YEAR = timedelta(days=365)


def seed_demo_offices(folder: Path) -> None:
    """Give the cast of ``folder``/demo.toml its offices, if the members' room is open. Harmless to repeat."""
    if not current_tenant().identity.rooms.members or db.session.scalar(select(OfficeTerm.id).limit(1)) is not None:
        return
    for member in load_demo(folder).accounts:
        account = account_with_email(member.email)
        if member.role in OFFICES and account is not None and account.person is not None:
            _elect(account.person, OFFICES[member.role])
    _who_left()


def _elect(person: Person, kind: OfficeKind) -> None:
    expires = today() + (timedelta(days=60) if kind is OfficeKind.CONTROLLER else YEAR)
    elect(person, Term(kind, expires - 3 * YEAR, expires), by=SYSTEM)


def _who_left() -> None:
    """Somebody of the register who was on the board until three weeks ago."""
    held = select(OfficeTerm.person_id)
    born = Person.birth_date < date(today().year - 30, 1, 1)
    person = db.session.scalars(select(Person).where(born, Person.id.not_in(held)).order_by(Person.sort_name)).first()
    if person is None:
        return
    term, _follow = elect(person, Term(OfficeKind.DIRECTOR, today() - 2 * YEAR, today() + YEAR), by=SYSTEM)
    end_office(term, on=today() - timedelta(days=20), reason="resigned", by=SYSTEM)
