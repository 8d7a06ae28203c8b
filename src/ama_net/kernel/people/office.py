"""What the room offers to the office."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ama_net.foundation.database import db
from ama_net.foundation.text import fold
from ama_net.kernel.access import Figure, OfficeRoom, Permission, SearchHit
from ama_net.kernel.people.models import Organisation, Person
from ama_net.kernel.people.queries import all_people, find_people, reachable
from ama_net.kernel.people.words import ORGANISATION_KINDS


def _figures() -> list[Figure]:
    living = select(func.count()).select_from(Person).where(Person.deceased_on.is_(None))
    counts = select(
        living.scalar_subquery(),
        living.where(~reachable()).scalar_subquery(),
        select(func.count()).select_from(Organisation).scalar_subquery(),
    )
    people, unreachable, organisations = db.session.execute(counts).one()
    index = url_for("people_manage.index")
    return [
        Figure(_("Persone"), people, index),
        Figure(_("Senza recapiti"), unreachable, f"{index}?state=unreachable", attention=unreachable > 0),
        Figure(_("Organizzazioni"), organisations, url_for("people_manage.organisations")),
    ]


def _search(term: str, limit: int) -> list[SearchHit]:
    people = db.session.scalars(find_people(all_people(), term).order_by(Person.sort_name).limit(limit))
    hits = [
        SearchHit(one.list_name, one.email or "", url_for("people_manage.show", person_id=one.id)) for one in people
    ]
    called = select(Organisation).where(Organisation.sort_name.contains(fold(term), autoescape=True))
    for one in db.session.scalars(called.order_by(Organisation.sort_name).limit(limit - len(hits))):
        url = url_for("people_manage.organisation", organisation_id=one.id)
        hits.append(SearchHit(one.name, str(ORGANISATION_KINDS[one.kind]), url))  # type: ignore[index]
    return hits


ROOM = OfficeRoom(
    key="people",
    title=_l("Persone"),
    icon="people",
    endpoint="people_manage.index",
    permission=Permission.PEOPLE_READ,
    figures=_figures,
    search=_search,
    order=50,
)
