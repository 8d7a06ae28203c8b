"""Who listens in the demonstration, and when: people of the invented cast, hours invented for the trial."""

from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

from sqlalchemy import select

from ama_net.features.helpdesk.models import AvailabilityRule, Mode, Service, ServiceOperator
from ama_net.features.helpdesk.operations.services import assign_operator
from ama_net.features.helpdesk.queries_services import all_services
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.people import Person

SINCE = date(2026, 1, 7)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)


@dataclass(frozen=True)
class Hours:
    """Some hours of a weekday."""

    weekday: int
    starts: time
    ends: time
    modes: tuple[Mode, ...] = tuple(Mode)
    every_weeks: int = 1


AT_THE_ASSOCIATION = (Mode.IN_PERSON, Mode.ONLINE)

LISTENERS: dict[str, dict[str, tuple[Hours, ...]]] = {
    "accoglienza": {
        "cenerentola@riconoscere.example": (
            Hours(WEDNESDAY, time(10), time(13), AT_THE_ASSOCIATION),
            Hours(WEDNESDAY, time(15), time(19), AT_THE_ASSOCIATION),
        ),
        "rosaspina@riconoscere.example": (Hours(WEDNESDAY, time(16), time(20), (Mode.ONLINE,)),),
    },
    "psicoriconosco": {
        "rosaspina@riconoscere.example": (
            Hours(TUESDAY, time(15), time(19)),
            Hours(THURSDAY, time(9), time(12)),
        ),
        "turandot@riconoscere.example": (Hours(FRIDAY, time(16), time(19)),),
    },
    "orientamento-al-lavoro": {
        "lucignolo@riconoscere.example": (Hours(THURSDAY, time(16), time(19), every_weeks=2),),
    },
    "segreteria-facilitante": {
        "corallina@bologna.example": (
            Hours(MONDAY, time(9), time(13), (Mode.PHONE,)),
            Hours(WEDNESDAY, time(9), time(13), (Mode.PHONE, Mode.IN_PERSON)),
            Hours(FRIDAY, time(9), time(13), (Mode.PHONE,)),
        ),
        "smeraldina@bologna.example": (
            Hours(TUESDAY, time(15), time(18), (Mode.PHONE,)),
            Hours(THURSDAY, time(15), time(18), (Mode.PHONE, Mode.IN_PERSON)),
        ),
    },
}
"""By service and by address: what everybody of the cast does at the helpdesk."""


def seed_demo_services(_folder: Path) -> None:
    """Let the cast of the association in scope serve its services, where nobody does. Harmless to repeat."""
    if db.session.scalar(select(ServiceOperator.id).limit(1)) is not None:
        return
    for service in all_services():
        for email, hours in LISTENERS.get(service.slug, {}).items():
            person = _person(email)
            if person is not None:
                assign_operator(service, person, first_day=SINCE, by=SYSTEM)
                db.session.add_all(_rule(service, person, one) for one in hours)
    db.session.flush()


def _rule(service: Service, person: Person, hours: Hours) -> AvailabilityRule:
    return AvailabilityRule(
        person_id=person.id,
        service_id=service.id,
        weekday=hours.weekday,
        starts=hours.starts,
        ends=hours.ends,
        first_day=SINCE,
        every_weeks=hours.every_weeks,
        **{mode.value: mode in hours.modes for mode in Mode},
    )


def _person(email: str) -> Person | None:
    found = select(Person).join(Account, Account.person_id == Person.id).where(Account.email == email)
    return db.session.scalars(found).first()
