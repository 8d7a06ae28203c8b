"""The parts of an audience that the database can tell: conditions on subscribers, by the person an address is of.

Who is a volunteer or gave is read from the tables of those rooms, never written beside the address.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select
from sqlalchemy.orm import lazyload
from werkzeug.datastructures import MultiDict

from ama_net.across.newsletters.audience import Parts
from ama_net.across.newsletters.models import Subscriber, SubscriberSource, SubscriberState, Suppression
from ama_net.features.donations.models import Gift, GiftState, RecurringGift, RecurringState
from ama_net.features.members.list_frame import list_frame
from ama_net.features.members.member_filters import is_member
from ama_net.features.members.models import MemberCategory, Membership, SavedFilter
from ama_net.features.members.queries_members import members_list, office_members
from ama_net.features.volunteers.models import Volunteer
from ama_net.features.volunteers.queries import serving_on
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people import Consent, Person
from ama_net.kernel.people.consent_texts import NEWSLETTER

People = Select[Any]


def may_be_written_to() -> ColumnElement[bool]:
    """The condition that a subscriber gets newsletters, as far as the database knows (an address is compared by who reads it).

    Confirmed and not excluded; of somebody who died, never; of somebody of the register, only while their consent stands.
    Who asked on the site and then took their consent back in the register has taken this back too.
    """
    in_force, taken_back = _consents()
    excluded = exists().where(Suppression.address_digest == Subscriber.address_digest)
    dead = exists().where(Person.id == Subscriber.person_id, Person.deceased_on.is_not(None))
    asked = or_(Subscriber.person_id.is_(None), in_force, ~taken_back)
    return and_(
        Subscriber.state == SubscriberState.CONFIRMED,
        Subscriber.address_sealed.is_not(None),
        ~excluded,
        ~dead,
        or_(and_(Subscriber.source == SubscriberSource.PERSON, in_force), and_(_asked_by_themselves(), asked)),
    )


def people_in(parts: Parts, asked: Iterable[str]) -> ColumnElement[bool]:
    """The condition that a subscriber is one of those whom members, volunteers, donors and filters (what they ask) mean."""
    found = [
        *(_members(key) for key in parts.members),
        *(_volunteers(key) for key in parts.volunteers),
        *([_donors(parts.donors)] if parts.donors else []),
        *(_filtered(query) for query in asked),
    ]
    if not found:
        return false()
    # Asked of each row by an index: read first and then looked up, the whole register would be read for every chunk.
    return or_(*(ids.where(ids.selected_columns[0] == Subscriber.person_id).exists() for ids in found))


def queries_of(filters: Sequence[UUID]) -> list[str]:
    """What filters of the office ask; one that is not shared any more means nobody."""
    found = select(SavedFilter.query).where(SavedFilter.id.in_(filters), SavedFilter.shared)
    return list(db.session.scalars(found)) if filters else []


def _asked_by_themselves() -> ColumnElement[bool]:
    return Subscriber.source != SubscriberSource.PERSON


def _consents() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    theirs = exists().where(Consent.person_id == Subscriber.person_id, Consent.purpose == NEWSLETTER.key)
    confirmed = or_(~Consent.needs_confirmation, Consent.confirmed_at.is_not(None))
    return (
        theirs.where(Consent.withdrawn_at.is_(None), confirmed),
        theirs.where(Consent.withdrawn_at > Subscriber.confirmed_at),
    )


def _members(key: str) -> People:
    people = select(Membership.person_id).where(Membership.person_id.is_not(None))
    if key == "ended":
        return people.where(~Membership.person_id.in_(_members("active")))
    if key != "active":
        category = select(MemberCategory.id).where(MemberCategory.key == key.removeprefix("category:"))
        people = people.where(Membership.category_id.in_(category))
    return people.where(is_member())


def _volunteers(key: str) -> People:
    serving: People = select(Volunteer.person_id).where(serving_on(today()))
    return serving if key == "serving" else serving.where(Volunteer.section == key)


def _donors(key: str) -> People:
    if key == "recurring":
        going = RecurringGift.state.in_((RecurringState.ACTIVE, RecurringState.FAILING))
        return select(RecurringGift.person_id).where(RecurringGift.person_id.is_not(None), going)
    gave: People = select(Gift.person_id).where(Gift.person_id.is_not(None), Gift.state == GiftState.RECEIVED)
    return gave if key == "ever" else gave.where(Gift.given_on >= date(today().year, 1, 1))


def _filtered(query: str) -> People:
    """The members whom a filter of the office means."""
    asked = MultiDict([(key, value) for key, values in parse_qs(query).items() for value in values])
    found = members_list(list_frame(SYSTEM)).select(office_members(), asked)
    ids = found.options(lazyload("*")).with_only_columns(Membership.person_id, maintain_column_froms=True)
    return ids.where(Membership.person_id.is_not(None)).order_by(None)
