"""Looking at and changing rows of an association from a test."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import select

from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.audit import AUDIT, LedgerEntry
from ama_net.kernel.tenancy import tenant_scope
from tests.support.cast import Part, email_of
from tests.support.standing import Standing


@contextmanager
def account_row(app: Flask, standing: Standing, part: Part) -> Iterator[Account]:
    """The account of a part, inside a transaction that is committed at the end."""
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        yield db.session.scalars(select(Account).where(Account.email == email_of(standing, part))).one()


def audited(app: Flask, standing: Standing) -> list[str]:
    """The verbs in the association's audit, in order."""
    with app.app_context(), tenant_scope(standing.id):
        rows = db.session.scalars(
            select(LedgerEntry).where(LedgerEntry.ledger == AUDIT.name).order_by(LedgerEntry.number)
        )
        return [row.facts["verb"] for row in rows]
