"""What the room offers to the office."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ama_net.foundation.database import db
from ama_net.kernel.access import Figure, OfficeRoom, Permission, SearchHit, current_actor
from ama_net.kernel.places.models import Venue
from ama_net.kernel.places.queries import VENUES, all_venues


def _figures() -> list[Figure]:
    unknown = Venue.step_free.is_(None)
    total, to_check = db.session.execute(select(func.count(), func.count().filter(unknown)).select_from(Venue)).one()
    index = url_for("places_manage.index")
    return [
        Figure(_("Luoghi"), total, index),
        Figure(_("Gradini da verificare"), to_check, f"{index}?step_free=unknown", attention=to_check > 0),
    ]


def _search(term: str, limit: int) -> list[SearchHit]:
    assert VENUES.search is not None
    found = VENUES.search(all_venues(), term).order_by(Venue.sort_name).limit(limit)
    return [SearchHit(venue.name, venue.in_one_line, _address(venue)) for venue in db.session.scalars(found)]


def _address(venue: Venue) -> str:
    """Its form, or the list narrowed to it for who may only read."""
    actor = current_actor()
    if actor is not None and actor.can(Permission.PLACES_EDIT):
        return url_for("places_manage.edit", venue_id=venue.id)
    return url_for("places_manage.index", q=venue.name)


ROOM = OfficeRoom(
    key="places",
    title=_l("Luoghi"),
    icon="map-pin",
    endpoint="places_manage.index",
    permission=Permission.PLACES_READ,
    figures=_figures,
    search=_search,
    order=60,
)
