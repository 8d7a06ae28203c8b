"""Taking one subscriber at a time: whoever changes one holds their address first, then the row (docs/architecture.md)."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import any_, bindparam, cast, select, text
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.types import LargeBinary, Text
from uuid_utils.compat import uuid7

from ama_net.across.newsletters.addresses import address_digest
from ama_net.across.newsletters.models import Subscriber, SubscriberSource, SubscriberState
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, hold
from ama_net.kernel.people import Contact, ContactKind
from ama_net.kernel.tenancy import current_tenant_id

_HOLD_ALL = text("SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM unnest(:keys) AS key").bindparams(
    bindparam("keys", type_=ARRAY(Text()))
)
"""In the order they are given: ``unnest`` gives them so, one after the other."""


def hold_address(digest: bytes) -> None:
    """Hold an address, subscribed or not, until the transaction ends. Taken before any row of newsletters."""
    hold(_key_of(digest))


def hold_addresses(digests: Iterable[bytes]) -> list[bytes]:
    """Hold many addresses in the order of their digests, in one statement; no more than a thousand: the server counts locks."""
    ordered = sorted(set(digests))
    db.session.execute(_HOLD_ALL, {"keys": [_key_of(digest) for digest in ordered]})
    return ordered


def hold_addresses_of(people: Iterable[UUID], *, also: Iterable[bytes] = ()) -> list[bytes]:
    """Hold all the addresses of some people, those of the register and those subscribed as theirs, in the order of digests."""
    ids = list(people)
    emails = select(Contact.value).where(Contact.kind == ContactKind.EMAIL, Contact.person_id.in_(ids))
    here = select(Subscriber.address_digest).where(Subscriber.person_id.in_(ids))
    digests = (
        {address_digest(value) for value in db.session.scalars(emails)} | set(db.session.scalars(here)) | set(also)
    )
    return hold_addresses(digests)


def hold_with_theirs(digest: bytes) -> list[bytes]:
    """Hold an address with all those of whoever has it: for who leaves, and with that withdraws what was said elsewhere."""
    return hold_addresses_of(people_behind(digest), also=[digest])


def people_behind(digest: bytes) -> Sequence[UUID]:
    """The people of the register who have a subscribed address, or had it when it was subscribed."""
    subscriber = db.session.scalar(select(Subscriber).where(Subscriber.address_digest == digest))
    if subscriber is None:
        return []
    address = (subscriber.address or "").strip().lower()
    theirs = select(Contact.person_id).where(
        Contact.kind == ContactKind.EMAIL, Contact.value == address, Contact.person_id.is_not(None)
    )
    found = {*db.session.scalars(theirs), subscriber.person_id}
    return sorted(one for one in found if one is not None)


def lock_rows(digests: Iterable[bytes]) -> Sequence[Subscriber]:
    """Lock the subscribers of held addresses, in the order of their keys, and read them again."""
    theirs = select(Subscriber).where(Subscriber.address_digest == any_(cast(list(digests), ARRAY(LargeBinary))))
    held = theirs.order_by(Subscriber.id).with_for_update()
    return db.session.scalars(held.execution_options(populate_existing=True)).all()


def hold_mailbox(digest: bytes) -> None:
    """Hold a mailbox, however it is spelled, to count what is sent to it. Taken after the address, before its row."""
    hold(f"newsletters:mailbox:{current_tenant_id()}:{digest.hex()}")


def hold_subscriber(subscriber_id: UUID) -> Subscriber | None:
    """Hold a subscriber's address; their row as it is now, not yet locked. None when it is gone."""
    digest = db.session.scalar(select(Subscriber.address_digest).where(Subscriber.id == subscriber_id))
    if digest is None:
        return None
    hold_address(digest)
    wanted = select(Subscriber).where(Subscriber.id == subscriber_id)
    return db.session.scalar(wanted.execution_options(populate_existing=True))


def lock_row(subscriber: Subscriber) -> Subscriber:
    """Lock the row of a subscriber whose address is held, and read it again."""
    db.session.refresh(subscriber, with_for_update=True)
    return subscriber


def row_of(digest: bytes, *, source: SubscriberSource, language: str) -> Subscriber:
    """The locked row of a held address, made (pending) when it is new; an import at the same moment makes only one."""
    made = insert(Subscriber).values(
        id=uuid7(),
        address_digest=digest,
        state=SubscriberState.PENDING,
        source=source,
        language=language,
        created_at=now(),
        updated_at=now(),
    )
    db.session.execute(made.on_conflict_do_nothing())
    wanted = select(Subscriber).where(Subscriber.address_digest == digest).with_for_update()
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def _key_of(digest: bytes) -> str:
    return f"newsletters:subscriber:{current_tenant_id()}:{digest.hex()}"
