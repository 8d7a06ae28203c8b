"""How the fee of a member stands, as a word: for a row in hand, and as a condition of a list."""

from datetime import date

from sqlalchemy import ColumnElement, and_, case, exists, not_, or_

from ama_net.features.members.models import FeeKind, Membership, MembershipFee
from ama_net.foundation.clock import today

UNASKED = "unasked"


def fee_state_of(fee: MembershipFee | None) -> str:
    """``free``, ``paid``, ``overdue``, ``partial``, ``due``; ``unasked`` when nobody asked for it yet."""
    if fee is None:
        return UNASKED
    if fee.waived_on or fee.kind == FeeKind.FREE or fee.amount_cents == 0:
        return "free"
    if fee.is_paid:
        return "paid"
    if fee.is_overdue:
        return "overdue"
    return "partial" if fee.paid_cents else "due"


def has_fee(state: str, *, year: int, day: date | None = None) -> ColumnElement[bool]:
    """The condition that a member's fee of a year stands so."""
    fee = MembershipFee
    asked = exists().where(fee.membership_id == Membership.id, fee.year == year)
    return not_(asked) if state == UNASKED else asked.where(_stands(day or today())[state])


def fee_state_word(day: date | None = None) -> ColumnElement[str]:
    """The state as a word of the query, over memberships joined to their fee of a year (or to none)."""
    stands = _stands(day or today())
    return case((MembershipFee.id.is_(None), UNASKED), *((condition, word) for word, condition in stands.items()))


def _stands(day: date) -> dict[str, ColumnElement[bool]]:
    """Each state as a condition on a fee."""
    fee = MembershipFee
    free = or_(fee.waived_on.is_not(None), fee.kind == FeeKind.FREE, fee.amount_cents == 0)
    left, late = and_(not_(free), fee.paid_cents < fee.amount_cents), fee.due_on < day
    return {
        "free": free,
        "paid": and_(not_(free), fee.paid_cents >= fee.amount_cents),
        "overdue": and_(left, late),
        "partial": and_(left, not_(late), fee.paid_cents > 0),
        "due": and_(left, not_(late), fee.paid_cents == 0),
    }
