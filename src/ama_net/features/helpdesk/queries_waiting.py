"""Reading the waiting list: for the office, for who waits, for what is due."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from ama_net.features.helpdesk.models import (
    Appointment,
    Mode,
    Service,
    WaitingEntry,
    WaitingOffer,
    WaitingState,
)
from ama_net.features.helpdesk.slots import Slot, free_slots
from ama_net.features.helpdesk.waiting_rules import mode_for, offer_until, suits
from ama_net.features.helpdesk.waiting_words import STATE_WORDS
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing
from ama_net.kernel.confiding import ContactKind

OPEN = (WaitingState.WAITING, WaitingState.OFFERED)
FREE_SHOWN = 12
"""How many free times the office is shown to choose from."""

LIST = Listing(
    Column("who", _l("Chi aspetta")),
    Column("service", _l("Che cosa"), sort=Service.position),
    Column("since", _l("Aspetta da"), sort=WaitingEntry.joined_at),
    Column("wishes", _l("Come e quando può")),
    Column("state", _l("A che punto è"), sort=WaitingEntry.state),
    filters=(
        Filter(
            "state",
            _l("A che punto è"),
            WaitingEntry.state,
            {state: STATE_WORDS[state] for state in OPEN},
        ),
    ),
    order="since",
)
"""Who waits, the first come first. No file to download: what people confide does not leave in a spreadsheet."""


def who_waits() -> Select[WaitingEntry]:
    """The open places of every list, with their service, visitor and offers."""
    return (
        select(WaitingEntry)
        .join(WaitingEntry.service)
        .where(WaitingEntry.state.in_(OPEN))
        .options(contains_eager(WaitingEntry.service), joinedload(WaitingEntry.visitor))
        .options(selectinload(WaitingEntry.offers))
    )


def count_waiting() -> dict[str, int]:
    """How many wait, by state."""
    found = select(WaitingEntry.state, func.count()).where(WaitingEntry.state.in_(OPEN)).group_by(WaitingEntry.state)
    counted: dict[str, int] = dict(db.session.execute(found).all())
    return {state.value: counted.get(state, 0) for state in OPEN}


def entry_by_id(entry_id: UUID) -> WaitingEntry | None:
    """A place in a list, whatever became of it, with all that a page shows."""
    found = select(WaitingEntry).where(WaitingEntry.id == entry_id).options(*_whole())
    return db.session.scalars(found).first()


def entries_of(visitor_id: UUID) -> Sequence[WaitingEntry]:
    """The places of one visitor, the newest first."""
    theirs = select(WaitingEntry).where(WaitingEntry.visitor_id == visitor_id)
    return db.session.scalars(theirs.order_by(WaitingEntry.joined_at.desc(), WaitingEntry.id).options(*_whole())).all()


def offer_of(entry: WaitingEntry) -> WaitingOffer | None:
    """What was last offered, if it still waits for an answer."""
    return next((offer for offer in reversed(entry.offers) if offer.answer == ""), None)


def ahead_of(entry: WaitingEntry) -> int:
    """How many joined the same list before, still wait and have their turn."""
    before = select(func.count(WaitingEntry.id)).where(
        WaitingEntry.service_id == entry.service_id,
        WaitingEntry.state.in_(OPEN),
        WaitingEntry.in_turn(),
        WaitingEntry.joined_at < entry.joined_at,
    )
    return db.session.scalar(before) or 0


def times_for(entry: WaitingEntry, hours: int) -> list[tuple[Slot, Mode]]:
    """The free times that could be offered to somebody now, those that suit what they said first."""
    service, moment = entry.service, now()
    first, last = today(), today() + timedelta(days=service.horizon_days)
    by_phone = entry.visitor.contact_kind == ContactKind.PHONE
    good = [
        (slot, mode)
        for slot in free_slots(service, first, last)
        if (mode := mode_for(entry.mode, slot.modes, by_phone=by_phone)) and offer_until(moment, slot.starts_at, hours)
    ]
    return sorted(good, key=lambda one: not suits(entry.free_part, one[0].starts_at))[:FREE_SHOWN]


def _whole() -> tuple[ExecutableOption, ...]:
    appointment = selectinload(WaitingEntry.offers).joinedload(WaitingOffer.appointment)
    return (
        joinedload(WaitingEntry.service).joinedload(Service.venue),
        joinedload(WaitingEntry.visitor),
        appointment.joinedload(Appointment.room),
    )
