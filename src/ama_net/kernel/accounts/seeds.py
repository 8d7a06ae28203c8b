"""The accounts of the invented people of an association's demo.toml: one for each role, one password for all."""

from functools import cache
from pathlib import Path

from ama_net.foundation.database import db
from ama_net.kernel.accounts.models import ACTIVE, Account
from ama_net.kernel.accounts.passwords import hash_password
from ama_net.kernel.accounts.queries import account_with_email
from ama_net.kernel.people.seeds import register_demo_person
from ama_net.kernel.tenancy.tenant_file import load_demo

DEMO_PASSWORD = "prova-ama-2026"  # noqa: S105  # public on purpose: the command that uses it refuses to run in production


def seed_demo_accounts(folder: Path) -> None:
    """Let the cast of ``folder``/demo.toml sign in at the association in scope. Harmless to repeat; development only."""
    for member in load_demo(folder).accounts:
        if account_with_email(member.email) is None:
            account = Account(person_id=register_demo_person(member).id, email=member.email.lower(), status=ACTIVE)
            account.roles, account.password_hash = [member.role], demo_hash()
            db.session.add(account)


@cache
def demo_hash() -> str:
    """The hash of the demo password: one for everybody, so that the demonstration starts at once."""
    return hash_password(DEMO_PASSWORD)
