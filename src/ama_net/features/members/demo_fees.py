"""The invented fees of the demonstration: two years, most of them paid, some in part, some late."""

from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from ama_net.features.members.models import FeeRate, MemberCategory, MembershipFee
from ama_net.features.members.operations.fee_rates import Rate, set_rates
from ama_net.features.members.operations.fee_receipts import Collected, collect_fee
from ama_net.features.members.operations.fees import ask_fees, note_payment
from ama_net.features.members.queries_fees import with_members
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import AccountUse, PaymentWay
from ama_net.kernel.payments.operations.accounts import save_account
from ama_net.kernel.payments.queries import all_accounts
from ama_net.kernel.tenancy import current_tenant

EXAMPLE_IBAN = "IT60X0542811101000000123456"
"""The one that everybody prints as an example: no account has it."""

RATES = {"ordinary": Rate(2500, 1000), "supporting": Rate(5000), "honorary": Rate(0)}
WAYS = (PaymentWay.TRANSFER, PaymentWay.CASH, PaymentWay.TRANSFER, PaymentWay.CARD)
LATE_BY = timedelta(days=12)
"""This year's fees are due a little ago, so that the page of reminders has somebody to show."""


def seed_demo_fees(_folder: Path) -> None:
    """Ask, and note as paid, the fees of two years of the association in scope. Harmless to repeat."""
    if not current_tenant().identity.rooms.members or db.session.scalar(select(FeeRate.id).limit(1)) is not None:
        return
    if not all_accounts():
        save_account(
            None,
            label="Conto della banca (esempio)",
            holder=current_tenant().name,
            iban=EXAMPLE_IBAN,
            used_for=AccountUse.ALL,
            by=SYSTEM,
        )
    this = today().year
    for year, due_on in ((this - 1, date(this - 1, 3, 31)), (this, today() - LATE_BY)):
        _set(year, due_on)
        ask_fees(year, by=SYSTEM)
    for year in (this - 1, this):
        for place, fee in enumerate(_fees(year)):
            _pay(fee, place, last_year=year < this)


def _set(year: int, due_on: date) -> None:
    keys = {one.key: one.id for one in db.session.scalars(select(MemberCategory))}
    rates = {keys[key]: rate for key, rate in RATES.items() if key in keys}
    set_rates(year, rates, due_on=due_on, resolution_ref="Assemblea inventata, delibera di esempio", by=SYSTEM)


def _fees(year: int) -> list[MembershipFee]:
    fees = with_members(select(MembershipFee)).where(MembershipFee.year == year, MembershipFee.amount_cents > 0)
    return sorted(db.session.scalars(fees), key=lambda fee: fee.membership.number)


def _pay(fee: MembershipFee, place: int, *, last_year: bool) -> None:
    """Last year's all but one; of this year's, three out of five whole, one in part, one not at all."""
    way = WAYS[place % len(WAYS)]
    if last_year:
        if place != 4:  # any one will do: somebody has to be in arrears
            note_payment(fee, fee.amount_cents, on=date(fee.year, 3, 1 + place % 28), way=way, by=SYSTEM)
        return
    part = {3: fee.amount_cents // 2, 4: 0}.get(place % 5, fee.amount_cents)
    if part:
        on = max(fee.membership.admitted_on, today() - timedelta(days=3 + 4 * place))
        collect_fee(fee, Collected(part, on, way, send=False), by=SYSTEM)
