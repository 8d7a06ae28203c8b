"""What the room offers to the office for shifts: their entry of the menu, its figure, its part of the search."""

from datetime import timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.features.volunteers.models import Shift
from ama_net.features.volunteers.queries_shifts import count_short, when_short
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import search_words
from ama_net.kernel.access import Figure, OfficeRoom, Permission, SearchHit

AHEAD = timedelta(days=14)


def _figures() -> list[Figure]:
    short = count_short(now() + AHEAD)
    url = url_for("shifts_manage.listed", posti="short")
    return [Figure(_("Turni senza abbastanza persone, nelle prossime due settimane"), short, url, attention=short > 0)]


def _search(term: str, limit: int) -> list[SearchHit]:
    found = search_words(Shift.title)(select(Shift), term).order_by(Shift.starts_at.desc(), Shift.id).limit(limit)
    return [
        SearchHit(
            shift.title, _("Turno, %(when)s", when=when_short(shift)), url_for("shifts_manage.show", shift_id=shift.id)
        )
        for shift in db.session.scalars(found)
    ]


ROOM = OfficeRoom(
    key="shifts",
    title=_l("Turni"),
    icon="calendar",
    endpoint="shifts_manage.index",
    permission=Permission.SHIFTS_READ,
    figures=_figures,
    search=_search,
    order=43,
)
