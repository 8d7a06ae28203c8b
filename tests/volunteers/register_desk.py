"""What the tests of the register share."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import select

from ama_net.across.office.settings.operations import change_identity
from ama_net.features.volunteers.models import Section, Volunteer
from ama_net.features.volunteers.operations.volunteers import start_service
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.people import make_person
from tests.support.standing import Standing

Tamper = Callable[[str], None]
DAY = date(2024, 3, 5)
TAX_CODE = "99999990106"
REGISTER_PAGE = "/manage/volontari/registro"


def begin(standing: Standing, *names: str, section: Section = Section.REGULAR, on: date = DAY) -> None:
    """Start the service of somebody for each name, one transaction each, as it happens."""
    for name in names:
        with tenant_scope(standing.id), unit_of_work():
            start_service(make_person(name), section=section, on=on, by=SYSTEM)


def give_tax_code(standing: Standing) -> None:
    """What the sheets of the register must say of the association."""
    with tenant_scope(standing.id), unit_of_work():
        change_identity({"registration": {"tax_code": TAX_CODE}}, by=SYSTEM)


def numbered(number: int) -> Volunteer:
    """The volunteer of a line of the association in scope."""
    return db.session.scalars(select(Volunteer).where(Volunteer.number == number)).one()
