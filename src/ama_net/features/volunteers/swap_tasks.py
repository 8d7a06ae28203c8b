"""Writing to those who do an activity that somebody looks for a substitute."""

from uuid import UUID

import structlog

from ama_net.features.volunteers.models import ShiftSwap, SwapState
from ama_net.features.volunteers.queries_shift_preferences import preferences_of
from ama_net.features.volunteers.queries_swaps import colleagues, open_offers
from ama_net.features.volunteers.shift_mails import mail_about, offer_facts
from ama_net.foundation.database import db
from ama_net.foundation.jobs import job
from ama_net.kernel.scheduling import reservations_of

log = structlog.get_logger()


@job(name="volunteers.tell_colleagues")
def tell_colleagues(swap_id: str) -> None:
    """Write of an offer to everybody of its activity who wants to know and is free then. Settled meanwhile: to nobody."""
    found = open_offers().where(ShiftSwap.id == UUID(swap_id), ShiftSwap.state == SwapState.OPEN)
    swap = db.session.scalars(found).first()
    if swap is None:
        return
    shift = swap.signup.shift
    people = colleagues(shift.activity_id, besides=swap.person_id)
    ids = [one.id for one in people]
    busy = {one.person_id for one in reservations_of(ids, shift.starts_at, shift.ends_at)}
    wishes = preferences_of(ids)
    wanted = [one for one in people if one.id not in busy and (one.id not in wishes or wishes[one.id].wants_offers)]
    letters = [mail_about(shift, "volunteers/swap_offered", to=one, **offer_facts(swap)) for one in wanted]
    log.info("volunteers.colleagues_told", mails=sum(letter is not None for letter in letters))
