"""Jobs of the waiting list and of reminders, and what the room listens to: each offer, end and batch in its own transaction."""

from collections.abc import Callable
from time import monotonic
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select

from ama_net.features.helpdesk.models import Appointment, WaitingEntry, WaitingState
from ama_net.features.helpdesk.operations.holds import sweep_holds
from ama_net.features.helpdesk.operations.offers import due_offers, expire_offer, offer_next
from ama_net.features.helpdesk.operations.reminders import forget_reminders, remind_appointments, skip_reminders
from ama_net.features.helpdesk.operations.waiting import close_others, end_long_wait, long_waits, look_for_places
from ama_net.features.helpdesk.operations.waiting_ends import end_offers_beside, has_offer_beside
from ama_net.features.helpdesk.refusals import SlotGone
from ama_net.features.helpdesk.signals import appointment_changed, place_freed
from ama_net.features.helpdesk.waiting_rules import KEEP_REMINDERS
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.jobs import enqueue, job
from ama_net.kernel.tenancy.everywhere import for_every_association

log = structlog.get_logger()

LONGEST = 40.0
"""Seconds that a job works in one association: what is left goes half a minute later."""

MOST_OFFERS = 50


@job(name="helpdesk.offer_places", own_transactions=True)
def offer_places(service_id: str) -> None:
    """Offer the free times of a service to who waits for it, one after the other."""
    _offer_places(UUID(service_id))


@job(name="helpdesk.keep_waiting_lists", own_transactions=True)
def keep_lists() -> None:
    """Every few minutes, in every association: end the offers nobody answered, offer what is free to who waits."""
    for_every_association(_keep_lists)


def _keep_lists() -> None:
    for offer_id in _asked(due_offers):
        with unit_of_work():
            expire_offer(offer_id)
    for service_id in _asked(_services_waited_for):
        _offer_places(service_id)


@job(name="helpdesk.remind", own_transactions=True)
def remind() -> None:
    """Every half minute, in every association, send the reminders that are due: a batch to each transaction."""
    for_every_association(_remind)


def _remind() -> None:
    reminded = _in_batches(remind_appointments)
    if reminded:
        log.info("helpdesk.reminded", appointments=reminded)


@job(name="helpdesk.sweep_holds", own_transactions=True)
def sweep() -> None:
    """Every few minutes, in every association, delete what was held and never confirmed."""
    for_every_association(_sweep)


def _sweep() -> None:
    swept = _in_batches(sweep_holds)
    if swept:
        log.info("helpdesk.holds_swept", holds=swept)


@job(name="helpdesk.end_long_waits", own_transactions=True)
def end_waits() -> None:
    """Every night, in every association, end the waits that are too long and forget which reminders left long ago."""
    for_every_association(_end_waits)


def _end_waits() -> None:
    for entry_id in _asked(long_waits):
        with unit_of_work():
            end_long_wait(entry_id)
    with unit_of_work():
        forget_reminders(now() - KEEP_REMINDERS)


@job(name="helpdesk.give_back_offers")
def give_back_offers(appointment_id: str) -> None:
    """After a booking: what the same person was offered goes to who comes next in the list."""
    end_offers_beside(UUID(appointment_id))


@place_freed.connect
def _offer_what_is_freed(_sender: Any, service_id: UUID, **_: Any) -> None:
    """A place that frees goes to who waits: after the commit, so that who called off need not wait for it."""
    if service_id in _services_waited_for(service_id):
        look_for_places(service_id)


@appointment_changed.connect
def _note_what_is_known(appointment: Appointment, what: str, **_: Any) -> None:
    """Who has just booked or moved needs no reminder that is due already, and waits no more."""
    if what in ("confirmed", "moved"):
        skip_reminders(appointment)
    if what == "confirmed":
        close_others(appointment)
        if has_offer_beside(appointment):
            enqueue(give_back_offers, str(appointment.id))


def _offer_places(service_id: UUID) -> None:
    for _turn in range(MOST_OFFERS):
        try:
            with unit_of_work():
                offered = offer_next(service_id)
        except SlotGone:
            log.info("helpdesk.place_gone")  # it was booked in that very moment: the next look is in some minutes
            return
        if not offered:
            return


def _in_batches(work: Callable[[], int]) -> int:
    """Do batches until none is left, or it was long enough; gives how many were done in all."""
    until, done = monotonic() + LONGEST, 0
    while monotonic() < until:
        with unit_of_work():
            batch = work()
        done += batch
        if not batch:
            break
    return done


def _asked(question: Callable[[], Any]) -> list[UUID]:
    with unit_of_work():
        return list(question())


def _services_waited_for(service_id: UUID | None = None) -> list[UUID]:
    """The services somebody waits for without an offer, or whether it is so of one."""
    waited = select(WaitingEntry.service_id).where(WaitingEntry.state == WaitingState.WAITING).distinct()
    if service_id is not None:
        waited = waited.where(WaitingEntry.service_id == service_id)
    return list(db.session.scalars(waited.order_by(WaitingEntry.service_id)))
