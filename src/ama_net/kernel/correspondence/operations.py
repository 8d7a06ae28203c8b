"""Writing to people the way each can be reached, and the protocol of what came and went."""

from datetime import date
from typing import Any

from flask_babel import force_locale

from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.web.languages import current_locale
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import next_number, record
from ama_net.kernel.correspondence.models import Channel, Direction, Letter, LetterState, ProtocolEntry
from ama_net.kernel.correspondence.strangers import Stranger
from ama_net.kernel.documents import Document
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.outbox.own_words import written
from ama_net.kernel.people import ContactKind, Organisation, Person
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.look import colours

VARIOUS = "various"
"""The channel of a line whose letters travel in more than one way."""


class OnlyMailed(str):
    """What an e-mail alone says: a personal link, with which one acts as the recipient. The office reads letters, never this."""

    __slots__ = ()


Correspondent = Person | Organisation | Stranger


def open_entry(
    direction: Direction,
    *,
    subject: str,
    by: Actor,
    kind: str = "",
    on_day: date | None = None,
    who: Correspondent | str = "",
    about: Any = None,
    document: Document | None = None,
) -> ProtocolEntry:
    """Write a line of the protocol, with the next number of its year. Flushed.

    Args:
        direction: whether it came or goes.
        subject: what it is about, in few words; it is not sealed, so it names nobody.
        who: who wrote or is written to: a row of the register, or in words when they are not in it.
        about: the row it speaks of.
    """
    day = on_day or today()
    entry = ProtocolEntry(direction=direction, subject=subject, kind=kind, on_day=day, year=day.year)
    entry.number = next_number("letters", day.year)
    entry.created_by = by.account_id
    entry.document_id = document.id if document is not None else None
    _address(entry, who)
    if isinstance(who, str | Stranger):
        entry.correspondent = (who if isinstance(who, str) else who.name) or None
    if about is not None:
        entry.about_kind, entry.about_id = about.__tablename__, about.id
    db.session.add(entry)
    db.session.flush()
    record(by=by, verb="protocol.written", subject=entry, changes={"direction": direction, "number": entry.number})
    return entry


def send_letter(
    template: str,
    *,
    to: Correspondent,
    context: dict[str, Any],
    entry: ProtocolEntry,
    about: Any = None,
    for_person: Person | None = None,
    channel: Channel | None = None,
    locale: str | None = None,
) -> Letter:
    """Write to somebody: by e-mail at once when they have an address, else a letter that waits to be printed.

    Args:
        template: ``room/name`` of the three mail templates; on paper the plain text goes under the letterhead.
        context: what the templates need; ``paper`` is true in it when the words go under the letterhead,
            and ``OnlyMailed`` values are empty in the words that are printed or kept here.
        entry: its line of the protocol (``open_entry``); letters sent together share one.
        for_person: the minor it concerns, when ``to`` is the guardian.
        channel: another way than ``channel_of(to)``; one that needs an address there is not is passed over.
    """
    letter = Letter(entry_id=entry.id, template=template, channel=_possible(channel, to))
    _address(letter, to)
    letter.for_person_id = for_person.id if for_person is not None else None
    if about is not None:
        letter.about_kind, letter.about_id = about.__tablename__, about.id
    if letter.channel == Channel.EMAIL:
        letter.address = _contact(to, ContactKind.EMAIL)
        message = send_mail(template, to=letter.address or "", context=context, about=letter, locale=locale)
        db.session.flush()  # the letter points at its mail
        letter.message_id, letter.subject, letter.body = message.id, message.subject, message.text
        if any(isinstance(value, OnlyMailed) for value in context.values()):
            letter.subject, letter.body = _rendered(template, context, locale)
    else:
        letter.address = _contact(to, ContactKind.PEC) if letter.channel == Channel.PEC else postal_lines(to)
        letter.subject, letter.body = _rendered(template, context, locale)
    letter.state, letter.state_on = LetterState.WAITING, today()
    entry.channel = letter.channel if entry.channel in ("", letter.channel) else VARIOUS
    db.session.add(letter)
    return letter


def channel_of(to: Correspondent) -> Channel:
    """How somebody is reached: e-mail, else post; by hand when there is no address at all."""
    if _contact(to, ContactKind.EMAIL):
        return Channel.EMAIL
    return Channel.POST if to.addresses else Channel.HAND


def _possible(channel: Channel | None, to: Correspondent) -> Channel:
    """The way asked for, when the address it needs is there; otherwise the way somebody is reached."""
    needed = {Channel.EMAIL: ContactKind.EMAIL, Channel.PEC: ContactKind.PEC}
    if channel is None or (channel in needed and not _contact(to, needed[channel])):
        return channel_of(to)
    by_post = channel in (Channel.POST, Channel.REGISTERED_POST)
    return Channel.HAND if by_post and not to.addresses else channel


def postal_lines(to: Correspondent) -> str:
    """Name and postal address as they stand on an envelope, a line each; the name alone when there is no address."""
    order = {"mail": 0, "domicile": 1, "residence": 2, "seat": 3}
    found = sorted(to.addresses, key=lambda address: order.get(address.kind, 9))
    lines = [to.name]
    if found:
        town = " ".join(filter(None, (found[0].postcode, found[0].municipality, found[0].province)))
        lines += [found[0].street, town, "" if found[0].country == "IT" else found[0].country]
    return "\n".join(filter(None, lines))


def _contact(to: Correspondent, kind: ContactKind) -> str | None:
    return next((contact.value for contact in to.contacts if contact.kind == kind), None)


def _address(row: ProtocolEntry | Letter, to: Correspondent | str) -> None:
    if isinstance(to, Person):
        row.person_id = to.id
    elif isinstance(to, Organisation):
        row.organisation_id = to.id


def _rendered(template: str, context: dict[str, Any], locale: str | None) -> tuple[str, str]:
    tenant = current_tenant()
    kept = {name: "" if isinstance(value, OnlyMailed) else value for name, value in context.items()}
    with force_locale(locale or current_locale()):
        rendered = written(template, {**kept, "paper": True, "tenant": tenant, "theme": colours(tenant.slug)})
    return rendered.subject, without_signature(rendered.text)


def without_signature(text: str) -> str:
    """The words of a mail without the block that says who writes: on paper the letterhead says it."""
    return text.partition("\n--\n")[0].strip() + "\n"
