"""What the volunteers' room offers to the office."""

from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.volunteers.models import Volunteer
from ama_net.features.volunteers.office_insurance import figures_of_insurance
from ama_net.features.volunteers.queries import services_of
from ama_net.features.volunteers.queries_volunteers import office_volunteers, state_counts
from ama_net.features.volunteers.volunteer_search import volunteers_called
from ama_net.foundation.database import db
from ama_net.foundation.web.pages import day_words
from ama_net.kernel.access import Figure, OfficeRoom, Permission, SearchHit


def _figures() -> list[Figure]:
    counts, index = state_counts(), url_for("volunteers_manage.index")
    figures = [Figure(_("Volontari"), counts["active"], index)]
    if counts["uncovered"]:
        words = _("Volontari senza assicurazione")
        figures.append(Figure(words, counts["uncovered"], f"{index}?state=uncovered", attention=True))
    return [*figures, *figures_of_insurance()]


def _search(term: str, limit: int) -> list[SearchHit]:
    found = volunteers_called(office_volunteers(), term).order_by(Volunteer.sort_name, Volunteer.id).limit(limit)
    return [_hit(volunteer) for volunteer in db.session.scalars(found)]


def _hit(volunteer: Volunteer) -> SearchHit:
    number = _("Volontariato, n. %(number)s", number=volunteer.number)
    detail = number if volunteer.is_active else _("%(volunteer)s, finito", volunteer=number)
    url = url_for("volunteers_manage.show", volunteer_id=volunteer.id)
    return SearchHit(volunteer.person.list_name, detail, url)


def _about_person(person_id: UUID) -> list[SearchHit]:
    return [_said(volunteer) for volunteer in services_of(person_id)]


def _said(volunteer: Volunteer) -> SearchHit:
    number = _("Volontariato, n. %(number)s", number=volunteer.number)
    since = _("dal %(day)s", day=day_words(volunteer.started_on))
    url = url_for("volunteers_manage.show", volunteer_id=volunteer.id)
    return SearchHit(number, since if volunteer.is_active else _("finito"), url)


ROOM = OfficeRoom(
    key="volunteers",
    title=_l("Volontari"),
    icon="hand",
    endpoint="volunteers_manage.index",
    permission=Permission.VOLUNTEERS_READ,
    figures=_figures,
    search=_search,
    order=40,
    about_person=_about_person,
)
