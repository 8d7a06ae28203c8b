"""The line of the registro dei volontari: what the decree asks of each (DM 6 October 2021), read for many at once.

Who: the tax code, or name with place and date of birth (both are kept where both are known); the residence, or the domicile
where it is another; the day the service began and the day it was over. Beside these the section, why the service ended, and
``owner``, the row of the person, which no page shows. Only texts: dates as ISO days, nothing that is empty.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from ama_net.features.volunteers.models import Volunteer
from ama_net.kernel.people import AddressKind
from ama_net.kernel.people.register_lines import address_lines, iso_day, people_rows, person_line
from ama_net.kernel.registers import OWNER, Line

STANDING = (
    Volunteer.id,
    Volunteer.number,
    Volunteer.person_id,
    Volunteer.section,
    Volunteer.started_on,
    Volunteer.ended_on,
    Volunteer.end_reason,
)
"""The columns of a stretch of service that ``lines_of`` reads, for who reads many of them."""


def lines_of(volunteers: Sequence[Any]) -> dict[UUID, Line]:
    """The line of each volunteer (or row of ``STANDING``) as the tables say it now: two queries whatever their number."""
    people = people_rows(one.person_id for one in volunteers)
    addresses = address_lines(people)
    lines = {}
    for one in volunteers:
        line = {
            OWNER: str(one.person_id),
            **person_line(people[one.person_id]),
            **_where(addresses.get(one.person_id, {})),
            "section": str(one.section),
            "started_on": iso_day(one.started_on),
            "ended_on": iso_day(one.ended_on),
            "end_reason": one.end_reason and str(one.end_reason),
        }
        lines[one.id] = {key: value for key, value in line.items() if value}
    return lines


def _where(known: dict[str, str]) -> Line:
    """The residence, and the domicile where it is another; the address for letters only where there is neither."""
    residence, domicile = known.get(AddressKind.RESIDENCE, ""), known.get(AddressKind.DOMICILE, "")
    if not residence and not domicile:
        return {"residence": known.get(AddressKind.MAIL, "")}
    return {"residence": residence, "domicile": domicile if domicile != residence else ""}
