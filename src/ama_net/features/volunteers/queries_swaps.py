"""Reading the swaps of shifts: what is offered to whom, and who might take a place."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased, selectinload

from ama_net.features.volunteers.models import (
    Shift,
    ShiftSignup,
    ShiftState,
    ShiftSwap,
    SignupState,
    SwapState,
    Volunteer,
)
from ama_net.features.volunteers.models.swaps import UNSETTLED
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.people import Person

RECENT = timedelta(days=365)
MOST_COLLEAGUES, MOST_SHOWN = 300, 100

_BACK, _BACK_SHIFT = aliased(ShiftSignup), aliased(Shift)


def open_offers() -> Select[ShiftSwap]:
    """The offers that may still come to something: nobody has left, nothing was called off, no shift has begun."""
    there = _holds(ShiftSignup, Shift)
    back = or_(ShiftSwap.in_return_id.is_(None), _holds(_BACK, _BACK_SHIFT))
    return (
        select(ShiftSwap)
        .join(ShiftSignup, ShiftSignup.id == ShiftSwap.signup_id)
        .join(Shift, Shift.id == ShiftSignup.shift_id)
        .outerjoin(_BACK, _BACK.id == ShiftSwap.in_return_id)
        .outerjoin(_BACK_SHIFT, _BACK_SHIFT.id == _BACK.shift_id)
        .where(ShiftSwap.state.in_(UNSETTLED), there, back)
        .order_by(Shift.starts_at, ShiftSwap.id)
    )


def with_shifts(offers: Select[ShiftSwap]) -> Sequence[ShiftSwap]:
    """Some offers, with what a list says of them."""
    loaded = offers.options(
        *(
            selectinload(place).selectinload(ShiftSignup.shift).selectinload(link)
            for place in (ShiftSwap.signup, ShiftSwap.in_return)
            for link in (Shift.activity, Shift.venue)
        ),
        selectinload(ShiftSwap.person),
        selectinload(ShiftSwap.to_person),
        selectinload(ShiftSwap.taken_by),
    )
    return db.session.scalars(loaded.limit(MOST_SHOWN)).all()


def offers_for(person_id: UUID) -> Sequence[ShiftSwap]:
    """What a volunteer is offered: to them, or to everybody; not their own, nor a place in a shift they are in."""
    mine = aliased(ShiftSignup)
    inside = exists().where(
        mine.shift_id == ShiftSignup.shift_id, mine.person_id == person_id, mine.state == SignupState.TAKEN
    )
    return with_shifts(
        open_offers().where(ShiftSwap.state == SwapState.OPEN, is_offered_to(person_id), ~inside),
    )


def offers_by(person_id: UUID) -> Sequence[ShiftSwap]:
    """What a volunteer offers, or has accepted and the office has still to confirm."""
    waiting = and_(ShiftSwap.state == SwapState.ACCEPTED, ShiftSwap.taken_by_id == person_id)
    return with_shifts(open_offers().where(or_(ShiftSwap.person_id == person_id, waiting)))


def offers_about(shift_id: UUID) -> Sequence[ShiftSwap]:
    """The offers that touch a shift: of a place in it, or in return for one."""
    return with_shifts(open_offers().where(or_(Shift.id == shift_id, _BACK_SHIFT.id == shift_id)))


def is_offered_to(person_id: UUID) -> ColumnElement[bool]:
    """Whether an offer is to a person, or to everybody but who makes it."""
    to_me = or_(ShiftSwap.to_person_id.is_(None), ShiftSwap.to_person_id == person_id)
    return and_(to_me, ShiftSwap.person_id != person_id)


def colleagues(activity_id: UUID, *, besides: UUID) -> Sequence[Person]:
    """The volunteers of today who do an activity: they have, or have had this year, a place in a shift of it. By first name."""
    does = exists().where(
        ShiftSignup.person_id == Person.id,
        ShiftSignup.state == SignupState.TAKEN,
        ShiftSignup.shift_id == Shift.id,
        Shift.activity_id == activity_id,
        Shift.starts_at > now() - RECENT,
    )
    serves = exists().where(
        Volunteer.person_id == Person.id,
        Volunteer.started_on <= today(),
        or_(Volunteer.ended_on.is_(None), Volunteer.ended_on > today()),
    )
    found = select(Person).where(does, serves, Person.id != besides).order_by(Person.given_name, Person.id)
    return db.session.scalars(found.options(selectinload(Person.contacts)).limit(MOST_COLLEAGUES)).all()


def places_to_exchange(place: ShiftSignup, people: Sequence[Person]) -> Sequence[ShiftSignup]:
    """The coming places of some people that one may ask in exchange for one's own, in order: nobody is twice in a shift."""
    mine, here = aliased(ShiftSignup), aliased(ShiftSignup)
    i_am_there = exists().where(
        mine.shift_id == ShiftSignup.shift_id, mine.person_id == place.person_id, mine.state == SignupState.TAKEN
    )
    they_are_here = exists().where(
        here.shift_id == place.shift_id, here.person_id == ShiftSignup.person_id, here.state == SignupState.TAKEN
    )
    found = (
        select(ShiftSignup)
        .join(Shift, Shift.id == ShiftSignup.shift_id)
        .where(ShiftSignup.person_id.in_([one.id for one in people]), _holds(ShiftSignup, Shift))
        .where(~i_am_there, ~they_are_here)
        .order_by(Shift.starts_at, ShiftSignup.id)
        .options(
            selectinload(ShiftSignup.shift).selectinload(Shift.activity),
            selectinload(ShiftSignup.person),
        )
    )
    return db.session.scalars(found.limit(MOST_SHOWN)).all()


def _holds(place: Any, shift: Any) -> ColumnElement[bool]:
    """Whether a place is taken in a shift that is still to come."""
    return and_(
        place.state == SignupState.TAKEN,
        shift.state == ShiftState.PUBLISHED,
        shift.starts_at > now(),
    )
