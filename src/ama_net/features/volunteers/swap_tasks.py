"""Writing to those who do an activity that somebody looks for a substitute."""

from uuid import UUID

import structlog

from ama_net.features.volunteers.models import ShiftSwap, SwapState
from ama_net.features.volunteers.operations.shift_holding import hold_shifts
from ama_net.features.volunteers.queries_shift_preferences import preferences_of
from ama_net.features.volunteers.queries_swaps import colleagues, open_offers
from ama_net.features.volunteers.shift_mails import mail_about, offer_facts
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.jobs import job
from ama_net.kernel.scheduling import reservations_of

log = structlog.get_logger()


@job(name="volunteers.tell_colleagues")
def tell_colleagues(swap_id: str) -> None:
    """Write of an offer to everybody of its activity who wants to know and is free then: once, if it still stands."""
    swap = _held(UUID(swap_id))
    if swap is None:
        return
    swap.told_at = now()
    shift = swap.signup.shift
    people = colleagues(shift.activity_id, besides=swap.person_id)
    ids = [one.id for one in people]
    busy = {one.person_id for one in reservations_of(ids, shift.starts_at, shift.ends_at)}
    wishes = preferences_of(ids)
    wanted = [one for one in people if one.id not in busy and (one.id not in wishes or wishes[one.id].wants_offers)]
    letters = [mail_about(shift, "volunteers/swap_offered", to=one, **offer_facts(swap)) for one in wanted]
    log.info("volunteers.colleagues_told", mails=sum(letter is not None for letter in letters))


def _held(swap_id: UUID) -> ShiftSwap | None:
    """The offer, its shift held as by who answers it; None when it is settled, or was told already."""
    swap = db.session.get(ShiftSwap, swap_id)
    if swap is None:
        return None
    hold_shifts([swap.signup.shift_id])
    stands = ShiftSwap.id == swap_id, ShiftSwap.state == SwapState.OPEN, ShiftSwap.told_at.is_(None)
    return db.session.scalars(open_offers().where(*stands), execution_options={"populate_existing": True}).first()
