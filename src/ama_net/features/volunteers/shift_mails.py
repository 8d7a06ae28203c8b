"""Mails to volunteers about their shifts: in the protocol as every letter, one line a day, and never on paper.

What these say is old within hours: who has no e-mail address finds it in the personal area, or is called by the office.
"""

from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.features.volunteers.models import Shift, ShiftSwap
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.correspondence import Channel, Direction, Letter, ProtocolEntry, channel_of, open_entry, send_letter
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling.words import span_words
from ama_net.kernel.tenancy import current_tenant

KIND = "shift_mail"


def mail_about(shift: Shift, template: str, *, to: Person, **context: Any) -> Letter | None:
    """Write to a volunteer about a shift; None when they have no e-mail address.

    Every template has the volunteer's first name, the shift's label, times and place, and the address of its page.
    """
    if channel_of(to) != Channel.EMAIL:
        return None
    return send_letter(
        template,
        to=to,
        context={**shift_facts(shift), "name": to.given_name or to.name, **context},
        entry=_entry_of_today(),
        about=shift,
        channel=Channel.EMAIL,
        locale=to.preferred_language,
    )


def shift_facts(shift: Shift) -> dict[str, Any]:
    """What a mail says of a shift: the activity and never its title, which the office writes as it likes."""
    return {
        "label": shift.activity.label,
        "starts_at": shift.starts_at,
        "when": LazyString(span_words, shift.starts_at, shift.ends_at),
        "where": where_words(shift),
        "link": f"{current_tenant().base_url}/my/turni/{shift.id}",
    }


def offer_facts(swap: ShiftSwap) -> dict[str, Any]:
    """What a mail says of an offer: who makes it, as volunteers read each other's names, and what is asked in return."""
    back = swap.in_return
    return {
        "giver": swap.person.short_name,
        "back_at": back.shift.starts_at if back else None,
        "back_label": back.shift.activity.label if back else "",
    }


def tell_secretariat(template: str, *, path: str) -> None:
    """Write to the secretariat that something waits for it on a page."""
    tenant = current_tenant()
    send_mail(
        template, to=tenant.identity.mail.secretariat_mail, context={"link": f"{tenant.base_url}{path}"}, locale="it"
    )


def where_words(shift: Shift) -> str:
    """Where to go, with the address when the place has one that its name does not say already."""
    address = shift.venue.in_one_line if shift.venue else ""
    return address if address.startswith(shift.where) else ", ".join(filter(None, (shift.where, address)))


def _entry_of_today() -> ProtocolEntry:
    """One line of the protocol for all of a day. Two at once may open two: no harm."""
    day = today()
    there = select(ProtocolEntry).where(ProtocolEntry.kind == KIND, ProtocolEntry.on_day == day).limit(1)
    found = db.session.scalars(there).first()
    return found or open_entry(Direction.OUT, subject=str(_("E-mail sui turni dei volontari")), by=SYSTEM, kind=KIND)
