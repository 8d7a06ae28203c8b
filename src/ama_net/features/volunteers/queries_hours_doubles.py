"""Hours that may have been written twice: the same time, of the same person, for the same activity on the same day."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from ama_net.features.volunteers.models import HourEntry, HoursState
from ama_net.foundation.database import db


def written_already(person_id: UUID, activity_id: UUID | None, on: date, minutes: int, form_key: UUID | None) -> bool:
    """Whether somebody has hours like those they are about to write; the same form sent again is not another time."""
    same = select(HourEntry.id).where(
        HourEntry.person_id == person_id,
        HourEntry.activity_id == activity_id,
        HourEntry.on_day == on,
        HourEntry.minutes == minutes,
        HourEntry.state != HoursState.REFUSED,
    )
    if form_key is not None:
        same = same.where(HourEntry.form_key.is_distinct_from(form_key))
    return db.session.scalar(same.limit(1)) is not None


def perhaps_twice(entries: Iterable[HourEntry]) -> set[UUID]:
    """Which of these wait for the office while another like them waits or counts."""
    waiting = {entry.id for entry in entries if entry.is_waiting}
    if not waiting:
        return set()
    other = aliased(HourEntry)
    twin = exists().where(
        other.id != HourEntry.id,
        other.person_id == HourEntry.person_id,
        other.on_day == HourEntry.on_day,
        other.activity_id == HourEntry.activity_id,
        other.minutes == HourEntry.minutes,
        other.state != HoursState.REFUSED,
    )
    return set(db.session.scalars(select(HourEntry.id).where(HourEntry.id.in_(waiting), twin)))
