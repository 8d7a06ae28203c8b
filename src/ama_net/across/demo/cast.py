"""The invented cast of the founding associations (each folder's demo.toml), and how they sign in. Never in production."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import exists, select

from ama_net.across.newsletters.demo_newsletters import seed_demo_newsletters
from ama_net.features.bookkeeping.demo_bookkeeping import seed_demo_bookkeeping
from ama_net.features.donations.demo_donations import seed_demo_donations
from ama_net.features.groups.demo_facilitators import seed_demo_facilitators
from ama_net.features.groups.demo_proposals import seed_demo_proposals
from ama_net.features.helpdesk.demo_helpdesk import seed_demo_helpdesk
from ama_net.features.helpdesk.demo_services import seed_demo_services
from ama_net.features.members.demo_applications import seed_demo_applications
from ama_net.features.members.demo_area import seed_demo_area
from ama_net.features.members.demo_fees import seed_demo_fees
from ama_net.features.members.demo_meetings import seed_demo_meetings
from ama_net.features.members.demo_members import seed_demo_members
from ama_net.features.members.demo_offices import seed_demo_offices
from ama_net.features.members.demo_votes import seed_demo_votes
from ama_net.features.volunteers.demo_expenses import seed_demo_expenses
from ama_net.features.volunteers.demo_hours import seed_demo_hours
from ama_net.features.volunteers.demo_insurance import seed_demo_insurance
from ama_net.features.volunteers.demo_onboarding import seed_demo_onboarding
from ama_net.features.volunteers.demo_shifts import seed_demo_shifts
from ama_net.features.volunteers.demo_swaps import seed_demo_swaps
from ama_net.features.volunteers.demo_trainings import seed_demo_trainings
from ama_net.features.volunteers.demo_volunteers import seed_demo_volunteers
from ama_net.foundation.config import Settings
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.accounts.operators.models import Operator
from ama_net.kernel.accounts.role_words import ROLE_WORDS
from ama_net.kernel.accounts.seeds import DEMO_PASSWORD, demo_hash, seed_demo_accounts
from ama_net.kernel.correspondence.demo import seed_demo_letters
from ama_net.kernel.documents.demo import seed_demo_documents
from ama_net.kernel.payments.demo_online import seed_demo_online
from ama_net.kernel.people.seeds import seed_demo_people
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.sync import all_tenants
from ama_net.kernel.tenancy.tenant_file import load_demo

DEMO_SEEDS: list[Callable[[Path], None]] = [
    seed_demo_people,
    seed_demo_accounts,
    seed_demo_proposals,
    seed_demo_facilitators,
    seed_demo_letters,  # they came in January: they have the first numbers of the protocol
    seed_demo_members,
    seed_demo_fees,
    seed_demo_online,
    seed_demo_donations,  # after fees, which write the account
    seed_demo_applications,
    seed_demo_offices,
    seed_demo_meetings,
    seed_demo_votes,
    seed_demo_documents,
    seed_demo_area,
    seed_demo_volunteers,
    seed_demo_insurance,
    seed_demo_onboarding,
    seed_demo_hours,  # before shifts, whose attendance writes hours too
    seed_demo_shifts,
    seed_demo_swaps,
    seed_demo_trainings,
    seed_demo_expenses,
    seed_demo_services,
    seed_demo_helpdesk,
    seed_demo_newsletters,
    seed_demo_bookkeeping,  # last: it says in which account the money of the others is
]
"""What each room makes of an association's demo.toml, in order; every one is harmless to repeat."""

OPERATOR = "operatore@installazione.example"


@dataclass(frozen=True)
class SignIn:
    """One row of the table of sign-ins."""

    address: str
    role: str
    email: str
    password: str = DEMO_PASSWORD


def load_cast(settings: Settings) -> Iterator[str]:
    """Make the cast of every association that has a demo.toml, and one operator; one line for each.

    Raises:
        TenantFileError: a demo.toml is wrong.
    """
    if settings.environment == "production":
        yield "In produzione le persone dimostrative non si caricano."
        return
    for tenant_id, slug, _status, _hosts in all_tenants(settings):
        folder = settings.tenants / slug
        if not (folder / "demo.toml").exists():
            continue
        with tenant_scope(tenant_id), unit_of_work():
            for seed in DEMO_SEEDS:
                seed(folder)
        yield f"{slug}: persone dimostrative pronte"
    with unit_of_work():
        _add_operator()


def sign_ins(settings: Settings) -> list[SignIn]:
    """How the cast signs in; nothing in production."""
    if settings.environment == "production":
        return []
    rows = [
        SignIn(
            f"{settings.origin(f'{file.parent.name}.{settings.base_host}')}/accedi", _role(member.role), member.email
        )
        for file in sorted(settings.tenants.glob("[!_.]*/demo.toml"))
        for member in load_demo(file.parent).accounts
    ]
    return [*rows, SignIn(f"{settings.origin(settings.base_host)}/operatori/accedi", "Operatore", OPERATOR)]


def _role(word: str) -> str:
    return str(ROLE_WORDS[Role(word)])


def _add_operator() -> None:
    if not db.session.scalar(select(exists().where(Operator.email == OPERATOR))):
        db.session.add(Operator(email=OPERATOR, password_hash=demo_hash()))
