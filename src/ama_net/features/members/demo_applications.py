"""Three invented applications, each at another point: one near its term, one of a minor on paper, one refused."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select, update

from ama_net.features.members.application_facts import ApplicationFacts, GuardianFacts
from ama_net.features.members.application_texts import declaration
from ama_net.features.members.models import Application, ApplicationEvent, MemberCategory
from ama_net.features.members.operations.applications import Sending, enter_paper
from ama_net.features.members.operations.applications import apply as apply_for
from ama_net.features.members.operations.applications_deciding import Ruling, refuse, start_review
from ama_net.foundation.clock import today
from ama_net.foundation.crypto import new_token
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.tenancy import current_tenant

NEAR_DAYS, LATELY_DAYS = 50, 12


def seed_demo_applications(folder: Path) -> None:
    """Write three applications in the association in scope, if its room is open. Harmless to repeat."""
    if not current_tenant().identity.rooms.members or db.session.scalar(select(Application.id).limit(1)) is not None:
        return
    category_id = db.session.scalars(select(MemberCategory.id).order_by(MemberCategory.position)).first()
    _near_its_term(_grown_up("Isabella", "Inventata", date(1984, 4, 12), folder.name), category_id)
    _of_a_minor(folder.name, category_id)
    refused = _on_paper(_grown_up("Brunello", "Inventato", date(1959, 9, 2), ""), category_id, days=30)
    refuse(refused, Ruling(decided_on=today()), "Per statuto i soci abitano in provincia: è un esempio.", by=SYSTEM)


def _grown_up(given_name: str, family_name: str, born: date, slug: str) -> ApplicationFacts:
    seat = current_tenant().seat
    return ApplicationFacts(
        given_name=given_name,
        family_name=family_name,
        birth_date=born,
        birth_place=seat.municipality,
        street="via di Esempio 7",
        municipality=seat.municipality,
        province=seat.province,
        email=f"{given_name.lower()}@{slug}.example" if slug else "",
    )


def _near_its_term(facts: ApplicationFacts, category_id: UUID | None) -> None:
    sent = apply_for(_sending(facts, category_id, declared=True), by=SYSTEM)
    day = today() - timedelta(days=NEAR_DAYS)
    sent.received_on = day
    mine = ApplicationEvent.application_id == sent.id
    db.session.execute(update(ApplicationEvent).where(mine).values(on_day=day))


def _of_a_minor(slug: str, category_id: UUID | None) -> None:
    guardian = GuardianFacts("Angelica", "Inventata", email=f"madre@{slug}.example")
    grown_up = _grown_up("Medorino", "Inventato", today().replace(day=1, year=today().year - 12), "")
    facts = replace(grown_up, guardians=(guardian,))
    start_review(_on_paper(facts, category_id, days=LATELY_DAYS), by=SYSTEM)


def _on_paper(facts: ApplicationFacts, category_id: UUID | None, *, days: int) -> Application:
    return enter_paper(_sending(facts, category_id), received_on=today() - timedelta(days=days), by=SYSTEM)


def _sending(facts: ApplicationFacts, category_id: UUID | None, *, declared: bool = False) -> Sending:
    words = declaration() if declared else None
    return Sending(facts, category_id, new_token(), words)
