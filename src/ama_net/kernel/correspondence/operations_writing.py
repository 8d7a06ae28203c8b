"""Letters written by the office in its own words, to one or to many; and what comes in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from ama_net.foundation.clock import today
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.correspondence.models import Channel, Direction, Letter, ProtocolEntry
from ama_net.kernel.correspondence.operations import Correspondent, open_entry, send_letter
from ama_net.kernel.documents import Document, File, Visibility, keep_document
from ama_net.kernel.people import Person

TEMPLATE = "correspondence/letter"


class NotYet(ValueError):
    """A letter cannot have come on a day that is still to come."""


@dataclass(frozen=True)
class Words:
    """What a letter says. ``subject`` stands in the protocol too, so it names nobody."""

    subject: str
    text: str


@dataclass(frozen=True)
class Arrived:
    """A letter that came, or went outside the system: whose (a row of the register, or words), how, when, about what."""

    subject: str
    who: Correspondent | str
    on: date
    kind: str = "letter"
    channel: str = ""
    direction: Direction = Direction.IN


@dataclass(frozen=True)
class Answering:
    """Who is written to in the place of a minor, and the minor."""

    who: Correspondent
    minor: Person


def write_letters(
    to: Iterable[Correspondent | Answering],
    words: Words,
    *,
    by: Actor,
    channel: Channel | None = None,
    about: Any = None,
    step: Callable[[], None] = lambda: None,
) -> list[Letter]:
    """Write the same words to some people or bodies: one line of the protocol, a letter each, the way each is reached.

    Who may: the office with LETTERS_EDIT. ``step`` is called after each letter, for who follows a long job.
    """
    everybody = [(one.who, one.minor) if isinstance(one, Answering) else (one, None) for one in to]
    only = everybody[0][0] if len(everybody) == 1 else ""
    entry = open_entry(Direction.OUT, subject=words.subject, by=by, kind="letter", who=only, about=about)
    letters = []
    sent: dict[str, Any] = {"entry": entry, "about": about, "channel": channel}
    for who, minor in everybody:
        context = {"subject": words.subject, "text": words.text, "for_name": minor.name if minor else ""}
        letters.append(send_letter(TEMPLATE, to=who, context=context, for_person=minor, **sent))
        step()
    return letters


def note_arrival(arrived: Arrived, *, by: Actor, scan: File | None = None) -> ProtocolEntry:
    """Write in the protocol a letter that came (or went outside the system), with its scan when there is one.

    Raises:
        NotYet: the day is in the future.
    """
    if arrived.on > today():
        raise NotYet
    document = _keep_scan(scan, arrived.subject, arrived.on, by) if scan else None
    entry = open_entry(
        arrived.direction,
        subject=arrived.subject,
        by=by,
        kind=arrived.kind,
        on_day=arrived.on,
        who=arrived.who,
        document=document,
    )
    entry.channel = arrived.channel
    return entry


def attach_scan(entry: ProtocolEntry, scan: File, *, by: Actor) -> Document:
    """Keep the scan of a letter beside its line of the protocol; a second one takes its place, the first stays kept."""
    document = _keep_scan(scan, entry.subject, entry.on_day, by)
    entry.document_id = document.id
    record(by=by, verb="protocol.scanned", subject=entry)
    return document


def _keep_scan(scan: File, subject: str, on: date, by: Actor) -> Document:
    return keep_document(scan, title=subject, kind="letter", by=by, visibility=Visibility.OFFICE, dated_on=on)
