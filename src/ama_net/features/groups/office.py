"""What the directory offers to the office."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.groups.models import Group, Status
from ama_net.features.groups.models.logistics import OPEN
from ama_net.features.groups.queries import (
    GROUPS,
    office_groups,
    open_corrections,
    open_logistics,
    status_counts,
    theme_words,
)
from ama_net.features.groups.queries_freshness import QUESTIONS, WITHOUT, question_counts
from ama_net.features.groups.queries_imports import source_figures
from ama_net.foundation.database import db
from ama_net.kernel.access import Figure, OfficeRoom, Permission, SearchHit, current_actor


def _figures() -> list[Figure]:
    counts = status_counts()
    index = url_for("groups_manage.index")

    def figure(label: str, status: Status, *, attention: bool = False) -> Figure:
        value = counts.by_status.get(status, 0)
        return Figure(label, value, f"{index}?status={status}&example=no", attention=attention and value > 0)

    figures = [
        figure(_("Gruppi attivi"), Status.ACTIVE),
        figure(_("Gruppi da confermare"), Status.UNCONFIRMED, attention=True),
        figure(_("Gruppi in avvio"), Status.STARTING),
        figure(_("Gruppi sospesi"), Status.SUSPENDED),
    ]
    waiting = open_corrections()
    if waiting and _may_correct():
        url = url_for("changes_manage.index", state="new")
        figures.append(Figure(_("Segnalazioni da vedere"), waiting, url, attention=True))
    rooms = open_logistics()
    if rooms:
        url = url_for("logistics_manage.index", state=list(OPEN))
        figures.append(Figure(_("Sale e materiale da trovare"), rooms, url, attention=True))
    figures += _fresh_figures()
    figures += source_figures()
    if counts.examples:
        figures.append(Figure(_("Esempi"), counts.examples, f"{index}?example=yes"))
    return figures


def _fresh_figures() -> list[Figure]:
    """Groups to be heard from: long not confirmed, said to have changed, kept by nobody."""
    url = url_for("groups_freshness_manage.index")
    return [
        Figure(str(QUESTIONS[question]), count, f"{url}?question={question}", attention=question != WITHOUT)
        for question, count in question_counts().items()
        if count
    ]


def _may_correct() -> bool:
    """Whether who looks may decide on corrections."""
    actor = current_actor()
    return actor is not None and actor.can(Permission.GROUPS_EDIT)


def _search(term: str, limit: int) -> list[SearchHit]:
    assert GROUPS.search is not None
    found = GROUPS.search(office_groups(), term).order_by(Group.sort_name).limit(limit)
    return [_hit(group) for group in db.session.scalars(found)]


def _hit(group: Group) -> SearchHit:
    town = group.municipality.label if group.municipality else ""
    detail = " · ".join(filter(None, (theme_words(group), town)))
    return SearchHit(group.name, detail, url_for("groups_manage.edit", group_id=group.id))


ROOM = OfficeRoom(
    key="groups",
    title=_l("Gruppi"),
    icon="people",
    endpoint="groups_manage.index",
    permission=Permission.GROUPS_READ,
    figures=_figures,
    search=_search,
    order=10,
)
