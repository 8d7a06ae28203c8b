"""Who an audience means: read a chunk at a time, counted, shown by some examples, checked again when each is sent.

What a subscriber chose is sealed, so lists are compared here, not by the database; everything else is one statement a chunk.
Of a confidential list nothing is told but a rounded number of its own (``faults_of``).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any
from uuid import UUID

import structlog
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, any_, bindparam, case, false, func, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from ama_net.across.newsletters.addresses import address_digest, delivery_digest
from ama_net.across.newsletters.audience import Audience
from ama_net.across.newsletters.audience_meaning import Meaning, lists_in, mixes, touches_secret
from ama_net.across.newsletters.audience_people import may_be_written_to, people_in
from ama_net.across.newsletters.audience_words import masked, words_of
from ama_net.across.newsletters.models import Delivery, NewsletterList, Subscriber, SubscriberSource
from ama_net.across.newsletters.queries_lists import counted_words
from ama_net.across.newsletters.recipients import Recipient
from ama_net.foundation.clock import now
from ama_net.foundation.crypto import SealBroken
from ama_net.foundation.database import db
from ama_net.kernel.people import Contact, ContactKind
from ama_net.kernel.tenancy.sealed import unsealer

__all__ = [
    "Count",
    "count_of",
    "faults_of",
    "is_confidential",
    "recipients_after",
    "rounded",
    "rounded_words",
    "sample_of",
    "still_wanted",
    "words_of",
]

log = structlog.get_logger()

CHUNK = 5_000
FEWEST = 5
"""Under so many a confidential list says no number; above, multiples of it."""


@dataclass(frozen=True)
class Count:
    """How many an audience is. Of a confidential one, by the figures of the week: multiples of five, 0 under five."""

    number: int
    words: str


def recipients_after(
    audience: Audience | Meaning, *, after: UUID | None, asked_until: datetime, limit: int
) -> list[Recipient]:
    """The next recipients of an audience by subscriber's id; fewer than ``limit`` only when there are no more.

    Only who had asked by ``asked_until`` and may be written to now: confirmed, not excluded; of the register, living,
    consenting, and the address still theirs. A row whose seal is broken is passed over: it is nobody that can be written to.
    """
    meant = _Meant.by(audience)
    found: list[Recipient] = []
    step = limit
    while len(found) < limit:
        rows = db.session.execute(meant.statement(after, asked_until, step)).all()
        found += islice(meant.recipients(rows), limit - len(found))
        if len(rows) < step:
            break
        after = rows[-1].id
        step = max(
            step, min(4 * step, CHUNK)
        )  # few are asked for and none found yet: not a statement for each subscriber
    return found


def still_wanted(ids: Sequence[UUID], audience: Meaning | None = None) -> set[UUID]:
    """Which of these subscribers may still be written to, asked when their turn comes: one statement.

    Of an ``audience`` of lists alone, only who still has one of them: who gave a topic up is not written about it any more.
    """
    # Columns alone, asked of the connection: what the session does around rows of its own costs more than the question.
    found = db.session.connection().execute(_wanted_of(), {"ids": list(ids)})
    rows = [row for row in found if _still_theirs(row)]
    if audience is not None and audience.by_lists_alone:
        rows = by_lists(rows, int(audience.chosen, 16), int(audience.left_out, 16))
    return {row.id for row in rows}


def count_of(audience: Audience) -> Count:
    """How many an audience would be written to now; of confidential lists, the figures kept of them, and of what day they are.

    Those are added up: who chose two of them is in both.
    """
    lists = lists_in(audience)
    if touches_secret(audience, lists):
        return _kept_count(audience, lists)
    number = sum(1 for _one in _everyone(audience))
    return Count(number, ngettext("una persona", "%(num)s persone", number))


def _kept_count(audience: Audience, lists: dict[UUID, NewsletterList]) -> Count:
    topics = [one for one in lists.values() if one.closed_at is None]
    if not topics or mixes(audience, lists):
        return Count(0, rounded_words(0))
    number = sum(one.reached for one in topics)
    return Count(number, counted_words(rounded_words(number), topics))


def sample_of(audience: Audience, most: int = 5) -> list[str]:
    """Some addresses of an audience, masked, so that a mistake is seen; of a confidential one, none."""
    if is_confidential(audience):
        return []
    found = recipients_after(audience, after=None, asked_until=now(), limit=most)
    return [masked(one.address) for one in found]


def is_confidential(audience: Audience) -> bool:
    """Whether it touches a list that tells an interest, also by leaving it out, or a newsletter that went to one."""
    return touches_secret(audience, lists_in(audience))


def faults_of(audience: Audience) -> list[str]:
    """Why an audience cannot be, in words; such a one means nobody.

    A confidential list is written to by itself or with others like it. With or without anything else, how many are written
    to, here or in the figures of a sending, would tell what one person chose.
    """
    found = lists_in(audience)
    if not mixes(audience, found):
        return []
    topics = [key for key in audience.lists if key in found and found[key].confidential]
    two = []
    if topics:
        by_itself = words_of(Audience(lists=topics))
        other, topic = next(line for line in words_of(audience) if line not in by_itself), found[topics[0]].name
        two = [_('Hai scelto "%(other)s" e anche "%(topic)s": tieni uno dei due.', other=other, topic=topic)]
    why = _(
        "Gli argomenti riservati si scelgono da soli: insieme ad altro, o tolti da altro, si capirebbe chi li ha scelti."
    )
    return [" ".join([*two, why])]


def rounded(number: int) -> int:
    """A number that tells of no single person: 0 under five, else the multiple of five below."""
    return 0 if number < FEWEST else number - number % FEWEST


def rounded_words(number: int) -> str:
    """It, in words."""
    if number < FEWEST:
        return str(_("meno di 5 persone"))
    return str(_("almeno %(number)s persone", number=rounded(number)))


def _everyone(audience: Audience) -> Iterator[Any]:
    """The rows of an audience, a chunk in memory at a time, their addresses unread."""
    meant, after, moment = _Meant.by(audience), None, now()
    while True:
        rows = db.session.execute(meant.statement(after, moment, CHUNK)).all()
        yield from meant.wanted(rows)
        if len(rows) < CHUNK:
            return
        after = rows[-1].id


def _writable() -> Select[Any]:
    """Who may be written to, with the addresses of the person each is of."""
    theirs = (
        select(func.array_agg(Contact.value))
        .where(Contact.person_id == Subscriber.person_id, Contact.kind == ContactKind.EMAIL)
        .scalar_subquery()
    )
    of_register = case((Subscriber.source == SubscriberSource.PERSON, theirs)).label("theirs")
    return select(Subscriber.id, Subscriber.address_digest, Subscriber.source, of_register).where(may_be_written_to())


@cache
def _wanted_of() -> Select[Any]:
    """Of some subscribers: written once, because it is asked for every ten messages and writing it costs more than asking."""
    wanted = _writable().add_columns(Subscriber.interests_sealed, false().label("named"))
    return wanted.where(Subscriber.id == any_(bindparam("ids", type_=ARRAY(Uuid))))


def _still_theirs(row: Any) -> bool:
    """Whether the address of somebody of the register is one of theirs today."""
    if row.source != SubscriberSource.PERSON:
        return True
    return any(address_digest(address) == row.address_digest for address in row.theirs or ())


def by_lists(rows: Sequence[Any], chosen: int, left_out: int) -> list[Any]:
    """Those of some rows that are named, or chose one of some lists, and chose none of others."""
    read, kept = _reader("interests"), []
    for row in rows:
        mask = read(row.id, row.interests_sealed)
        number = int(mask or "0", 16)
        if mask is not None and (row.named or number & chosen) and not number & left_out:
            kept.append(row)
    return kept


def _reader(name: str) -> Callable[[UUID, bytes | None], str | None]:
    """What opens a sealed column of subscribers: empty for what is not there, None for what cannot be read."""
    opened = unsealer("subscribers", name)

    def read(row_id: UUID, sealed: bytes | None) -> str | None:
        try:
            return opened(row_id, sealed) if sealed else ""
        except SealBroken:
            log.warning("newsletters.unreadable", column=name)
            return None

    return read


@dataclass(frozen=True)
class _Meant:
    """An audience made ready to be read: its conditions for the database, its lists as a mask."""

    chosen: int
    left_out: int
    newsletters: list[UUID]
    named: ColumnElement[bool]
    not_named: ColumnElement[bool]

    @classmethod
    def by(cls, audience: Audience | Meaning) -> "_Meant":
        meaning = audience if isinstance(audience, Meaning) else Meaning.now(audience)
        if meaning.nobody:
            return cls(0, 0, [], false(), true())
        parts, without = meaning.parts, meaning.parts.without
        return cls(
            chosen=int(meaning.chosen, 16),
            left_out=int(meaning.left_out, 16),
            newsletters=meaning.newsletters,
            named=true() if parts.everybody else people_in(parts, meaning.asked),
            not_named=false() if without.everybody else ~people_in(without, meaning.not_asked),
        )

    def statement(self, after: UUID | None, asked_until: datetime, limit: int) -> Select[Any]:
        wanted = _writable().add_columns(
            Subscriber.address_sealed, Subscriber.name_sealed, Subscriber.interests_sealed, self.named.label("named")
        )
        wanted = wanted.where(Subscriber.confirmed_at <= asked_until, self.not_named)
        if not self.chosen:
            wanted = wanted.where(self.named)
        if after is not None:
            wanted = wanted.where(Subscriber.id > after)
        return wanted.order_by(Subscriber.id).limit(limit)

    def wanted(self, rows: Sequence[Any]) -> Iterator[Any]:
        """The rows that are meant, by what each chose and what each was sent."""
        kept = [row for row in rows if _still_theirs(row)]
        if self.chosen or self.left_out:
            kept = by_lists(kept, self.chosen, self.left_out)
        return iter(self._not_sent(kept) if self.newsletters else kept)

    def recipients(self, rows: Sequence[Any]) -> Iterator[Recipient]:
        read_address, read_name = _reader("address"), _reader("name")
        for row in self.wanted(rows):
            address, name = read_address(row.id, row.address_sealed), read_name(row.id, row.name_sealed)
            if address and name is not None:
                yield Recipient(row.id, address, name)

    def _not_sent(self, rows: Sequence[Any]) -> list[Any]:
        """Those for whom none of the newsletters was written down; read by digests, which say nobody's name."""
        read = _reader("address")
        digests: dict[bytes, UUID] = {}
        for row in rows:
            if address := read(row.id, row.address_sealed):
                digests |= {delivery_digest(one, address): row.id for one in self.newsletters}
        sent = select(Delivery.digest).where(
            Delivery.newsletter_id.in_(self.newsletters), Delivery.digest.in_(digests.keys())
        )
        had = {digests[digest] for digest in db.session.scalars(sent)}
        return [row for row in rows if row.id not in had]
