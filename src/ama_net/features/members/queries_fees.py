"""Reading fees: one member's, a year's, those of a list; the rates, the movements behind a fee."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from ama_net.features.members.ages import is_minor, wards_of
from ama_net.features.members.models import (
    FeeRate,
    FeeReminder,
    FeeTerm,
    FeeWaiver,
    Guardianship,
    Membership,
    MembershipFee,
)
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.payments import Payment, Receipt
from ama_net.kernel.people import Organisation, Person

ABOUT = MembershipFee.__tablename__
"""What movements about a fee say that they are about."""


def fee_of(membership_id: UUID, year: int) -> MembershipFee | None:
    """The fee of a member for a year, if it was asked."""
    return db.session.scalar(
        select(MembershipFee).where(MembershipFee.membership_id == membership_id, MembershipFee.year == year)
    )


def fees_of(membership_id: UUID) -> list[MembershipFee]:
    """Every fee of a member, newest first."""
    mine = select(MembershipFee).where(MembershipFee.membership_id == membership_id)
    return list(db.session.scalars(mine.order_by(MembershipFee.year.desc())))


def fee_by_id(fee_id: UUID) -> MembershipFee | None:
    """A fee with its member."""
    return db.session.scalar(with_members(select(MembershipFee)).where(MembershipFee.id == fee_id))


def with_members(fees: Select[MembershipFee]) -> Select[MembershipFee]:
    """Fees with who they are of, read at once."""
    member = joinedload(MembershipFee.membership)
    return fees.options(
        member.joinedload(Membership.person),
        member.joinedload(Membership.organisation),
        member.joinedload(Membership.category),
    )


def is_open_now() -> ColumnElement[bool]:
    """Something of the fee is still to be paid."""
    return and_(MembershipFee.waived_on.is_(None), MembershipFee.paid_cents < MembershipFee.amount_cents)


def in_state(state: str) -> ColumnElement[bool]:
    """The same words as ``fee_state``, for the database."""
    late = MembershipFee.due_on < today()
    return {
        "free": or_(MembershipFee.amount_cents == 0, MembershipFee.waived_on.is_not(None)),
        "paid": and_(
            MembershipFee.amount_cents > 0,
            MembershipFee.waived_on.is_(None),
            MembershipFee.paid_cents >= MembershipFee.amount_cents,
        ),
        "overdue": and_(is_open_now(), late),
        "partial": and_(is_open_now(), ~late, MembershipFee.paid_cents > 0),
        "due": and_(is_open_now(), ~late, MembershipFee.paid_cents == 0),
    }[state]


def rates_of(year: int) -> dict[UUID, FeeRate]:
    """What each category pays in a year, by category."""
    rates = db.session.scalars(select(FeeRate).where(FeeRate.year == year).options(joinedload(FeeRate.category)))
    return {rate.category_id: rate for rate in rates}


def rate_years() -> list[int]:
    """The years for which some rate is set, newest first."""
    return list(db.session.scalars(select(FeeRate.year).distinct().order_by(FeeRate.year.desc())))


def fee_years() -> list[int]:
    """The years for which fees were asked, newest first."""
    return list(db.session.scalars(select(MembershipFee.year).distinct().order_by(MembershipFee.year.desc())))


def terms_of(membership_ids: Iterable[UUID]) -> dict[UUID, FeeTerm]:
    """Who pays less, by membership."""
    terms = db.session.scalars(select(FeeTerm).where(FeeTerm.membership_id.in_(list(membership_ids))))
    return {term.membership_id: term for term in terms}


def unasked(year: int) -> Select[Membership]:
    """The members of today who were not asked the fee of a year."""
    asked = select(MembershipFee.id).where(MembershipFee.membership_id == Membership.id, MembershipFee.year == year)
    return select(Membership).where(active_today(), ~asked.exists())


def active_today() -> ColumnElement[bool]:
    """The same as ``Membership.is_active``, for the database."""
    day = today()
    return and_(Membership.admitted_on <= day, or_(Membership.ended_on.is_(None), Membership.ended_on > day))


def payments_of(fee: MembershipFee) -> list[Payment]:
    """The movements about a fee, oldest first, with their receipts."""
    mine = select(Payment).where(Payment.about_kind == ABOUT, Payment.about_id == fee.id)
    found = mine.options(joinedload(Payment.receipts), joinedload(Payment.person), joinedload(Payment.organisation))
    return list(db.session.scalars(found.order_by(Payment.on_day, Payment.created_at)).unique())


def waiver_of(fee: MembershipFee) -> FeeWaiver | None:
    """Why a fee need not be paid."""
    return db.session.scalar(select(FeeWaiver).where(FeeWaiver.fee_id == fee.id))


def reminders_of(fee: MembershipFee) -> list[FeeReminder]:
    """When a fee was asked for again, newest first."""
    mine = select(FeeReminder).where(FeeReminder.fee_id == fee.id)
    return list(db.session.scalars(mine.order_by(FeeReminder.sent_at.desc())))


def how_many(condition: ColumnElement[bool], year: int | None = None) -> int:
    """How many fees are in a condition."""
    counted = select(func.count()).select_from(MembershipFee).where(condition)
    return db.session.scalar(counted if year is None else counted.where(MembershipFee.year == year)) or 0


def addressees(memberships: Sequence[Membership]) -> dict[UUID, Person | Organisation]:
    """Whom the association writes to about each membership, by its id: who answers for a minor, else the member."""
    found = {one.id: one.person or one.organisation for one in memberships}
    minors = {one.id: one.person_id for one in memberships if one.person is not None and is_minor(one.person)}
    guards = (
        select(Guardianship)
        .where(Guardianship.person_id.in_(minors.values()))
        .options(joinedload(Guardianship.guardian))
    )
    guardians: dict[UUID, Person] = {}
    if minors:
        for one in db.session.scalars(guards.order_by(Guardianship.votes, Guardianship.created_at.desc())):
            guardians[one.person_id] = one.guardian
    for membership_id, person_id in minors.items():
        if person_id in guardians:
            found[membership_id] = guardians[person_id]
    return {membership_id: who for membership_id, who in found.items() if who is not None}


def months_before(day: date, months: int) -> date:
    """The same day some months earlier; the last of the month when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def fees_of_person(person_id: UUID) -> list[MembershipFee]:
    """The fees of a person and of the minors they answer for, newest first."""
    mine = with_members(select(MembershipFee).join(Membership, Membership.id == MembershipFee.membership_id))
    found = mine.where((Membership.person_id == person_id) | Membership.person_id.in_(wards_of(person_id)))
    return list(db.session.scalars(found.order_by(MembershipFee.year.desc(), MembershipFee.id)))


def receipts_of(fee_ids: list[UUID]) -> Select[Any]:
    """The ids of the receipts of some fees."""
    about = (Payment.about_kind == ABOUT, Payment.about_id.in_(fee_ids))
    return select(Receipt.id).join(Payment, Payment.id == Receipt.payment_id).where(*about)
