"""Mails to who waits, and the reminders: neutral in subject and body, with the way to the visitor's own page.

They say when and how, never which service nor why. Who left only a telephone is called instead.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask_babel import LazyString, force_locale

from ama_net.features.helpdesk.models import (
    Appointment,
    CallReason,
    LeftBecause,
    Visitor,
    WaitingEntry,
    WaitingOffer,
)
from ama_net.features.helpdesk.operations.calls import call_off_list, call_to_make
from ama_net.features.helpdesk.visitor_secrets import visitor_page, way_back
from ama_net.features.helpdesk.whereabouts import where_of
from ama_net.foundation.database import db
from ama_net.kernel.confiding import WaysBack
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.scheduling import span_words

_PROOFS = WaysBack("helpdesk-waiting-mail")


def tell_joined(entry: WaitingEntry) -> None:
    """Send the way back to who has joined the list, and the link that confirms their e-mail unless it is known already."""
    visitor = _visitor(entry)
    confirm = "" if entry.reached_at else confirm_page(entry, visitor)
    _write(visitor, "helpdesk/waiting_joined", about=entry, confirm=confirm)


def tell_offer(offer: WaitingOffer) -> None:
    """Tell that a time is kept for them and until when: by mail, or among the calls to make."""
    visitor, appointment = _visitor(offer.entry), offer.appointment
    if appointment is None:
        return
    if not visitor.by_mail:
        call_to_make(appointment, CallReason.OFFER)
        return
    where = LazyString(where_of, appointment)
    facts = {"when": _when(appointment), "where": where, "until": offer.until, "link": offer_page(visitor)}
    _write(visitor, "helpdesk/waiting_offer", about=offer.entry, **facts)


def tell_missed(entry: WaitingEntry) -> None:
    """Tell that the time went to somebody else, and whether they still wait; who has only a telephone, if they do not."""
    gone = entry.left_because == LeftBecause.SILENCE
    if gone:
        call_off_list(entry)
    _write(_visitor(entry), "helpdesk/waiting_missed", about=entry, gone=gone)


def tell_ended(entry: WaitingEntry) -> None:
    """Tell that they are not in the list any more, after so long or because the service was closed: by mail, or a call."""
    call_off_list(entry)
    closed = entry.left_because == LeftBecause.CLOSED
    _write(_visitor(entry), "helpdesk/waiting_ended", about=entry, closed=closed)


def tell_reminders(appointments: Iterable[Appointment]) -> None:
    """Remind of appointments. Where they are is asked once for each place and language, not for each mail."""
    known: dict[tuple[object, ...], str] = {}
    for one in appointments:
        if one.visitor is None:
            continue
        language = one.visitor.language
        place = (one.service_id, one.mode, one.room_id, language)
        if place not in known:
            with force_locale(language):
                known[place] = where_of(one)
        _write(one.visitor, "helpdesk/reminder", about=one, when=_when(one), where=known[place])


def offer_page(visitor: Visitor) -> str:
    """The whole address where an offer is answered, in the visitor's language."""
    return visitor_page("waiting_public.offer", visitor, visitor.language)


def confirm_page(entry: WaitingEntry, visitor: Visitor) -> str:
    """The whole address where who reads their mail says so: it is in the mail and nowhere else."""
    return visitor_page(
        "waiting_public.confirm_form", visitor, visitor.language, entry_id=entry.id, proof=proof_of(entry.id)
    )


def proof_of(entry_id: UUID) -> str:
    """What only who reads the mail about a place in the list knows."""
    return _PROOFS.link_token(entry_id)


def _when(appointment: Appointment) -> LazyString:
    return LazyString(span_words, appointment.starts_at, appointment.ends_at)


def _visitor(entry: WaitingEntry) -> Visitor:
    return db.session.get_one(Visitor, entry.visitor_id)


def _write(visitor: Visitor, template: str, *, about: Any, **facts: Any) -> None:
    if visitor.by_mail and visitor.contact:
        context = {"link": way_back(visitor, visitor.language), **facts}
        send_mail(template, to=visitor.contact, context=context, about=about, locale=visitor.language)
