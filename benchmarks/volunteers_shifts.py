"""A shift of ten places, 500 volunteers: sign-ups at once never fill an eleventh, nor leave a tenth empty.

Several rounds, each with a shift of its own and all the volunteers, from processes with connections of their own. The
measure is how many places were taken in the round farthest from ten; a deadlock is a fault of ours.
"""

import json
from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from ama_net.features.volunteers.models import Activity, Shift, ShiftSignup, ShiftState, SignupState, Volunteer
from ama_net.features.volunteers.operations.signups import take_place
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling import Reservation
from benchmarks.bed import Bed
from benchmarks.hands import DONE, FAILED, REFUSED, STUCK, association, at_once, in_a_process, make_app, tenant_called
from benchmarks.report import Row

SLUG = "prova-008"
HANDS, EACH = 25, 20
VOLUNTEERS = HANDS * EACH
PLACES, ROUNDS = 10, 5
LENGTH = timedelta(hours=2)


def race(bed: Bed) -> list[Row]:
    """Places taken of ten, people reserved for them, deadlocks; the worst of five rounds."""
    told = in_a_process(bed, "benchmarks.volunteers_shifts")
    note = (
        f"{ROUNDS} giri di {VOLUNTEERS} richieste da {HANDS} processi: prese {told['taken']}, riservate {told['reserved']}, "
        f"rifiutate {told[REFUSED]}, altri errori {told[FAILED]}; {told['rate']:.0f} al secondo"
    )
    return [
        Row("volunteers.shift_race_taken", _worst(told["taken"]), "posti", note=note),
        Row("volunteers.shift_race_reserved", _worst(told["reserved"]), "impegni"),
        Row("volunteers.shift_race_deadlocks", told[STUCK], "stalli"),
    ]


def _worst(found: list[int]) -> int:
    return max(found, key=lambda one: abs(one - PLACES))


def _run() -> dict[str, Any]:
    app = make_app()
    tenant = tenant_called(app, SLUG)
    with association(app, tenant), unit_of_work():
        people, shifts = _begin()
    counts: Counter[str] = Counter()
    seconds = 0.0
    for shift_id in shifts:
        told = at_once(app, tenant, _taker(people, shift_id), hands=HANDS, each=EACH)
        counts += told.counts
        seconds += told.seconds
    with association(app, tenant):
        taken, reserved = [_taken(one) for one in shifts], [_reserved(one) for one in shifts]
    kept = {name: counts[name] for name in (DONE, REFUSED, STUCK, FAILED)}
    return {**kept, "taken": taken, "reserved": reserved, "rate": ROUNDS * VOLUNTEERS / seconds}


def _taker(people: list[UUID], shift_id: UUID) -> Any:
    """Each turn is another volunteer, the same shift."""

    def take(turn: int) -> None:
        take_place(db.session.get_one(Shift, shift_id), db.session.get_one(Person, people[turn]), by=SYSTEM)

    return take


def _begin() -> tuple[list[UUID], list[UUID]]:
    """The volunteers, and a shift for each round: one after the other, so that a round takes nobody from the next."""
    activity = Activity(key="prova-turni", label="Prova")
    people = [Person(given_name="Prova", family_name=f"Turni {number}") for number in range(VOLUNTEERS)]
    db.session.add_all([activity, *people])
    db.session.flush()
    last = db.session.scalar(select(func.max(Volunteer.number))) or 0
    since = date(2020, 1, 1)
    for number, person in enumerate(people, last + 1):
        db.session.add(Volunteer(number=number, person_id=person.id, started_on=since))
    begin = now() + timedelta(days=3)
    shifts = [_shift(activity, begin + LENGTH * number) for number in range(ROUNDS)]
    db.session.add_all(shifts)
    db.session.flush()
    return [person.id for person in people], [shift.id for shift in shifts]


def _shift(activity: Activity, starts_at: Any) -> Shift:
    facts = {"title": "Prova", "place": "Prova", "state": ShiftState.PUBLISHED, "maximum": PLACES}
    return Shift(activity_id=activity.id, starts_at=starts_at, ends_at=starts_at + LENGTH, **facts)


def _taken(shift_id: UUID) -> int:
    mine = ShiftSignup.shift_id == shift_id, ShiftSignup.state == SignupState.TAKEN
    return db.session.scalar(select(func.count()).select_from(ShiftSignup).where(*mine)) or 0


def _reserved(shift_id: UUID) -> int:
    return db.session.scalar(select(func.count()).where(Reservation.about_id == shift_id)) or 0


if __name__ == "__main__":
    print(json.dumps(_run()))
