"""Which subscriber is which person of the register: known from the e-mail, whether or not the register has a consent of theirs.

Who subscribed by themselves and dies, or withdraws in the register, is found by this. An e-mail that two people share is nobody's.
"""

from collections import Counter
from uuid import UUID

from sqlalchemy import any_, cast, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import LargeBinary

from ama_net.across.newsletters.addresses import address_digest
from ama_net.across.newsletters.models import Subscriber, SubscriberState
from ama_net.foundation.database import db
from ama_net.kernel.people import Contact, ContactKind

CHUNK = 5_000


def person_at(address: str) -> UUID | None:
    """The only person of the register with an e-mail."""
    theirs = select(Contact.person_id).where(
        Contact.kind == ContactKind.EMAIL, Contact.value == address, Contact.person_id.is_not(None)
    )
    found = set(db.session.scalars(theirs.limit(2)))
    return found.pop() if len(found) == 1 else None


def know_people() -> None:
    """Link who is subscribed and not known yet; the digests of the register's e-mails are made a chunk at a time."""
    unknown = (Subscriber.state == SubscriberState.CONFIRMED) & Subscriber.person_id.is_(None)
    if db.session.scalar(select(Subscriber.id).where(unknown).limit(1)) is None:
        return
    emails = select(Contact.value, Contact.person_id).where(
        Contact.kind == ContactKind.EMAIL, Contact.person_id.is_not(None)
    )
    pairs = {(row.value, row.person_id) for row in db.session.execute(emails)}
    people = Counter(value for value, _person in pairs)
    mine = [(address_digest(value), person) for value, person in pairs if people[value] == 1]
    for start in range(0, len(mine), CHUNK):
        by_digest = dict(mine[start : start + CHUNK])
        here = select(Subscriber).where(
            unknown, Subscriber.address_digest == any_(cast(list(by_digest), ARRAY(LargeBinary)))
        )
        for row in db.session.scalars(here.order_by(Subscriber.id).with_for_update()):
            row.person_id = by_digest[row.address_digest]
        db.session.flush()
