"""The invented insurance of the demonstration: one association insured but for somebody, one whose policy ends soon."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from ama_net.features.volunteers.models import CommunicationKind, InsurancePolicy, PolicyKind, Section, Volunteer
from ama_net.features.volunteers.operations.insurance import PolicyFacts, write_policy
from ama_net.features.volunteers.operations.insurance_communications import communicate, note_sent
from ama_net.features.volunteers.operations.insurance_covers import cover_person, not_in
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people import Person, WorkKind
from ama_net.kernel.people.operations.work import WorkFacts, start_paid_work
from ama_net.kernel.tenancy.tenant_file import load_demo

ENDS_SOON = "riconoscere"
"""Whose policy is about to end."""
PAID = ("Alcina", date(2025, 9, 1))
"""Who is paid for supervision where she is known, and since when."""


def seed_demo_insurance(folder: Path) -> None:
    """Insure the volunteers of the association in scope. Harmless to repeat."""
    known = db.session.scalars(select(InsurancePolicy.id).limit(1)).first() is not None
    if known or not load_demo(folder).volunteers:
        return
    if folder.name == ENDS_SOON:
        _ending_soon()
    else:
        _running()
        _pay()


def _ending_soon() -> None:
    last = today() + timedelta(days=24)
    facts = PolicyFacts("COL-0007-ESEMPIO", PolicyKind.COLLECTIVE, last - timedelta(days=364), last)
    write_policy(_with_insurer(facts), by=SYSTEM)


def _running() -> None:
    """A collective policy for who is in the register, told; a named one for occasional volunteers, which lacks one."""
    year = today().year
    first, last = date(year, 1, 1), date(year + 1, 6, 30)
    regular = PolicyFacts(
        "COL-2001-ESEMPIO", PolicyKind.COLLECTIVE, first, last, section=Section.REGULAR, premium_cents=38000
    )
    collective = write_policy(_with_insurer(regular), by=SYSTEM)
    made = communicate(collective, CommunicationKind.LIST, by=SYSTEM)
    note_sent(made, on=today(), how="PEC", by=SYSTEM)
    occasional = PolicyFacts("NOM-2002-ESEMPIO", PolicyKind.NAMED, first, last, section=Section.OCCASIONAL)
    named = write_policy(_with_insurer(occasional), by=SYSTEM)
    waiting = select(Person).join(Volunteer, Volunteer.person_id == Person.id)
    entering = waiting.where(Person.id.in_(not_in(named, today()).with_only_columns(Volunteer.person_id)))
    for person in list(db.session.scalars(entering.order_by(Volunteer.started_on)).unique())[:-1]:
        cover_person(named, person, from_on=first, by=SYSTEM)


def _with_insurer(facts: PolicyFacts) -> PolicyFacts:
    renews = facts.section is not None
    return replace(
        facts,
        insurer_name="Assicurazioni di Esempio",
        broker="Agenzia di Esempio",
        renews=renews,
        notice_days=60 if renews else None,
    )


def _pay() -> None:
    name, since = PAID
    person = db.session.scalars(select(Person).where(Person.given_name == name).limit(1)).first()
    if person is not None:
        start_paid_work(person, WorkFacts(WorkKind.SELF_EMPLOYED, since), by=SYSTEM)
