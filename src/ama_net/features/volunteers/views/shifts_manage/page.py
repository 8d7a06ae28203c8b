"""One shift: what it is, who comes, who could."""

from typing import Any
from uuid import UUID

from flask import render_template, request

from ama_net.features.volunteers.models import Shift, ShiftState, SignupState
from ama_net.features.volunteers.queries_shift_people import candidates, warnings_of
from ama_net.features.volunteers.queries_shifts import series_of, who_comes
from ama_net.features.volunteers.shift_rules import barring_warnings
from ama_net.features.volunteers.views.shifts_manage.door import bp, shift_or_404
from ama_net.foundation.clock import now
from ama_net.kernel.access import Permission, requires, signed_in_actor


@bp.get("/turni/<uuid:shift_id>")
@requires(Permission.SHIFTS_READ)
def show(shift_id: UUID) -> str:
    """One shift."""
    return shift_page(shift_or_404(shift_id))


def shift_page(shift: Shift, **more: Any) -> str:
    """The page of a shift, perhaps with what was refused."""
    may_edit = signed_in_actor().can(Permission.SHIFTS_EDIT)
    running = shift.state != ShiftState.CANCELLED and shift.ends_at > now()
    coming, words = who_comes(shift), request.values.get("chi", "").strip()[:100]
    offers = may_edit and running and len(coming) < shift.maximum
    return render_template(
        "volunteers/manage/shift.html",
        shift=shift,
        coming=coming,
        gone=[place for place in shift.signups if place.state != SignupState.TAKEN],
        warnings=warnings_of([place.person_id for place in coming], shift) if may_edit else {},
        candidates=candidates(shift, words) if offers else None,
        barring=barring_warnings(),
        words=words,
        running=running,
        begun=shift.starts_at <= now(),
        together=series_of(shift),
        may_edit=may_edit,
        **more,
    )
