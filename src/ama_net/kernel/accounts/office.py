"""What accounts show in the office: an entry of the menu, two figures, their part of the search box."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ama_net.foundation.database import db
from ama_net.kernel.access import Figure, OfficeRoom, Permission, SearchHit
from ama_net.kernel.accounts.listing import ACCOUNTS, STATUS_WORDS, accounts_with_people
from ama_net.kernel.accounts.models import ACTIVE, INVITED, Account


def figures() -> list[Figure]:
    """How many accounts are in use, how many wait for their invitation to be accepted."""
    counting = select(
        func.count().filter(Account.status == ACTIVE).label("active"),
        func.count().filter(Account.status == INVITED).label("invited"),
    )
    active, invited = db.session.execute(counting).one()
    return [
        Figure(_("Accessi attivi"), active, url_for("accounts_manage.index", status=ACTIVE)),
        Figure(_("Inviti in attesa"), invited, url_for("accounts_manage.index", status=INVITED)),
    ]


def search(term: str, limit: int) -> list[SearchHit]:
    """Accounts by name or address."""
    assert ACCOUNTS.search is not None
    found = db.session.scalars(ACCOUNTS.search(accounts_with_people(), term).order_by(Account.email).limit(limit))
    return [
        SearchHit(
            account.name,
            f"{account.email} · {STATUS_WORDS[account.status]}",
            url_for("accounts_manage.show", account_id=account.id),
        )
        for account in found
    ]


ROOM = OfficeRoom(
    key="accounts",
    title=_l("Accessi"),
    icon="lock",
    endpoint="accounts_manage.index",
    permission=Permission.ACCOUNTS_READ,
    figures=figures,
    search=search,
    order=800,
)
