"""Invented applications in every state, letters accepted by all volunteers but one, skills and times of some."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from ama_net.features.volunteers.models import Activity, Skill, Volunteer, VolunteerApplication
from ama_net.features.volunteers.onboarding_facts import CandidacyFacts
from ama_net.features.volunteers.operations.letters import accept_letter, ensure_letter
from ama_net.features.volunteers.operations.onboarding import Sending, ask_to_help, confirm, withdraw
from ama_net.features.volunteers.operations.onboarding_deciding import Welcome, accept, answer, arrange_meeting, refuse
from ama_net.features.volunteers.operations.profiles import ProfileFacts, save_profile
from ama_net.features.volunteers.queries_onboarding import who_may_meet
from ama_net.foundation.clock import ROME, now
from ama_net.foundation.crypto import new_token
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people import AddressFacts, PersonFacts
from ama_net.kernel.tenancy import current_tenant

TIMES = (
    {(0, "evening"), (2, "evening")},
    {(1, "morning"), (3, "morning"), (5, "morning")},
    {(4, "afternoon"), (4, "evening")},
    {(0, "morning"), (0, "afternoon"), (2, "afternoon")},
)


def seed_demo_onboarding(folder: Path) -> None:
    """Write applications, letters and profiles in the association in scope, if its room is open. Harmless to repeat."""
    seen = db.session.scalar(select(VolunteerApplication.id).limit(1)) is not None
    if not current_tenant().identity.rooms.volunteers or seen:
        return
    _letters_and_profiles()
    _applications(folder.name)


def _letters_and_profiles() -> None:
    """The last volunteer of the register has not accepted the letter yet."""
    ensure_letter(by=SYSTEM)
    serving = list(db.session.scalars(select(Volunteer).where(Volunteer.ended_on.is_(None)).order_by(Volunteer.number)))
    skills = list(db.session.scalars(select(Skill.id).where(Skill.is_open).order_by(Skill.position)))
    for place, volunteer in enumerate(serving):
        if volunteer is not serving[-1]:
            accept_letter(volunteer.person, by=SYSTEM)
        if place % 3 == 2:
            continue
        mine = skills[place % len(skills) :: 4] if skills else []
        times = frozenset(TIMES[place % len(TIMES)])
        transport = ("car", "public", "foot")[place % 3]
        said = ProfileFacts(frozenset(mine), times, transport=transport, languages="italiano, inglese")
        save_profile(volunteer.person, said, by=SYSTEM)


def _applications(slug: str) -> None:
    activities = [str(one) for one in db.session.scalars(select(Activity.id).order_by(Activity.position).limit(2))]
    new = _sent("Dalinda", slug, activities, "Ho finito di lavorare da poco e mi piacerebbe dare una mano.")
    new.received_at = now() - timedelta(days=2)
    to_meet = _sent("Ricciardo", slug, activities[:1], "Me ne ha parlato un'amica.")
    clerks = who_may_meet()
    evening = datetime.combine((now() + timedelta(days=4)).date(), datetime.min.time().replace(hour=18), ROME)
    arrange_meeting(to_meet, who=clerks[0] if clerks else None, at=evening, note="", by=SYSTEM)
    answer(to_meet, "Ciao Ricciardo, ti aspettiamo in sede. È un esempio.", by=SYSTEM)
    refuse(
        _sent("Grifone", slug, (), ""),
        "Grazie di averci scritto: per ora siamo al completo. È un esempio.",
        by=SYSTEM,
    )
    withdraw(_sent("Origille", slug, (), ""), by=SYSTEM)
    facts = PersonFacts("Fiorenza", "Inventata")
    accept(_sent("Fiorenza", slug, activities, ""), Welcome(facts, AddressFacts(), invites=False), by=SYSTEM)


def _sent(given_name: str, slug: str, activities: list[str] | tuple[str, ...], why: str) -> VolunteerApplication:
    facts = CandidacyFacts(
        given_name=given_name,
        family_name="Inventata" if given_name in ("Dalinda", "Origille", "Fiorenza") else "Inventato",
        email=f"{given_name.lower()}@{slug}.example",
        why=why,
        activities=tuple(activities),
        parts=("afternoon", "evening"),
    )
    application = ask_to_help(Sending(facts, new_token()), by=SYSTEM)
    confirm(application, by=SYSTEM)
    return application
