"""The waiting list of a service: joining it, leaving it, waiting too long.

Whatever changes a list, its offers too, holds the list first (``hold_list``): before the contact, people, rooms and rows. So
two hands never give two offers to one person, nor one place twice, and the rows need no locks of their own.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, and_, not_, or_, select, update

from ama_net.features.helpdesk.absences import check_not_paused
from ama_net.features.helpdesk.models import (
    Appointment,
    FreePart,
    LeftBecause,
    Mode,
    OfferAnswer,
    Service,
    ServiceKind,
    Visitor,
    WaitingEntry,
    WaitingOffer,
    WaitingState,
)
from ama_net.features.helpdesk.operations.appointments import let_go
from ama_net.features.helpdesk.refusals_waiting import NoWaitingList, TimesFree
from ama_net.features.helpdesk.slots import free_slots
from ama_net.features.helpdesk.waiting_mails import tell_ended, tell_joined
from ama_net.features.helpdesk.waiting_rules import LONGEST_WAIT, UNREACHED_WAIT, mode_for, suits
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db, hold
from ama_net.foundation.jobs import enqueue
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.audit import record
from ama_net.kernel.confiding import ContactKind
from ama_net.kernel.tenancy import current_tenant_id

OPEN = (WaitingState.WAITING, WaitingState.OFFERED)


def hold_list(service_id: UUID) -> None:
    """Hold the waiting list of a service until the transaction ends. Before anything else."""
    hold(f"helpdesk:waiting:{current_tenant_id()}:{service_id}")


def join_list(
    service: Service, visitor: Visitor, *, mode: Mode | None, free_part: FreePart = FreePart.ANY, by: Actor
) -> WaitingEntry:
    """Put somebody at the end of the list, send them the way back, look for a place at once. Flushed.

    Anyone may, as for booking; who asks by themselves and leaves an e-mail has their turn once they open what is written to it
    (``confirm_mail``). In the list already, they keep their place and what they wish is what they say now.

    Raises:
        NoWaitingList: the service has none, or is closed.
        Paused: this contact did not come some times without a word (only who asks by themselves).
        TimesFree: some times suit what they say (only who asks by themselves: to wait would keep a time from the others).
    """
    hold_list(service.id)
    db.session.refresh(service)  # it may have been closed while we waited
    if not (service.is_open and service.has_waiting_list and service.kind == ServiceKind.MEETING):
        raise NoWaitingList
    check_not_paused(visitor, by=by)
    entry = entry_of(visitor.id, service.id)
    if entry is not None:
        entry.mode, entry.free_part = mode or "", free_part
        return entry
    if by == PUBLIC:
        _check_nothing_free(service, visitor, mode, free_part)
    entry = WaitingEntry(service_id=service.id, visitor_id=visitor.id, mode=mode or "", free_part=free_part)
    entry.created_by, entry.reached_at = by.account_id, None if by == PUBLIC else now()
    db.session.add(entry)
    db.session.flush()
    record(by=by, verb="waiting.joined", subject=entry)
    tell_joined(entry)
    look_for_places(service.id)
    return entry


def _check_nothing_free(service: Service, visitor: Visitor, mode: Mode | None, free_part: FreePart) -> None:
    by_phone = visitor.contact_kind == ContactKind.PHONE
    free = [
        slot
        for slot in free_slots(service, today(), today() + timedelta(days=service.horizon_days))
        if suits(free_part, slot.starts_at) and mode_for(mode or "", slot.modes, by_phone=by_phone)
    ]
    if free:
        raise TimesFree(free)


def confirm_mail(entry: WaitingEntry, *, by: Actor) -> None:
    """Note that who asked reads the e-mail they left: from now on they have their turn. Noted already, nothing happens. Flushed.

    Who may: who opened the mailed link. Before any row: it holds the list.
    """
    hold_list(entry.service_id)
    db.session.refresh(entry)
    if entry.reached_at is not None or not entry.is_open:
        return
    entry.reached_at = now()
    db.session.flush()
    record(by=by, verb="waiting.mail_confirmed", subject=entry)
    look_for_places(entry.service_id)


def leave_list(entry: WaitingEntry, *, by: Actor, because: LeftBecause) -> None:
    """Take somebody off the list; a place kept for them goes to the next. Off it already, nothing happens. Flushed.

    Who may: they themselves, the office with HELPDESK_EDIT. Before any row: it holds the list.
    """
    hold_list(entry.service_id)
    db.session.refresh(entry)
    if not entry.is_open:
        return
    for offer in open_offers(entry):
        give_back(offer, OfferAnswer.WITHDRAWN)
    entry.state, entry.left_because, entry.state_at = WaitingState.LEFT, because, now()
    db.session.flush()
    record(by=by, verb="waiting.left", subject=entry)


def leave_all_lists(visitor_id: UUID, *, by: Actor) -> None:
    """Take somebody off every list, before all about them is deleted. Before any row: it holds the lists."""
    theirs = select(WaitingEntry).where(WaitingEntry.visitor_id == visitor_id, WaitingEntry.state.in_(OPEN))
    for entry in db.session.scalars(theirs.order_by(WaitingEntry.service_id)).all():
        leave_list(entry, by=by, because=LeftBecause.VISITOR)


def long_waits() -> Sequence[UUID]:
    """Who has waited without an offer as long as one may, or never opened what was written to them."""
    unreached = and_(not_(WaitingEntry.in_turn()), WaitingEntry.joined_at <= now() - UNREACHED_WAIT)
    over = select(WaitingEntry.id).where(
        WaitingEntry.state == WaitingState.WAITING,
        or_(WaitingEntry.joined_at <= now() - LONGEST_WAIT, unreached),
    )
    return db.session.scalars(over.order_by(WaitingEntry.joined_at, WaitingEntry.id)).all()


def end_long_wait(entry_id: UUID) -> bool:
    """Take off the list who has waited as long as one may, and tell them; whether they were.

    Who never opened a mail of ours is written nothing more: the address may be somebody else's.
    """
    entry = db.session.get(WaitingEntry, entry_id)
    if entry is None:
        return False
    hold_list(entry.service_id)
    db.session.refresh(entry)
    if entry.state != WaitingState.WAITING:
        return False
    if not entry.has_turn:
        leave_list(entry, by=SYSTEM, because=LeftBecause.UNREACHED)
        return True
    leave_list(entry, by=SYSTEM, because=LeftBecause.TOO_LONG)
    tell_ended(entry)
    return True


def close_others(appointment: Appointment) -> None:
    """Who has booked waits no more: the other places of the same contact in the list of that service are closed.

    It comes after the appointment's row: it waits for nobody, and what somebody else is changing is left to them.
    """
    theirs = (
        select(WaitingEntry.id)
        .where(
            WaitingEntry.service_id == appointment.service_id,
            WaitingEntry.state == WaitingState.WAITING,
            WaitingEntry.visitor_id.in_(of_same_contact(appointment)),
        )
        .with_for_update(skip_locked=True)
    )
    booked = {"state": WaitingState.BOOKED, "state_at": now()}
    db.session.execute(update(WaitingEntry).where(WaitingEntry.id.in_(theirs)).values(**booked))


def of_same_contact(appointment: Appointment) -> Select[UUID]:
    """The visitors with the same contact as who has an appointment, themselves too."""
    contact = select(Visitor.contact_digest).where(Visitor.id == appointment.visitor_id).scalar_subquery()
    return select(Visitor.id).where((Visitor.id == appointment.visitor_id) | (Visitor.contact_digest == contact))


def entry_of(visitor_id: UUID, service_id: UUID) -> WaitingEntry | None:
    """Somebody's place in the list of a service, while they wait."""
    theirs = select(WaitingEntry).where(
        WaitingEntry.visitor_id == visitor_id, WaitingEntry.service_id == service_id, WaitingEntry.state.in_(OPEN)
    )
    return db.session.scalars(theirs).first()


def open_offers(entry: WaitingEntry) -> list[WaitingOffer]:
    """The offer that waits for an answer, if there is one; its list is held."""
    theirs = select(WaitingOffer).where(WaitingOffer.entry_id == entry.id, WaitingOffer.answer == "")
    return list(db.session.scalars(theirs, execution_options={"populate_existing": True}))


def give_back(offer: WaitingOffer, answer: OfferAnswer) -> None:
    """End an offer that was not accepted: its time is free again, and the next in the list is looked for. Flushed."""
    appointment = offer.appointment
    offer.answer, offer.answered_at, offer.appointment_id = answer, now(), None
    db.session.flush()
    if appointment is not None:
        let_go(appointment)
    look_for_places(offer.entry.service_id)


def look_for_places(service_id: UUID) -> None:
    """Offer the free times of a service to who waits, after the commit."""
    from ama_net.features.helpdesk.waiting_tasks import offer_places  # the task needs these operations

    enqueue(offer_places, str(service_id))
