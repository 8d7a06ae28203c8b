"""Offering a free time to who waits: to one person at a time, for them alone, until an hour they are told.

An offer is a held appointment: nobody else can book that time. It is accepted, declined (who declines keeps their place), or
runs out; then it goes to the next. Every step holds the list first (see ``waiting``), then what the appointment needs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import selectinload

from ama_net.features.helpdesk.absences import check_not_paused
from ama_net.features.helpdesk.models import (
    Appointment,
    LeftBecause,
    Mode,
    OfferAnswer,
    Service,
    Visitor,
    WaitingEntry,
    WaitingOffer,
    WaitingState,
)
from ama_net.features.helpdesk.operations.appointments import confirm, hold_slot
from ama_net.features.helpdesk.operations.calls import knows_of_offer
from ama_net.features.helpdesk.operations.limits import check_limits
from ama_net.features.helpdesk.operations.waiting import give_back, hold_list, leave_list
from ama_net.features.helpdesk.refusals import SlotGone, TooMany
from ama_net.features.helpdesk.refusals_waiting import NotWaiting, OfferOver, Paused
from ama_net.features.helpdesk.settings import HelpdeskSettings
from ama_net.features.helpdesk.slots import Slot, free_slots
from ama_net.features.helpdesk.waiting_mails import tell_missed, tell_offer
from ama_net.features.helpdesk.waiting_rules import MOST_MISSED, MOST_OPEN, MOST_UNREACHED, mode_for, offer_until, suits
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.audit import record
from ama_net.kernel.confiding import ContactKind
from ama_net.kernel.scheduling import settle
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.settings import read_settings

PAGE = 200
"""How many of a list are read at a time."""


@dataclass(frozen=True)
class Match:
    """A free time that is good for somebody who waits, and until when it would be kept for them."""

    entry: WaitingEntry
    starts_at: datetime
    mode: Mode
    until: datetime


def offer_next(service_id: UUID) -> bool:
    """Offer one free time to the first it is good for; whether there was one. One to each transaction.

    No more than ``MOST_OPEN`` at once, ``MOST_UNREACHED`` of them to telephones nobody has called yet: what is written on a
    public page may be invented. An association that has closed its helpdesk offers nothing: nobody could answer.

    Raises:
        SlotGone: somebody took it in that very moment; nothing is written.
    """
    if not current_tenant().identity.rooms.helpdesk or db.session.scalar(_waiting(service_id).limit(1)) is None:
        return False
    hold_list(service_id)
    service = db.session.get_one(Service, service_id)
    for match in _matches(service):
        try:
            check_not_paused(match.entry.visitor, by=PUBLIC)  # as if they booked by themselves
            check_limits(match.entry.visitor, service)
        except (Paused, TooMany):
            continue  # they could not accept
        _offer(match, service, by=SYSTEM)
        return True
    return False


def offer_place(entry: WaitingEntry, starts_at: datetime, mode: Mode, *, by: Actor) -> WaitingOffer:
    """Offer a free time to somebody by hand, whatever their turn. Who may: the office with HELPDESK_EDIT.

    Raises:
        NotWaiting: they wait no more, or have an offer already.
        SlotGone: nobody can be met then, or it is too near for an answer.
        TooMany: this contact has as many appointments as the service allows.
    """
    hold_list(entry.service_id)
    db.session.refresh(entry)
    if entry.state != WaitingState.WAITING:
        raise NotWaiting
    until = offer_until(now(), starts_at, read_settings(HelpdeskSettings).offer_hours)
    if until is None:
        raise SlotGone
    check_limits(entry.visitor, entry.service)
    return _offer(Match(entry, starts_at, mode, until), entry.service, by=by)


def accept_offer(offer: WaitingOffer, *, by: Actor) -> Appointment:
    """Make the offered time the visitor's appointment; accepted already, it is given again. Flushed.

    Who may: who was offered it, or the office with HELPDESK_EDIT for who says so on the telephone.

    Raises:
        OfferOver: it ran out, or was answered otherwise.
        HoldExpired, TooMany: see ``confirm``.
    """
    entry = _held(offer)
    if offer.answer == OfferAnswer.ACCEPTED and offer.appointment is not None:
        return offer.appointment
    if not offer.stands or offer.appointment is None:
        raise OfferOver
    appointment = confirm(offer.appointment, entry.visitor, by=by)
    appointment.asked_at = entry.joined_at
    offer.answer, offer.answered_at = OfferAnswer.ACCEPTED, now()
    entry.state, entry.state_at = WaitingState.BOOKED, now()
    db.session.flush()
    return appointment


def decline_offer(offer: WaitingOffer, *, by: Actor) -> None:
    """Say no to a time: it goes to the next, and who said no keeps their place. Declined already, nothing happens.

    Raises:
        OfferOver: it was accepted, or it is not open any more.
    """
    entry = _held(offer)
    if offer.answer == OfferAnswer.DECLINED:
        return
    if offer.answer:
        raise OfferOver
    give_back(offer, OfferAnswer.DECLINED)
    entry.state, entry.state_at = WaitingState.WAITING, now()
    if by.account_id is not None:
        entry.reached_at = entry.reached_at or now()  # they said so on the telephone
    db.session.flush()
    record(by=by, verb="waiting.declined", subject=entry)


def expire_offer(offer_id: UUID) -> bool:
    """End an offer nobody answered in time, tell who had it; whether it was to be ended. One to each transaction.

    Who was to be called, and was not, lost nothing by silence: it is not counted.
    """
    offer = db.session.get(WaitingOffer, offer_id)
    if offer is None:
        return False
    entry = _held(offer)
    if offer.answer or offer.until > now():
        return False
    knew = offer.appointment is not None and knows_of_offer(offer.appointment)  # the call goes with the appointment
    give_back(offer, OfferAnswer.EXPIRED)
    entry.state, entry.state_at, entry.missed = WaitingState.WAITING, now(), entry.missed + knew
    db.session.flush()
    record(by=SYSTEM, verb="waiting.offer_expired", subject=entry)
    if entry.missed >= MOST_MISSED:
        leave_list(entry, by=SYSTEM, because=LeftBecause.SILENCE)
    if knew:
        tell_missed(entry)
    return True


def due_offers() -> Sequence[UUID]:
    """The offers whose time to answer is over."""
    over = select(WaitingOffer.id).where(WaitingOffer.answer == "", WaitingOffer.until <= now())
    return db.session.scalars(over.order_by(WaitingOffer.until, WaitingOffer.id)).all()


def _offer(match: Match, service: Service, *, by: Actor) -> WaitingOffer:
    entry = match.entry
    appointment, _secret = hold_slot(service, match.starts_at, match.mode, by=by)
    appointment.visitor_id, appointment.held_until = entry.visitor_id, match.until
    settle(appointment, until=match.until)
    offer = WaitingOffer(
        entry_id=entry.id,
        appointment_id=appointment.id,
        mode=match.mode,
        starts_at=match.starts_at,
        until=match.until,
        created_by=by.account_id,
    )
    db.session.add(offer)
    entry.state, entry.state_at = WaitingState.OFFERED, now()
    db.session.flush()
    db.session.refresh(appointment, ["visitor"])
    record(by=by, verb="waiting.offered", subject=entry)
    tell_offer(offer)
    return offer


def _held(offer: WaitingOffer) -> WaitingEntry:
    """Who was offered it, as they are now that their list is held; the offer too."""
    entry = offer.entry
    hold_list(entry.service_id)
    db.session.refresh(entry)
    db.session.refresh(offer)
    return entry


def _waiting(service_id: UUID) -> Select[WaitingEntry]:
    """Who waits without an offer and has a turn, the first first."""
    return (
        select(WaitingEntry)
        .where(
            WaitingEntry.service_id == service_id, WaitingEntry.state == WaitingState.WAITING, WaitingEntry.in_turn()
        )
        .order_by(WaitingEntry.turn(), WaitingEntry.id)
    )


def _in_line(service_id: UUID) -> Iterator[WaitingEntry]:
    """Who may be offered a time now, the first first, however long the list is; nobody when enough were."""
    offered = (
        select(func.count(), func.count().filter(WaitingEntry.reached_at.is_(None)))
        .select_from(WaitingEntry)
        .where(WaitingEntry.service_id == service_id, WaitingEntry.state == WaitingState.OFFERED)
    )
    total, unreached = db.session.execute(offered).one()
    if total >= MOST_OPEN:
        return
    waiting = _waiting(service_id).options(selectinload(WaitingEntry.visitor), selectinload(WaitingEntry.offers))
    if unreached >= MOST_UNREACHED:
        waiting = waiting.where(WaitingEntry.reached_at.is_not(None))
    page = waiting.limit(PAGE).execution_options(populate_existing=True)
    while found := db.session.scalars(page).all():
        last = (found[-1].joined_at if found[-1].reached_at else found[-1].state_at, found[-1].id)
        yield from found
        page = (
            waiting.where(tuple_(WaitingEntry.turn(), WaitingEntry.id) > last)
            .limit(PAGE)
            .execution_options(populate_existing=True)
        )


def _matches(service: Service) -> Iterator[Match]:
    """What could be offered, in the order of the list; of one contact only the first place gets its turn."""
    hours = read_settings(HelpdeskSettings).offer_hours
    slots = free_slots(service, today(), today() + timedelta(days=service.horizon_days))
    contacts = _asked_now(service.id)
    for entry in _in_line(service.id):
        contact = entry.visitor.contact_digest or entry.visitor_id.bytes
        match = None if contact in contacts else _match(entry, slots, hours)
        contacts.add(contact)
        if match is not None:
            yield match


def _asked_now(service_id: UUID) -> set[bytes]:
    """The contacts that have an offer to answer."""
    found = (
        select(Visitor.contact_digest)
        .join(WaitingEntry, WaitingEntry.visitor_id == Visitor.id)
        .where(WaitingEntry.service_id == service_id, WaitingEntry.state == WaitingState.OFFERED)
    )
    return {contact for contact in db.session.scalars(found) if contact is not None}


def _match(entry: WaitingEntry, slots: Sequence[Slot], hours: int) -> Match | None:
    """The first time that is good for somebody, and was not offered to them before."""
    seen, moment = {offer.starts_at for offer in entry.offers}, now()
    by_phone = entry.visitor.contact_kind == ContactKind.PHONE
    for slot in slots:
        if slot.starts_at in seen or not suits(entry.free_part, slot.starts_at):
            continue
        mode = mode_for(entry.mode, slot.modes, by_phone=by_phone)
        until = offer_until(moment, slot.starts_at, hours, by_call=by_phone)
        if mode and until:
            return Match(entry, slot.starts_at, mode, until)
    return None
