"""The invented volunteers of the demonstration, through the same operations as real ones: their register can be verified."""

from pathlib import Path

from sqlalchemy import select

from ama_net.features.volunteers.models import Section, ServiceEnd, Volunteer
from ama_net.features.volunteers.operations.volunteers import end_service, move_section, start_service
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people import Person
from ama_net.kernel.people.seeds import register_demo_person
from ama_net.kernel.tenancy.tenant_demo import DemoVolunteer
from ama_net.kernel.tenancy.tenant_file import load_demo


def seed_demo_volunteers(folder: Path) -> None:
    """Enter the volunteers of ``folder``/demo.toml in the register of the association in scope. Harmless to repeat."""
    cast = load_demo(folder)
    if not cast.volunteers or db.session.scalars(select(Volunteer.id).limit(1)).first() is not None:
        return
    people = {one.given_name: register_demo_person(one) for one in (*cast.accounts, *cast.people)}
    for said in cast.volunteers:
        _enter(people[said.given_name], said)


def _enter(person: Person, said: DemoVolunteer) -> None:
    section = Section(said.section)
    volunteer = start_service(person, section=section, on=said.started_on, by=SYSTEM)
    if said.moved_on:
        other = Section.OCCASIONAL if section is Section.REGULAR else Section.REGULAR
        volunteer = move_section(volunteer, other, on=said.moved_on, by=SYSTEM)
    if said.ended_on:
        end_service(volunteer, on=said.ended_on, reason=ServiceEnd.STOPPED, by=SYSTEM)
