"""Passing one's own group to another facilitator: offered, accepted, declined, withdrawn.

Who holds the term offers it, who was asked answers; nothing changes until they accept.
"""

from sqlalchemy import select

from ama_net.features.groups.facilitator_mails import tell_handover_answered, tell_handover_asked
from ama_net.features.groups.models import Facilitator, FacilitatorHandover, HandoverAnswer
from ama_net.features.groups.operations.facilitators import (
    Overtaken,
    WrongTerm,
    hand_over,
    lock_group,
    record_term,
    refuse_twice,
)
from ama_net.features.groups.queries_facilitators import fellow_facilitators
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.people import Person


def ask_handover(term: Facilitator, person: Person, *, by: Actor) -> FacilitatorHandover:
    """Offer one's own group to another facilitator of the association, who is told by mail. One offer at a time.

    Who may: who holds the term. Nothing changes until the other accepts.

    Raises:
        Overtaken: the term is over, or an offer is waiting already.
    """
    lock_group(term.group_id)
    db.session.refresh(term)
    waiting = select(FacilitatorHandover.id).where(
        FacilitatorHandover.facilitator_id == term.id, FacilitatorHandover.answered_at.is_(None)
    )
    if not term.is_current(today()) or db.session.scalar(waiting) is not None:
        raise Overtaken
    handover = FacilitatorHandover(facilitator_id=term.id, person_id=person.id)
    db.session.add(handover)
    db.session.flush()
    record_term(term, "facilitator.handover_asked", {}, by)
    tell_handover_asked(handover, person)
    return handover


def accept_handover(handover: FacilitatorHandover, *, by: Actor) -> Facilitator:
    """Take the group over: the other's term ends now, one's own begins. Who may: who was asked.

    Raises:
        Overtaken: it was withdrawn or answered, the term is over, or one keeps the group already, or no other any more.
    """
    term = _waiting(handover)
    db.session.refresh(term)
    person = db.session.get_one(Person, handover.person_id)
    fellows = {one.id for one in fellow_facilitators(outside=term.group_id)}
    if not term.is_current(today()) or person.id not in fellows:
        raise Overtaken
    try:
        refuse_twice(term.group_id, person.id, today())
    except WrongTerm as error:  # the office has written a term of theirs that is yet to begin
        raise Overtaken from error
    _answer(handover, HandoverAnswer.ACCEPTED)
    new = hand_over(term, person, by=by)
    tell_handover_answered(handover, accepted=True)
    return new


def decline_handover(handover: FacilitatorHandover, *, by: Actor) -> None:
    """Leave the group with whoever offers it, who is told. Who may: who was asked.

    Raises:
        Overtaken: it was withdrawn or answered.
    """
    term = _waiting(handover)
    _answer(handover, HandoverAnswer.DECLINED)
    record_term(term, "facilitator.handover_declined", {}, by)
    tell_handover_answered(handover, accepted=False)


def withdraw_handover(handover: FacilitatorHandover, *, by: Actor) -> None:
    """Keep one's own group after all. Who may: who offered it.

    Raises:
        Overtaken: it was answered.
    """
    term = _waiting(handover)
    _answer(handover, HandoverAnswer.WITHDRAWN)
    record_term(term, "facilitator.handover_withdrawn", {}, by)


def _waiting(handover: FacilitatorHandover) -> Facilitator:
    term = db.session.get_one(Facilitator, handover.facilitator_id)
    lock_group(term.group_id)
    db.session.refresh(handover, attribute_names=["answer", "answered_at"])
    if handover.answered_at is not None:
        raise Overtaken
    return term


def _answer(handover: FacilitatorHandover, answer: HandoverAnswer) -> None:
    handover.answer, handover.answered_at = answer, now()
    db.session.flush()
