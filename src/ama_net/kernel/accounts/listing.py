"""The office's list of accounts, declared."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from ama_net.foundation.web.listing import Column, Filter, Listing, search_words
from ama_net.kernel.accounts.models import ACTIVE, INVITED, SUSPENDED, Account
from ama_net.kernel.accounts.role_words import ROLE_WORDS
from ama_net.kernel.people.models import Person

STATUS_WORDS: dict[str, Any] = {ACTIVE: _l("Attivo"), INVITED: _l("Invitato"), SUSPENDED: _l("Sospeso")}


def role_words(account: Account) -> list[str]:
    """The account's roles as people call them."""
    return [str(words) for role, words in ROLE_WORDS.items() if role in account.role_set]


ACCOUNTS = Listing(
    Column("name", _l("Nome"), sort=Person.sort_name),
    Column("email", _l("Indirizzo e-mail"), sort=Account.email),
    Column("roles", _l("Ruoli"), value=role_words),
    Column("status", _l("Stato"), value=lambda account: STATUS_WORDS[account.status], sort=Account.status),
    Column("second_factor", _l("Secondo passaggio"), value="has_second_factor"),
    Column("signed_in_at", _l("Ultimo accesso"), sort=Account.signed_in_at),
    filters=(
        Filter(
            "role",
            _l("Ruolo"),
            where=lambda role: Account.roles.contains([role]),
            options={role.value: words for role, words in ROLE_WORDS.items()},
        ),
        Filter("status", _l("Stato"), Account.status, STATUS_WORDS),
    ),
    search=search_words(Person.given_name, Person.family_name, Account.email),
    order="name",
)


def accounts_with_people() -> Select[Account]:
    """Every account of the association, with its person."""
    return select(Account).outerjoin(Account.person).options(contains_eager(Account.person))
