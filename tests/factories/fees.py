"""Fees for tests: rates and fees of the association in scope."""

from datetime import date
from typing import Any

from ama_net.features.members.models import FeeRate, Membership, MembershipFee
from ama_net.features.members.operations.fees import ask_fee
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import BankAccount
from tests.factories.members import make_membership, ordinary

IBAN = "IT60X0542811101000000123456"


def make_rate(year: int = 2026, full_cents: int = 2500, **values: Any) -> FeeRate:
    """What the ordinary category pays in a year: 25,00 € by 31 March, unless told otherwise."""
    facts = {"category_id": ordinary().id, "due_on": date(year, 3, 31), "reduced_cents": 1000, **values}
    rate = FeeRate(year=year, full_cents=full_cents, **facts)
    db.session.add(rate)
    db.session.flush()
    return rate


def make_fee(membership: Membership | None = None, year: int = 2026, **values: Any) -> MembershipFee:
    """The fee of a member for a year, asked at the rate of the ordinary category."""
    fee = ask_fee(membership or make_membership(), year, by=SYSTEM)
    assert fee is not None
    for name, value in values.items():
        setattr(fee, name, value)
    db.session.flush()
    return fee


def make_account(**values: Any) -> BankAccount:
    """An account of the association."""
    account = BankAccount(**{"label": "Conto", "holder": "Associazione di Prova", "iban": IBAN, **values})
    db.session.add(account)
    db.session.flush()
    return account
