"""Who can still come when shifts move: one, or several of a series together."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC
from uuid import UUID

from ama_net.features.volunteers.models import Shift, ShiftSignup
from ama_net.features.volunteers.shift_rules import ShiftPlan, kept_away
from ama_net.kernel.scheduling import reservations_of


def moves(shift: Shift, plan: ShiftPlan) -> bool:
    """Whether a plan has other times than the shift has now."""
    return (shift.starts_at, shift.ends_at) != (plan.starts_at, plan.ends_at)


def places_lost(plans: Sequence[tuple[Shift, ShiftPlan]], taken: Collection[ShiftSignup]) -> set[UUID]:
    """The places whose holders cannot come when shifts change together; they and the shifts are held.

    Somebody cannot who at the new times has something else (one of these shifts too: the one that stays holds, else the
    first), and whom the association does not let come that day (``kept_away``).
    """
    together = [shift for shift, _plan in plans]
    kept: dict[UUID, list[ShiftPlan]] = defaultdict(list)
    lost: set[UUID] = set()
    for shift, plan in sorted(plans, key=lambda one: moves(*one)):
        mine = [place for place in taken if place.shift_id == shift.id]
        away = _away({place.person_id for place in mine}, plan, together) if mine and moves(shift, plan) else set()
        for place in mine:
            if place.person_id in away or any(_overlap(plan, other) for other in kept[place.person_id]):
                lost.add(place.id)
            else:
                kept[place.person_id].append(plan)
    return lost


def _away(person_ids: set[UUID], plan: ShiftPlan, together: list[Shift]) -> set[UUID]:
    others = reservations_of(person_ids, plan.starts_at, plan.ends_at, besides=together)
    return {other.person_id for other in others if other.person_id} | kept_away(person_ids, plan)


def _overlap(one: ShiftPlan, other: ShiftPlan) -> bool:
    (first, last), (begin, end) = (
        (plan.starts_at.astimezone(UTC), plan.ends_at.astimezone(UTC)) for plan in (one, other)
    )
    return first < end and begin < last
