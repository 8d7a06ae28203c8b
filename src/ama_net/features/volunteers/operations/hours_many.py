"""Hours of many at once: the people of a shift, or of a list, with the same day, activity and length."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import insert, select
from uuid_utils.compat import uuid7

from ama_net.features.volunteers.hours_rules import check_minutes
from ama_net.features.volunteers.models import Activity, HourEntry, HoursState, Shift
from ama_net.features.volunteers.models.hours import DAY_MINUTES
from ama_net.features.volunteers.operations.hours import NOT_SERVING, SEVERAL, TOO_MANY, check_day, hold_hours
from ama_net.features.volunteers.queries_hours import minutes_on, who_serves
from ama_net.features.volunteers.settings_hours import HoursSettings
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.tenancy.settings import read_settings

ALREADY = _l("Le ore di questo turno ci sono già.")


@dataclass(frozen=True)
class LoggedMany:
    """How many entries were written, and why the others were not, by person."""

    logged: int
    left_out: dict[UUID, LazyString]


def log_for_many(
    person_ids: Collection[UUID], activity: Activity, *, on: date, minutes: int, by: Actor, shift: Shift | None = None
) -> LoggedMany:
    """Write the same hours, approved at once, for many people; who cannot have given them is left out, with the reason.

    One's own among them wait: somebody else approves them. A constant number of queries, one lock for each person, in the order of their ids. Who may: VOLUNTEERS_EDIT.

    Raises:
        WrongFact: the length cannot be; CannotLog: the day is to come or of a closed year.
    """
    check_minutes(minutes)
    check_day(on, read_settings(HoursSettings))
    wanted = sorted(set(person_ids))
    hold_hours(wanted)
    left_out = _left_out(wanted, on, minutes, shift)
    moment = now()
    rows = [
        {
            "id": uuid7(),
            "person_id": person_id,
            "activity_id": activity.id,
            "on_day": on,
            "minutes": minutes,
            "shift_id": shift.id if shift else None,
            "state": (HoursState.LOGGED if person_id == by.person_id else HoursState.APPROVED).value,
            "logged_at": moment,
            "logged_by": by.account_id,
            "decided_at": None if person_id == by.person_id else moment,
            "decided_by": None if person_id == by.person_id else by.account_id,
        }
        for person_id in wanted
        if person_id not in left_out
    ]
    if rows:
        db.session.execute(insert(HourEntry), rows)
        said = {"entries": len(rows), "minutes": minutes * len(rows)}
        record(by=by, verb="hours.logged", subject=SEVERAL, changes=said)
    return LoggedMany(len(rows), left_out)


def _left_out(wanted: list[UUID], on: date, minutes: int, shift: Shift | None) -> dict[UUID, LazyString]:
    serving, already = who_serves(wanted, on), minutes_on(wanted, on)
    of_shift = select(HourEntry.person_id).where(HourEntry.shift_id == shift.id) if shift else None
    logged = set(db.session.scalars(of_shift)) if of_shift is not None else set()
    found: dict[UUID, LazyString] = {}
    for person_id in wanted:
        if person_id in logged:
            found[person_id] = ALREADY
        elif person_id not in serving:
            found[person_id] = NOT_SERVING
        elif already.get(person_id, 0) + minutes > DAY_MINUTES:
            found[person_id] = TOO_MANY
    return found
