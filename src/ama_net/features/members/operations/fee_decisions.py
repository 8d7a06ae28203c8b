"""What is decided about fees: who pays less from now on, which fee need not be paid."""

from flask_babel import lazy_gettext as _l

from ama_net.features.members.models import FeeKind, FeeTerm, FeeWaiver, Membership, MembershipFee
from ama_net.features.members.operations.fees import hold_fee
from ama_net.features.members.queries_fees import terms_of, waiver_of
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, hold
from ama_net.foundation.money import plain_amount
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.documents import Resolution
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import current_tenant_id


def waive_fee(
    fee: MembershipFee, *, why: str, by: Actor, resolution: Resolution | None = None, resolution_ref: str = ""
) -> None:
    """Say that what is left of a fee need not be paid, by a decision. What was paid stays paid.

    Raises:
        WrongFact: nothing is left, or no decision is named.
    """
    hold_fee(fee.id)
    if fee.is_paid:
        raise WrongFact("resolution", _l("Di questa quota non resta niente da pagare."))
    if resolution is None and not resolution_ref.strip():
        raise WrongFact("resolution", _l("Scrivere la delibera che lo ha deciso."))
    fee.waived_on = today()
    waiver = FeeWaiver(fee_id=fee.id, resolution_ref=resolution_ref.strip(), created_by=by.account_id)
    waiver.resolution_id, waiver.why = (resolution.id if resolution else None), why.strip() or None
    db.session.add(waiver)
    db.session.flush()
    record(by=by, verb="fee.waived", subject=fee, changes={"amount": plain_amount(fee.amount_cents - fee.paid_cents)})


def take_back_waiver(fee: MembershipFee, *, by: Actor) -> None:
    """Ask again for a fee that was forgiven by mistake."""
    hold_fee(fee.id)
    waiver = waiver_of(fee)
    if fee.waived_on is None:
        return
    fee.waived_on = None
    if waiver is not None:
        db.session.delete(waiver)
    db.session.flush()
    record(by=by, verb="fee.waiver_taken_back", subject=fee)


def give_term(
    membership: Membership, kind: FeeKind | None, *, from_year: int, until_year: int | None = None, by: Actor
) -> None:
    """Say that a member pays less or nothing from a year on, or (None) as everybody. Fees asked already do not change."""
    if until_year is not None and until_year < from_year:
        raise WrongFact("until_year", _l("Finisce prima di cominciare: ricontrollare gli anni."))
    hold(f"members:fee_term:{current_tenant_id()}:{membership.id}")
    term = terms_of([membership.id]).get(membership.id)
    if kind in (None, FeeKind.FULL):
        if term is not None:
            db.session.delete(term)
    else:
        term = term or FeeTerm(membership_id=membership.id, created_by=by.account_id)
        term.kind, term.from_year, term.until_year = str(kind), from_year, until_year
        db.session.add(term)
    db.session.flush()
    record(by=by, verb="fee.term_changed", subject=membership, changes={"kind": str(kind or FeeKind.FULL)})
