"""What the helpdesk's services offer to the office: what cannot be booked, the search, what somebody serves."""

from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.features.helpdesk.models import Service
from ama_net.features.helpdesk.queries_services import services_alone, services_served
from ama_net.features.helpdesk.service_words import SHORT_KINDS
from ama_net.foundation.database import db
from ama_net.foundation.text import fold
from ama_net.foundation.web.pages import day_words
from ama_net.kernel.access import Figure, OfficeRoom, Permission, SearchHit


def _figures() -> list[Figure]:
    alone = len(services_alone())
    label = _("Servizi dello sportello in cui nessuno ascolta")
    return [Figure(label, alone, url_for("services_manage.index"), attention=alone > 0)] if alone else []


def _search(term: str, limit: int) -> list[SearchHit]:
    words = fold(term)
    services = db.session.scalars(select(Service).order_by(Service.position))
    return [_hit(service) for service in services if words in fold(service.name)][:limit]


def _about_person(person_id: UUID) -> list[SearchHit]:
    return [
        SearchHit(
            _("Ascolta: %(service)s", service=operator.service.name),
            _("dal %(day)s", day=day_words(operator.first_day)),
            url_for("services_manage.show", service_id=operator.service_id),
        )
        for operator in services_served(person_id)
    ]


def _hit(service: Service) -> SearchHit:
    detail = str(SHORT_KINDS[service.kind]) if service.is_open else _("chiuso")
    return SearchHit(service.name, detail, url_for("services_manage.show", service_id=service.id))


ROOM = OfficeRoom(
    key="helpdesk_services",
    title=_l("Servizi dello sportello"),
    icon="list",
    endpoint="services_manage.index",
    permission=Permission.HELPDESK_SETUP,
    figures=_figures,
    search=_search,
    order=54,
    about_person=_about_person,
)
