"""The office's list of how fresh the facts of groups are, and its figures."""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, func, select

from ama_net.features.groups.models import Facilitator, FreshnessAsk, Group, Status
from ama_net.features.groups.operations.freshness import said_changed, stale_groups, without_facilitators
from ama_net.features.groups.queries import OFFICE_STATUS_WORDS
from ama_net.features.groups.queries_facilitators import current
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing, search_words

STALE, WITHOUT, CHANGED = "stale", "without", "changed"

QUESTIONS = {
    STALE: _l("Non confermati da molto tempo"),
    CHANGED: _l("Qualcosa è cambiato"),
    WITHOUT: _l("Senza chi facilita"),
}


def _in_question(value: str) -> ColumnElement[bool]:
    groups = {STALE: stale_groups, CHANGED: said_changed, WITHOUT: without_facilitators}[value]()
    return Group.id.in_(groups.with_only_columns(Group.id))


FRESHNESS = Listing(
    Column("name", _l("Gruppo"), sort=Group.sort_name),
    Column("status", _l("Stato"), sort=Group.status),
    Column("confirmed_on", _l("Confermato il"), sort=Group.confirmed_on),
    Column("asked", _l("Ultima domanda a chi facilita")),
    Column("people", _l("Chi facilita")),
    filters=(
        Filter("question", _l("Da guardare"), where=_in_question, options=QUESTIONS),
        Filter("status", _l("Stato"), Group.status, OFFICE_STATUS_WORDS, many=True),
    ),
    search=search_words(Group.name),
    order="confirmed_on",
)


def groups_to_keep_fresh() -> Select[Group]:
    """The groups on the site that are no examples."""
    return select(Group).where(Group.published, Group.is_example.is_(False), Group.status != Status.CLOSED)


def asks_of(group_ids: list[UUID]) -> dict[UUID, FreshnessAsk]:
    """When each group was last asked about, and the answer."""
    rows = db.session.scalars(select(FreshnessAsk).where(FreshnessAsk.group_id.in_(group_ids)))
    return {row.group_id: row for row in rows}


def people_per_group(group_ids: list[UUID]) -> dict[UUID, int]:
    """How many people keep each group today."""
    counted = select(Facilitator.group_id, func.count()).where(
        Facilitator.group_id.in_(group_ids), Facilitator.person_id.is_not(None), current()
    )
    return {group_id: count for group_id, count in db.session.execute(counted.group_by(Facilitator.group_id))}  # noqa: C416  # rows are not pairs for the type checker


def question_counts() -> dict[str, int]:
    """How many groups each question concerns, in one statement."""
    groups = (stale_groups(), said_changed(), without_facilitators())
    counts = [
        select(func.count()).select_from(one.with_only_columns(Group.id).subquery()).scalar_subquery() for one in groups
    ]
    return dict(zip((STALE, CHANGED, WITHOUT), db.session.execute(select(*counts)).one(), strict=True))
