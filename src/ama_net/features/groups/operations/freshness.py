"""Keeping facts fresh: asking facilitators every month, flagging who has long been silent, showing it as to be confirmed.

A robot asks, flags, and says publicly that nobody has confirmed; it never closes, hides or deletes a group. Examples,
and groups that are suspended or in a pause, are left in peace. Every part may be repeated, and tried without writing.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from dateutil.relativedelta import relativedelta
from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from ama_net.features.groups.facilitator_mails import send_digest, tell_changed, write_to
from ama_net.features.groups.freshness_links import link_path
from ama_net.features.groups.history import remembered
from ama_net.features.groups.models import (
    FreshnessAnswer,
    FreshnessAsk,
    FreshnessDigest,
    Group,
    GroupPause,
    Kind,
    Status,
)
from ama_net.features.groups.queries_facilitators import accounts_of, address_of, current_terms, has_facilitator
from ama_net.features.groups.settings import GroupsSettings
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.foundation.database.days import italian_day
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.audit import record
from ama_net.kernel.tenancy.settings import read_settings

EVERY = timedelta(days=30)
"""At least so long between two mails to the same group, and after a confirmation."""

AT_ONCE = 100
"""Groups asked in one transaction."""

LIVE = (Status.ACTIVE, Status.STARTING, Status.UNCONFIRMED)


@dataclass
class FreshnessRun:
    """What a run did, or would do: names of groups."""

    asked: list[str] = field(default_factory=list)
    unconfirmed: list[str] = field(default_factory=list)


def confirm_facts(group: Group, *, by: Actor) -> bool:
    """Say that everything about the group is right as of today. One that was to be confirmed is active again.

    Who may: who keeps the group, signed in or by the link of a mail. Two taps are one confirmation; False: it was said
    today already.
    """
    db.session.execute(select(Group.id).where(Group.id == group.id).with_for_update())
    db.session.refresh(group, attribute_names=["status", "confirmed_on", "office_changed_at"])
    _answered(group.id, FreshnessAnswer.RIGHT)
    if group.confirmed_on == today() and group.status != Status.UNCONFIRMED:
        return False
    status, confirmed_on = group.status, group.confirmed_on
    with remembered(group, by=by, way="group.confirmed"):
        group.confirmed_on, group.office_changed_at = today(), now()
        if group.status == Status.UNCONFIRMED:
            group.status = Status.ACTIVE
    changes = {"confirmed_on": [_iso(confirmed_on), _iso(today())]}
    if group.status != status:
        changes["status"] = [status, group.status]
    record(by=by, verb="group.confirmed", subject=group, changes=changes)
    return True


def say_changed(group: Group, *, by: Actor) -> None:
    """Say that something is no longer right: the secretariat is told, once for each time it was asked.

    Who may: as above.
    """
    if _answered(group.id, FreshnessAnswer.CHANGED):
        record(by=by, verb="group.said_changed", subject=group)
        tell_changed(group)


def ask_facilitators(*, limit: int = AT_ONCE, dry_run: bool = False) -> list[str]:
    """Write to the facilitators of groups nobody has confirmed or been asked about for a month; the names of the groups.

    Of two runs at once the database lets one write to a group.
    """
    groups = list(db.session.scalars(to_ask().limit(limit)))
    if dry_run:
        return [group.name for group in groups]
    return [group.name for group in groups if _claim(group.id) and _ask(group)]


def unconfirm_silent(*, dry_run: bool = False) -> list[str]:
    """Show as "to be confirmed" the active groups that nobody has confirmed for the months the association chose."""
    months = read_settings(GroupsSettings).unconfirm_after_months
    silent = select(Group).where(Group.status == Status.ACTIVE, in_question(), confirmed_before(months))
    if dry_run:
        return list(db.session.scalars(silent.with_only_columns(Group.name).order_by(Group.sort_name)))
    groups = list(db.session.scalars(silent.order_by(Group.id).with_for_update(skip_locked=True)))
    for group in groups:
        with remembered(group, by=SYSTEM, way="group.unconfirmed"):
            group.status = Status.UNCONFIRMED
        changes = {"status": [Status.ACTIVE, Status.UNCONFIRMED]}
        record(by=SYSTEM, verb="group.unconfirmed", subject=group, changes=changes)
    return [group.name for group in groups]


def tell_secretariat() -> bool:
    """The digest of the month: published groups that nobody keeps, and how many are stale. Once a month, if there is any."""
    without = list(db.session.scalars(without_facilitators().with_only_columns(Group.name).order_by(Group.sort_name)))
    stale = db.session.scalar(select(func.count()).select_from(stale_groups().subquery())) or 0
    if not without and not stale:
        return False
    month = insert(FreshnessDigest).values(id=uuid7(), month=today().replace(day=1), sent_at=now())
    if db.session.execute(month.on_conflict_do_nothing().returning(FreshnessDigest.id)).first() is None:
        return False
    send_digest(without, stale)
    return True


def rehearse() -> FreshnessRun:
    """What the next run would do; nothing is written."""
    return FreshnessRun(ask_facilitators(limit=1000, dry_run=True), unconfirm_silent(dry_run=True))


def in_question() -> ColumnElement[bool]:
    """The condition that somebody could be asked about a group: on the site, no example, not closed or stopped for now."""
    day = today()
    paused = exists().where(
        GroupPause.group_id == Group.id,
        GroupPause.first_day <= day,
        or_(GroupPause.last_day.is_(None), GroupPause.last_day >= day),
    )
    return Group.published & Group.is_example.is_(False) & Group.status.in_(LIVE) & ~paused


def confirmed_before(months: int) -> ColumnElement[bool]:
    """The condition that nobody has confirmed for so many months, or ever since it was written down so long ago."""
    return func.coalesce(Group.confirmed_on, italian_day(Group.created_at)) < today() - relativedelta(months=months)


def stale_groups() -> Select[Group]:
    """Groups said to be active or starting that nobody has confirmed for the months after which it is flagged."""
    months = read_settings(GroupsSettings).flag_unconfirmed_months
    going_on = Group.status.in_((Status.ACTIVE, Status.STARTING))
    return select(Group).where(in_question(), going_on, confirmed_before(months))


def without_facilitators() -> Select[Group]:
    """Groups of peers on the site that nobody keeps today."""
    return select(Group).where(in_question(), Group.kind == Kind.GROUP, ~has_facilitator())


def said_changed() -> Select[Group]:
    """Groups whose facilitators say that something has changed, and that nobody has confirmed since."""
    said = exists().where(
        FreshnessAsk.group_id == Group.id,
        FreshnessAsk.answer == FreshnessAnswer.CHANGED,
        or_(Group.confirmed_on.is_(None), Group.confirmed_on <= italian_day(FreshnessAsk.answered_at)),
    )
    return select(Group).where(said, Group.status != Status.CLOSED)


def to_ask() -> Select[Group]:
    """Groups with facilitators that have not been confirmed, nor asked about, for a month."""
    asked = exists().where(FreshnessAsk.group_id == Group.id, FreshnessAsk.asked_at > now() - EVERY)
    long_ago = or_(Group.confirmed_on.is_(None), Group.confirmed_on <= today() - EVERY)
    return select(Group).where(in_question(), has_facilitator(), long_ago, ~asked).order_by(Group.sort_name, Group.id)


def _claim(group_id: UUID) -> bool:
    """Say that the group is being asked now, unless somebody else has just said so."""
    fresh = {"asked_at": now(), "answered_at": None, "answer": FreshnessAnswer.NONE}
    asking = insert(FreshnessAsk).values(id=uuid7(), group_id=group_id, **fresh)
    asking = asking.on_conflict_do_update(
        index_elements=["tenant_id", "group_id"], set_=fresh, where=FreshnessAsk.asked_at <= now() - EVERY
    )
    return db.session.execute(asking.returning(FreshnessAsk.id)).first() is not None


def _ask(group: Group) -> bool:
    terms = current_terms(group.id)
    accounts = accounts_of(term.person_id for term in terms if term.person_id)
    reached = False
    for term in terms:
        if term.person is not None and address_of(term.person, accounts.get(term.person.id)):
            write_to(term.person, "groups/freshness", about=group, path=link_path(term), group=group.name)
            reached = True
    return reached


def _answered(group_id: UUID, answer: FreshnessAnswer) -> bool:
    """Note the answer to the last question; False: the same was said already, or nobody has asked."""
    found = select(FreshnessAsk).where(FreshnessAsk.group_id == group_id).with_for_update()
    ask = db.session.scalars(found.execution_options(populate_existing=True)).one_or_none()
    if ask is None or ask.answer == answer:
        return False
    ask.answer, ask.answered_at = answer, now()
    return True


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
