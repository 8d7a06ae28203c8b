"""What happens to people of the register that their subscriptions follow: a consent withdrawn, two rows made one, and parted."""

from uuid import UUID

from sqlalchemy import select

from ama_net.across.newsletters.enrolling import enrol_people, hold_enrolling
from ama_net.across.newsletters.models import Subscriber
from ama_net.across.newsletters.operations.leaving import let_go_everywhere
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.people.consent_texts import NEWSLETTER
from ama_net.kernel.people.signals import consent_withdrawing, people_merged, people_merging, people_parted


@consent_withdrawing.connect
def write_to_them_no_more(_sender: object, *, person_id: UUID, purpose: str, by: Actor) -> None:
    """At whatever address of theirs, and at once: wherever they said it."""
    if purpose == NEWSLETTER.key:
        let_go_everywhere(person_id, by=by)


@people_merging.connect
def take_the_subscribers(_sender: object, *, kept_id: UUID, lost_id: UUID, parting: bool) -> None:
    """Hold them before the people: whoever leaves holds their subscriber, then asks for the consents of the person."""
    hold_enrolling()
    theirs = select(Subscriber.id).where(Subscriber.person_id.in_((kept_id, lost_id)))
    db.session.scalars(theirs.order_by(Subscriber.id).with_for_update()).all()


@people_merged.connect
def one_address_for_one_person(_sender: object, *, kept_id: UUID, lost_id: UUID, by: Actor) -> None:
    """The subscribers of both are of the kept one by now: of two addresses, the one they are written to stays."""
    _follow_if_here([kept_id])


@people_parted.connect
def each_their_own(_sender: object, *, kept_id: UUID, lost_id: UUID, by: Actor) -> None:
    """Two people again: each with the address of theirs."""
    _follow_if_here([kept_id, lost_id])


def _follow_if_here(people: list[UUID]) -> None:
    """Of whom nobody is here yet nothing is made: parted again, all is as it was. ``enrol_new`` brings them in their time."""
    if db.session.scalar(select(Subscriber.id).where(Subscriber.person_id.in_(people)).limit(1)) is not None:
        enrol_people(people)
