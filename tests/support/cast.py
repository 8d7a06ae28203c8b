"""The standing cast: in Alba and in Brig one account per role, and a stranger who has none; made once in the template.

``sign_in(browser, alba, Role.SECRETARY)`` signs a browser in without the form; the password of everybody is ``PASSWORD``.
"""

from dataclasses import dataclass
from functools import cache
from uuid import UUID

from argon2 import PasswordHasher
from sqlalchemy import select

from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Actor, Role
from ama_net.kernel.accounts import passwords
from ama_net.kernel.accounts.models import ACTIVE, Account, AccountSession
from ama_net.kernel.accounts.sessions import open_session
from ama_net.kernel.accounts.signed_in import COOKIE_KEY
from ama_net.kernel.people.models import Person
from ama_net.kernel.tenancy import tenant_scope
from tests.support.clients import Browser
from tests.support.standing import Standing

PASSWORD = "una frase per le prove"

passwords._hasher = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
"""Slowness is the point of a hash and not of these tests."""

STRANGER = "stranger"
"""Has an account and no role at all."""

Part = Role | str

_CAST: dict[Part, tuple[str, str]] = {
    Role.BOARD: ("consiglio", "Bruno"),
    Role.CONTROL_BODY: ("controllo", "Renzo"),
    Role.EDITOR: ("redazione", "Elio"),
    Role.FACILITATOR: ("facilitazione", "Franca"),
    Role.HELPDESK_OPERATOR: ("sportello", "Olga"),
    Role.LISTENER: ("ascolto", "Lina"),
    Role.MEMBER: ("socia", "Mara"),
    Role.NETWORK_COORDINATOR: ("rete", "Carla"),
    Role.PRESIDENT: ("presidenza", "Paola"),
    Role.SECRETARY: ("segreteria", "Sara"),
    Role.TREASURER: ("tesoreria", "Tito"),
    Role.VOLUNTEER: ("volontariato", "Vito"),
    STRANGER: ("estranea", "Nora"),
}


@dataclass(frozen=True)
class Player:
    """One of the cast, as it is in the database."""

    account_id: UUID
    person_id: UUID
    email: str
    name: str


def make_cast(slug: str) -> None:
    """Create the cast of the association in scope."""
    for part, (box, given_name) in _CAST.items():
        person = Person(given_name=given_name, family_name=f"di {slug.title()}")
        db.session.add(person)
        db.session.flush()
        account = Account(person_id=person.id, email=f"{box}@{slug}.example", status=ACTIVE)
        account.password_hash = _hash()
        account.roles = [part.value] if isinstance(part, Role) else []
        db.session.add(account)


def email_of(standing: Standing, part: Part) -> str:
    """The address a part signs in with, e.g. ``segreteria@alba.example``."""
    return f"{_CAST[part][0]}@{standing.slug}.example"


def player(standing: Standing, part: Part) -> Player:
    """A part's account and person. Needs Alba's or Brig's scope open."""
    found = db.session.execute(
        select(Account, Person)
        .join(Person, Person.id == Account.person_id)
        .where(Account.email == email_of(standing, part))
    ).one()
    return Player(found.Account.id, found.Person.id, found.Account.email, found.Person.name)


def actor(standing: Standing, part: Part) -> Actor:
    """A part as operations are told of it (``by=``). Needs its association's scope open."""
    who = player(standing, part)
    roles = frozenset({part}) if isinstance(part, Role) else frozenset()
    return Actor(account_id=who.account_id, person_id=who.person_id, name=who.name, roles=roles)


def sign_in(browser: Browser, standing: Standing, part: Part) -> Browser:
    """Sign a browser in as one of the cast, straight through a session row; returns the browser."""
    app = browser.application
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        token, _row = open_session(
            AccountSession, user_agent="Firefox Linux", account_id=player(standing, part).account_id
        )
    with browser.session_transaction() as cookie:
        cookie.clear()
        cookie[COOKIE_KEY] = token
        cookie["_fresh"] = True
    return browser


@cache
def _hash() -> str:
    return passwords.hash_password(PASSWORD)
