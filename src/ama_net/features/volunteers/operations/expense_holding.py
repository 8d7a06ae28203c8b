"""Holding expenses: a person's (advisory), whose a claim is, the claim. Whoever makes one of two people waits or is waited for.

What is written about a claim names its person. A claim's row taken before the person would wait for a merge, which holds
the person and waits for that row.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, select

from ama_net.features.volunteers.models import ExpenseClaim
from ama_net.foundation.database import db, hold
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import current_tenant_id


def hold_expenses(person_id: UUID) -> None:
    """Hold a person's expenses until the transaction ends: the limits are counted by one hand at a time."""
    hold(f"volunteers:expenses:{current_tenant_id()}:{person_id}")


def hold_claimants(claim_ids: Collection[UUID]) -> None:
    """Let nobody whose claims these are be made one with another meanwhile. Before any row of expenses."""
    people: list[UUID] = []
    while people != (found := _claimants(claim_ids)):
        people = found
        rows = select(Person.id).where(Person.id.in_(people)).order_by(Person.id)
        db.session.execute(rows.with_for_update(read=True, key_share=True))


def hold_claim(claim_id: UUID) -> None:
    """Take a claim's row and read it anew: two who pay it wait for one another."""
    hold_claimants([claim_id])
    held_claims(ExpenseClaim.id == claim_id)


def held_claims(which: ColumnElement[bool]) -> list[ExpenseClaim]:
    """Take the rows of some claims by key, and read them anew; ``hold_claimants`` comes before."""
    rows = select(ExpenseClaim).where(which).order_by(ExpenseClaim.id).with_for_update(of=ExpenseClaim)
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))


def _claimants(claim_ids: Collection[UUID]) -> list[UUID]:
    of_claims = select(ExpenseClaim.person_id).where(ExpenseClaim.id.in_(claim_ids)).distinct()
    return sorted(db.session.scalars(of_claims))
