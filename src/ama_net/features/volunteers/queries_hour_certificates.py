"""Which certificates of hours say what the hours do not say any more."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import JSONB

from ama_net.features.volunteers.models import HourCertificate, HourEntry, HoursState
from ama_net.features.volunteers.operations.hours_retention import ROWS_YEARS
from ama_net.foundation.clock import today
from ama_net.foundation.database import db


def adds_up_no_more() -> ColumnElement[bool]:
    """The condition that a certificate holds, and its hours were put right since: in all, or by activity where it says so.

    Of days whose hours are old enough to have been deleted nothing can be said.
    """
    entry, paper = HourEntry, HourCertificate
    sums = (
        select(entry.activity_id, func.sum(entry.minutes).label("minutes"))
        .where(entry.person_id == paper.person_id, entry.state == HoursState.APPROVED)
        .where(entry.on_day.between(paper.from_day, paper.until_day))
        .group_by(entry.activity_id)
        .correlate(paper)
        .subquery()
    )
    total = select(func.coalesce(func.sum(sums.c.minutes), 0)).scalar_subquery()
    each = select(func.jsonb_object_agg(cast(sums.c.activity_id, Text), sums.c.minutes)).scalar_subquery()
    changed = or_(
        total != paper.minutes, paper.by_activity & (func.coalesce(each, literal({}, JSONB)) != paper.counted)
    )
    return paper.revoked_at.is_(None) & (paper.from_day >= date(today().year - ROWS_YEARS, 1, 1)) & changed


def changed_among(certificates: Iterable[HourCertificate]) -> set[UUID]:
    """Which of these certificates do not add up any more, by id."""
    ids = [one.id for one in certificates]
    found = select(HourCertificate.id).where(HourCertificate.id.in_(ids), adds_up_no_more())
    return set(db.session.scalars(found)) if ids else set()
