"""Swapping places in shifts: offered, taken, declined, taken back, confirmed by the office where it wants to.

Until an offer is done each person holds what they held: whoever looks for a substitute and finds none comes. Every operation
first holds the shifts of the offer (``shift_holding``), so of two who accept at once one gets the place and the other reads
why not; the place then passes by ``hand_over`` or ``exchange_places``, whole or not at all.
"""

from collections.abc import Sequence
from uuid import UUID

from flask_babel import LazyString

from ama_net.features.volunteers import swap_tasks
from ama_net.features.volunteers.models import ShiftSignup, ShiftState, ShiftSwap, SignupState, SwapState
from ama_net.features.volunteers.models.swaps import UNSETTLED
from ama_net.features.volunteers.operations.shift_holding import hold_shifts, hold_signup, taken_places
from ama_net.features.volunteers.operations.signups import exchange_places, hand_over
from ama_net.features.volunteers.queries_swaps import open_offers
from ama_net.features.volunteers.settings_shifts import ShiftsSettings
from ama_net.features.volunteers.shift_mails import mail_about, offer_facts, tell_secretariat
from ama_net.features.volunteers.shift_refusals import AlreadyIn, NotInShift, ShiftOver
from ama_net.features.volunteers.shift_rules import check_may_come
from ama_net.features.volunteers.swap_words import GONE, SwapGone, SwapTwice, WrongExchange, answer_words
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.jobs import enqueue
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling import PersonTaken, hold_people, reservations_of
from ama_net.kernel.tenancy.settings import read_settings


def offer_place(
    signup: ShiftSignup, *, by: Actor, to: Person | None = None, in_return: ShiftSignup | None = None
) -> ShiftSwap:
    """Offer one's place to everybody of the activity, or to one person, perhaps for a place of theirs. Flushed.

    Who may: who holds the place. They are written to: one person at once, everybody by a job.

    Raises:
        NotInShift: the place was given up in the meantime.
        ShiftOver: a shift has begun or was called off.
        SwapTwice: it is offered already.
        WrongExchange: what is asked in return is not of that person, or they would be twice in one shift.
    """
    places = [signup, in_return] if in_return is not None else [signup]
    _hold(places)
    if any(place.state != SignupState.TAKEN for place in places):
        raise NotInShift
    if in_return is not None:
        _check_exchange(signup, in_return, to)
    unsettled = ShiftSwap.signup_id == signup.id, ShiftSwap.state.in_(UNSETTLED)
    if db.session.query(ShiftSwap.id).filter(*unsettled).first():
        raise SwapTwice
    swap = ShiftSwap(
        signup_id=signup.id,
        person_id=signup.person_id,
        to_person_id=to.id if to else None,
        in_return_id=in_return.id if in_return else None,
    )
    db.session.add(swap)
    db.session.flush()
    record(by=by, verb="shift.swap_offered", subject=signup.shift)
    if to is not None:
        mail_about(signup.shift, "volunteers/swap_offered", to=to, **offer_facts(swap))
    else:
        enqueue(swap_tasks.tell_colleagues, str(swap.id))
    return swap


def accept_swap(swap: ShiftSwap, person: Person, *, by: Actor) -> ShiftSwap:
    """Take what is offered. Where the office confirms swaps nothing passes yet, and the secretariat is written to.

    Who may: who it is offered to, and if that is everybody each volunteer but who offers it.

    Raises:
        SwapGone: it was taken, taken back or declined, or is not for this person.
        NotInShift, ShiftOver: the giver has left in the meantime; a shift has begun or was called off.
        AlreadyIn, NotAVolunteer, LetterNotAccepted, NotCovered, PersonTaken: the person cannot come.
    """
    _hold_open(swap)
    if person.id == swap.person_id or swap.to_person_id not in (None, person.id):
        raise SwapGone(GONE[SwapState.ENDED])
    if read_settings(ShiftsSettings).swaps_confirmed:
        _check_can_take(swap, person)
        swap.state, swap.taken_by_id = SwapState.ACCEPTED, person.id
        db.session.flush()
        record(by=by, verb="shift.swap_accepted", subject=swap.signup.shift)
        tell_secretariat("volunteers/swap_to_confirm", path="/manage/turni/scambi")
        return swap
    return _pass(swap, person, verb="shift.swap_accepted", by=by)


def decline_swap(swap: ShiftSwap, *, by: Actor) -> None:
    """Say no to what was offered to oneself; who offers it is told. What everybody is offered is simply not taken.

    Raises:
        SwapGone: it is settled already.
    """
    _hold_open(swap)
    _settle(swap, SwapState.DECLINED)
    record(by=by, verb="shift.swap_declined", subject=swap.signup.shift)
    _answer(swap, swap.person, "declined")


def withdraw_swap(swap: ShiftSwap, *, by: Actor) -> None:
    """Take an offer back, also one that waits for the office. Who may: who made it.

    Raises:
        SwapGone: it is settled already.
    """
    _hold(_places(swap))
    hold_people(_people(swap))
    db.session.refresh(swap)
    if not swap.is_unsettled:
        raise SwapGone(GONE[swap.state])
    taker = _taker(swap)
    _settle(swap, SwapState.WITHDRAWN)
    record(by=by, verb="shift.swap_withdrawn", subject=swap.signup.shift)
    if taker is not None:
        _answer(swap, taker, "withdrawn")


def confirm_swap(swap: ShiftSwap, *, by: Actor) -> ShiftSwap:
    """Let an accepted swap happen. Who may: the office with SHIFTS_EDIT.

    Raises:
        SwapGone: it does not wait for the office any more.
        NotInShift, ShiftOver, AlreadyIn, NotAVolunteer, LetterNotAccepted, NotCovered, PersonTaken: as ``accept_swap``.
    """
    return _pass(swap, _hold_accepted(swap), verb="shift.swap_confirmed", by=by)


def refuse_swap(swap: ShiftSwap, *, by: Actor) -> None:
    """Say that an accepted swap does not happen; both are told. Who may: the office with SHIFTS_EDIT.

    Raises:
        SwapGone: it does not wait for the office any more.
    """
    taker = _hold_accepted(swap)
    _settle(swap, SwapState.REFUSED)
    record(by=by, verb="shift.swap_refused", subject=swap.signup.shift)
    for person in (swap.person, taker):
        _answer(swap, person, "refused")


def end_lost_swaps() -> int:
    """Settle the offers that came to nothing (``open_offers`` leaves them out already); returns how many.

    Who had accepted one is told that the place does not pass, and who offered it that they have it still, if they do.
    """
    alive = open_offers().with_only_columns(ShiftSwap.id).order_by(None)
    lost = db.session.query(ShiftSwap).filter(ShiftSwap.state.in_(UNSETTLED), ShiftSwap.id.not_in(alive))
    people = {person_id for swap in lost for person_id in _people(swap)}
    hold_people(people)
    rows = lost.order_by(ShiftSwap.id).with_for_update(skip_locked=True).populate_existing()
    # Whose people were made one with others meanwhile is left for the next time: they are not held.
    ended = [swap for swap in rows if people.issuperset(_people(swap))]
    for swap in ended:
        waited = swap.state == SwapState.ACCEPTED
        _settle(swap, SwapState.ENDED)
        if waited:
            _tell_lost(swap)
    return len(ended)


def _tell_lost(swap: ShiftSwap) -> None:
    taker, place = _taker(swap), swap.signup
    if taker is not None:
        _answer(swap, taker, "lost")
    if place.state == SignupState.TAKEN and place.shift.state == ShiftState.PUBLISHED:
        _answer(swap, swap.person, "kept")


def _pass(swap: ShiftSwap, person: Person, *, verb: str, by: Actor) -> ShiftSwap:
    if swap.in_return is not None:
        exchange_places(swap.signup, swap.in_return, by=by)
    else:
        hand_over(swap.signup, person, by=by)
    waited = swap.state == SwapState.ACCEPTED
    swap.taken_by_id = person.id
    _settle(swap, SwapState.DONE)
    record(by=by, verb=verb, subject=swap.signup.shift)
    _answer(swap, swap.person, "passed", taker=person.short_name)
    if waited:
        _answer(swap, person, "confirmed")
    return swap


def _answer(swap: ShiftSwap, to: Person, outcome: str, *, taker: str = "") -> None:
    """Tell somebody what became of an offer."""
    shift = swap.signup.shift
    answer = LazyString(answer_words, swap, outcome, taker)
    mail_about(shift, "volunteers/swap_answered", to=to, answer=answer)


def _settle(swap: ShiftSwap, state: SwapState) -> None:
    swap.state, swap.settled_at = state, now()
    db.session.flush()


def _places(swap: ShiftSwap) -> list[ShiftSignup]:
    return [place for place in (swap.signup, swap.in_return) if place is not None]


def _hold(places: Sequence[ShiftSignup]) -> None:
    """Hold the shifts of some places, and read the places anew."""
    for shift in hold_shifts([place.shift_id for place in places]):
        if shift.state != ShiftState.PUBLISHED or shift.starts_at <= now():
            raise ShiftOver
    for place in places:
        db.session.refresh(place)


def _hold_open(swap: ShiftSwap) -> None:
    """Hold an offer's shifts, and the offer is one to answer."""
    hold_shifts([place.shift_id for place in _places(swap)])
    hold_people(_people(swap))  # they are written to: a merge of theirs waits
    db.session.refresh(swap)
    if swap.state != SwapState.OPEN:
        raise SwapGone(GONE[swap.state])


def _hold_accepted(swap: ShiftSwap) -> Person:
    """Hold an offer that waits for the office; gives who takes it."""
    hold_shifts([place.shift_id for place in _places(swap)])
    hold_people(_people(swap))  # they are written to: a merge of theirs waits
    db.session.refresh(swap)
    taker = _taker(swap)
    if swap.state != SwapState.ACCEPTED or taker is None:
        raise SwapGone(GONE.get(swap.state, GONE[SwapState.ENDED]))
    return taker


def _people(swap: ShiftSwap) -> list[UUID]:
    """Who is written to when it ends: who offers it, and who accepted it."""
    return [person_id for person_id in (swap.person_id, swap.taken_by_id) if person_id is not None]


def _taker(swap: ShiftSwap) -> Person | None:
    """Who accepted, as the row says now."""
    return db.session.get(Person, swap.taken_by_id) if swap.taken_by_id else None


def _check_exchange(signup: ShiftSignup, in_return: ShiftSignup, to: Person | None) -> None:
    if to is None or in_return.person_id != to.id or in_return.shift_id == signup.shift_id:
        raise WrongExchange
    taken = {(place.shift_id, place.person_id) for place in taken_places([signup.shift_id, in_return.shift_id])}
    if {(signup.shift_id, to.id), (in_return.shift_id, signup.person_id)} & taken:
        raise WrongExchange


def _check_can_take(swap: ShiftSwap, person: Person) -> None:
    """Whether it could pass now: the office should not be asked for what cannot be."""
    hold_people([person.id, swap.person_id])
    one, back = hold_signup(swap.signup), swap.in_return
    moves = [(one.shift, person.id, back.shift if back else None)]
    if back is not None:
        moves.append((hold_signup(back).shift, swap.person_id, one.shift))
    for shift, person_id, leaving in moves:
        if shift.state != ShiftState.PUBLISHED or shift.starts_at <= now():
            raise ShiftOver
        if any(place.person_id == person_id for place in taken_places([shift.id])):
            raise AlreadyIn
        check_may_come(person_id, shift)
        for other in reservations_of([person_id], shift.starts_at, shift.ends_at, besides=[leaving] if leaving else []):
            raise PersonTaken.by(other)
