"""People of the register who consent to the newsletter, as subscribers: added, kept, and taken away when they no longer do.

The consent (``kernel/people``) is the truth; a subscriber of source ``person`` only follows it. Taken away here is not excluded:
who consents again is back. One person has one address here, the one ordinary mail is sent to.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from ama_net.across.newsletters.addresses import address_digest
from ama_net.across.newsletters.enrolling_rows import Consenting, add, among, at_addresses, know, welcome_back
from ama_net.across.newsletters.knowing import know_people
from ama_net.across.newsletters.models import Subscriber, SubscriberSource, SubscriberState
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, hold
from ama_net.kernel.people import Consent, Contact, ContactKind, Person
from ama_net.kernel.people.consent_texts import NEWSLETTER
from ama_net.kernel.tenancy import current_tenant_id

CHUNK = 5_000
PERSON = SubscriberSource.PERSON


def enrol_people(only: Iterable[UUID] | None = None) -> None:
    """Make subscribers follow the consents of the register, of everybody or of some people; done twice, nothing more changes.

    Who consents and has an e-mail gets a subscriber, confirmed since the consent; who does not any more, died, or has another
    address is taken away without being excluded. Who subscribed by themselves stays so, and is known as that person, whether
    or not they consent.
    A few statements for every 5,000 people.
    """
    hold_enrolling()
    people = None if only is None else list(only)
    _take_away(people)
    after: UUID | None = None
    while rows := _consenting(after, people):
        _follow(_reached(rows))
        after = rows[-1].id
    if people is None:
        know_people()
    db.session.expire_all()


def hold_enrolling() -> None:
    """One at a time for an association; taken before the rows of people or subscribers."""
    hold(f"newsletters:enrolling:{current_tenant_id()}")


def enrol_new() -> None:
    """The same for who consents and is not here yet: cheap, before a newsletter leaves. Never by opening a page."""
    here = exists().where(Subscriber.person_id == Consent.person_id, Subscriber.state == SubscriberState.CONFIRMED)
    missing = set(db.session.scalars(select(Consent.person_id).where(_stands(), ~here)))
    if missing:
        enrol_people(missing)


def _consenting(after: UUID | None, people: list[UUID] | None) -> Sequence[Any]:
    """The next living people who consent, and since when."""
    since = func.max(func.coalesce(Consent.confirmed_at, Consent.given_at)).label("since")
    wanted = (
        select(Person.id, Person.given_name, Person.preferred_language, since)
        .join(Consent, Consent.person_id == Person.id)
        .where(_stands(), Person.deceased_on.is_(None), *among(Person.id, people))
        .group_by(Person.id, Person.given_name, Person.preferred_language)
        .order_by(Person.id)
        .limit(CHUNK)
    )
    return db.session.execute(wanted if after is None else wanted.where(Person.id > after)).all()


def _reached(rows: Sequence[Any]) -> list[Consenting]:
    """Those of them who have an e-mail: the one ordinary mail goes to."""
    order = (Contact.preferred.desc(), Contact.created_at, Contact.id)
    theirs = select(Contact.person_id, Contact.value).where(
        Contact.kind == ContactKind.EMAIL, *among(Contact.person_id, [row.id for row in rows])
    )
    emails: dict[UUID | None, str] = {}
    for person_id, value in db.session.execute(theirs.order_by(*order)):
        emails.setdefault(person_id, value)
    return [
        Consenting(row.id, address_digest(emails[row.id]), emails[row.id], row.given_name, _language(row), row.since)
        for row in rows
        if row.id in emails
    ]


def _follow(chunk: Sequence[Consenting]) -> None:
    """Write the subscribers of some people: their old addresses, those that are back or known by now, the new ones."""
    by_digest: dict[bytes, Consenting] = {}
    for one in chunk:
        by_digest.setdefault(one.digest, one)
    _leave_other_addresses(chunk)
    columns = (Subscriber.id, Subscriber.address_digest, Subscriber.state, Subscriber.person_id)
    theirs = select(*columns).where(at_addresses(Subscriber.address_digest, by_digest))
    held = db.session.execute(theirs.order_by(Subscriber.id).with_for_update()).all()
    found = [(row, by_digest.pop(row.address_digest)) for row in held]
    welcome_back([(row.id, one) for row, one in found if row.state != SubscriberState.CONFIRMED])
    know([(row.id, one) for row, one in found if row.state == SubscriberState.CONFIRMED and row.person_id is None])
    add(by_digest.values())


def _leave_other_addresses(chunk: Sequence[Consenting]) -> None:
    """One person, one address: what the register put here for them under another one goes."""
    now_at = {one.person_id: one.digest for one in chunk}
    here = select(Subscriber.id, Subscriber.person_id, Subscriber.address_digest).where(
        Subscriber.source == PERSON,
        Subscriber.state == SubscriberState.CONFIRMED,
        *among(Subscriber.person_id, list(now_at)),
    )
    _leave([row.id for row in db.session.execute(here) if now_at[row.person_id] != row.address_digest])


def _take_away(people: list[UUID] | None) -> None:
    """Those whose consent does not stand, who died, or have no e-mail; also who asked here and took it back in the register.

    Each is read once and looked up: asked of every row, a register nobody has measured yet would be walked for each.
    """
    owner, earlier = Subscriber.person_id, aliased(Subscriber)
    consents = owner.in_(select(Consent.person_id).where(_stands(), *among(Consent.person_id, people)))
    withdrawn = select(earlier.id).join(Consent, Consent.person_id == earlier.person_id)
    after_asking = (Consent.purpose == NEWSLETTER.key, Consent.withdrawn_at > earlier.confirmed_at)
    taken_back = Subscriber.id.in_(withdrawn.where(*after_asking, *among(Consent.person_id, people)))
    dead = owner.in_(select(Person.id).where(Person.deceased_on.is_not(None), *among(Person.id, people)))
    of_people = (Contact.person_id.is_not(None), Contact.kind == ContactKind.EMAIL)
    email = owner.in_(select(Contact.person_id).where(*of_people, *among(Contact.person_id, people)))
    by_register = Subscriber.source == PERSON
    gone = or_(dead, taken_back & ~consents, by_register & ~consents, by_register & ~email)
    confirmed = (Subscriber.state == SubscriberState.CONFIRMED, owner.is_not(None))
    _leave(db.session.scalars(select(Subscriber.id).where(*confirmed, gone, *among(owner, people))).all())


def _leave(ids: Sequence[UUID]) -> None:
    """Not excluded: a new consent is enough to be back. What they had chosen goes with them."""
    if not ids:
        return
    going = select(Subscriber.id).where(*among(Subscriber.id, ids)).order_by(Subscriber.id).with_for_update()
    held = db.session.scalars(going).all()
    gone = {"state": SubscriberState.LEFT, "left_at": now(), "left_through": "register", "interests_sealed": None}
    db.session.execute(update(Subscriber).where(*among(Subscriber.id, held)).values(**gone))


def _stands() -> ColumnElement[bool]:
    """The condition that a consent to the newsletter may be relied upon."""
    confirmed = or_(~Consent.needs_confirmation, Consent.confirmed_at.is_not(None))
    return (Consent.purpose == NEWSLETTER.key) & Consent.withdrawn_at.is_(None) & confirmed


def _language(row: Any) -> str:
    return "en" if row.preferred_language == "en" else "it"
