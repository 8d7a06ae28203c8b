"""The invented life of the helpdesk in the demonstration: months of meetings behind, some to come, who waits, calls to make.

What is past is written as it would have been then: appointments are booked only ahead. What is to come is booked with the
real operations, at times that are really free.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import select

from ama_net.features.helpdesk.demo_pathways import seed_demo_pathways
from ama_net.features.helpdesk.demo_visitors import Visitors, forgotten
from ama_net.features.helpdesk.models import (
    Appointment,
    AppointmentOutcome,
    AppointmentState,
    AvailabilityRule,
    CallReason,
    CancelledBy,
    ForgettingRun,
    FreePart,
    MeetingNote,
    Mode,
    Outcome,
    Result,
    Service,
    ServiceKind,
    ServiceOperator,
    Visitor,
)
from ama_net.features.helpdesk.operations.appointments import book, cancel, move
from ama_net.features.helpdesk.operations.calls import call_to_make
from ama_net.features.helpdesk.operations.waiting import join_list
from ama_net.features.helpdesk.queries_services import open_services
from ama_net.features.helpdesk.settings import HelpdeskSettings
from ama_net.features.helpdesk.slots import Slot, next_free
from ama_net.foundation.clock import ROME, day_of, now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy.settings import read_settings

WEEKS_BEHIND = 46
MIDDLE_OF_AUGUST = range(33, 35)
"""Weeks of the year."""
NOTE = "Ha voglia di conoscere un gruppo vicino a casa; ci rivediamo fra due settimane. È un esempio."
NIGHTS = 30
OUTCOMES = (
    (Outcome.GROUP, Outcome.LISTENING),
    (Outcome.LISTENING,),
    (Outcome.GROUP,),
    (Outcome.INFORMATION,),
    (Outcome.OTHER_MEETING, Outcome.LISTENING),
    (Outcome.ASSOCIATION,),
    (Outcome.SOCIAL_SERVICE, Outcome.INFORMATION),
)


@dataclass(frozen=True)
class _Past:
    """A meeting that was: its number decides how it went."""

    number: int
    service: Service
    rule: AvailabilityRule
    starts_at: datetime

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.service.minutes)

    @property
    def mode(self) -> Mode:
        modes = [mode for mode in self.rule.modes if mode in self.service.modes]
        return modes[self.number % len(modes)]

    @property
    def asked_at(self) -> datetime:
        return self.starts_at - timedelta(days=(1, 3, 5, 6, 9, 12, 17)[self.number % 7], hours=self.number % 5)

    @property
    def cancelled_by(self) -> str:
        return {4: CancelledBy.VISITOR, 13: CancelledBy.OPERATOR}.get(self.number % 17, "")

    @property
    def result(self) -> str | None:
        if self.cancelled_by or self.starts_at > now() - timedelta(days=7):
            return None  # of those of the last week who listens has still to say
        return Result.VISITOR_ABSENT if self.number % 9 == 7 else Result.MET


def seed_demo_helpdesk(_folder: Path) -> None:
    """Fill the helpdesk of the association in scope, where somebody serves and nobody came yet. Harmless to repeat."""
    nobody = db.session.scalar(select(ServiceOperator.id).limit(1)) is None
    if nobody or db.session.scalar(select(Appointment.id).limit(1)) is not None:
        return
    visitors = Visitors()
    for service in open_services(ServiceKind.MEETING):
        _past(service, visitors)
        _coming(service, visitors)
        _waiting(service, visitors)
    _nights()
    seed_demo_pathways(visitors)
    db.session.flush()


# --- what was --------------------------------------------------------------------------------------------------------


def _past(service: Service, visitors: Visitors) -> None:
    keep_days = read_settings(HelpdeskSettings).keep_days
    meetings = list(_meetings(service))
    old = [one for one in meetings if one.ends_at < now() - timedelta(days=keep_days)]
    known = [visitors.come(one.asked_at, by_phone=_needs_phone(one.mode)) for one in meetings[len(old) :]]
    who = [*forgotten([one.asked_at for one in old], keep_days), *known]
    rows = [_row(one, visitor) for one, visitor in zip(meetings, who, strict=True)]
    db.session.add_all(rows)
    db.session.flush()
    for one, row in zip(meetings, rows, strict=True):
        if row.result == Result.MET:
            codes = OUTCOMES[one.number % len(OUTCOMES)]
            db.session.add_all(AppointmentOutcome(appointment_id=row.id, code=code) for code in codes)
            if row.visitor_id in {visitor.id for visitor in known} and one.number % 3 == 0:
                note(row)


def _meetings(service: Service) -> Iterator[_Past]:
    """In order of time: a meeting a week in each of the hours on offer, but in the middle of August."""
    rules = db.session.scalars(
        select(AvailabilityRule)
        .where(AvailabilityRule.service_id == service.id)
        .order_by(AvailabilityRule.weekday, AvailabilityRule.starts, AvailabilityRule.id)
    ).all()
    monday, number = today() - timedelta(days=today().weekday()), 0
    for week in range(WEEKS_BEHIND, -1, -1):
        for rule in rules:
            day = monday - timedelta(weeks=week) + timedelta(days=rule.weekday)
            number += 1
            if rule.first_day <= day < today() and day.isocalendar().week not in MIDDLE_OF_AUGUST:
                yield _Past(number, service, rule, _hour(day, rule, service, number))


def _hour(day: date, rule: AvailabilityRule, service: Service, number: int) -> datetime:
    """One of the first two hours."""
    begin = datetime.combine(day, rule.starts, ROME)
    return begin + timedelta(minutes=service.step_minutes * (number % 2))


def _row(one: _Past, visitor: Visitor) -> Appointment:
    off = one.starts_at - timedelta(days=1)
    return Appointment(
        service_id=one.service.id,
        visitor_id=visitor.id,
        person_id=one.rule.person_id,
        mode=one.mode,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        state=AppointmentState.CANCELLED if one.cancelled_by else AppointmentState.CONFIRMED,
        asked_at=one.asked_at,
        confirmed_at=one.asked_at,
        cancelled_at=off if one.cancelled_by else None,
        cancelled_by=one.cancelled_by,
        result=one.result,
        result_at=one.ends_at if one.result else None,
        created_at=one.asked_at,
    )


def note(appointment: Appointment) -> None:
    """What who listened wrote afterwards."""
    row = MeetingNote(
        visitor_id=appointment.visitor_id,
        appointment_id=appointment.id,
        person_id=appointment.person_id,
        created_at=appointment.ends_at,
        updated_at=appointment.ends_at,
    )
    row.body = NOTE
    db.session.add(row)


# --- what is to come -------------------------------------------------------------------------------------------------


def _coming(service: Service, visitors: Visitors) -> None:
    """Some meetings in the coming weeks: one moved, one called off by who listens, one with who left only a telephone."""
    slots = next_free(service, limit=60)
    tried = [_book(service, slot, visitors, by_phone=place == 1) for place, slot in enumerate(slots[1:16:3])]
    booked = [one for one in tried if one is not None]
    if len(booked) > 3:  # enough for one of each
        with suppress(WrongFact):
            move(booked[2], slots[-1].starts_at, Mode(slots[-1].modes[0]), by=SYSTEM, office=True)
        by_phone = _book(service, slots[2], visitors, by_phone=True)
        if by_phone is not None:
            cancel(by_phone, by=SYSTEM, who=CancelledBy.OPERATOR)
            call_to_make(by_phone, CallReason.CANCELLED)
        call_to_make(booked[1], CallReason.REMINDER)


def _book(service: Service, slot: Slot, visitors: Visitors, *, by_phone: bool) -> Appointment | None:
    possible = [mode for mode in slot.modes if by_phone or mode != Mode.PHONE] or list(slot.modes)
    mode = possible[slot.starts_at.day % len(possible)]
    asked = now() - timedelta(days=2)
    visitor = visitors.come(asked, by_phone=by_phone or mode == Mode.PHONE)
    with suppress(WrongFact):
        return book(service, slot.starts_at, mode, visitor, by=PUBLIC, asked_at=asked, office=True)
    return None


def _waiting(service: Service, visitors: Visitors) -> None:
    """Two who can come only in a part of the day, and one who has an appointment and would like an earlier one."""
    coming = (
        select(Visitor).join(Appointment, Appointment.visitor_id == Visitor.id).where(Appointment.starts_at > now())
    )
    booked = db.session.scalars(coming.where(Appointment.state == AppointmentState.CONFIRMED).limit(1)).first()
    for free_part, again in ((FreePart.EVENING, None), (FreePart.MORNING, None), (FreePart.ANY, booked)):
        mode = service.modes[-1]
        visitor = visitors.come(now() - timedelta(days=5), by_phone=_needs_phone(mode), again=again)
        with suppress(WrongFact):
            entry = join_list(service, visitor, mode=mode, free_part=free_part, by=SYSTEM)
            entry.joined_at = entry.state_at = visitor.created_at


def _needs_phone(mode: Mode) -> bool | None:
    """Who is met by telephone left one; of the others some."""
    return True if mode == Mode.PHONE else None


# --- what was forgotten ----------------------------------------------------------------------------------------------


def _nights() -> None:
    """The report of the last nights: those whose last meeting was so many days before."""
    keep_days = read_settings(HelpdeskSettings).keep_days
    ended = db.session.scalars(select(Appointment.ends_at).where(Appointment.ends_at < now())).all()
    due = Counter(day_of(one) + timedelta(days=keep_days + 1) for one in ended)
    for back in range(1, NIGHTS + 1):
        night = today() - timedelta(days=back)
        many = due[night]
        facts = {"visitors": many, "appointments": many, "notes": many // 2, "pathways": 0}
        ran_at = datetime.combine(night, time(3, 18), ROME)
        db.session.add(ForgettingRun(ran_at=ran_at, keep_days=keep_days, **facts))
