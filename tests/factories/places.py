"""Venues for tests: invented names, real municipalities."""

from typing import Any

from ama_net.foundation.database import db
from ama_net.kernel.places import Venue


def make_venue(name: str = "Casa delle Prove", **values: Any) -> Venue:
    """A venue of the association in scope, in Bologna unless told otherwise; flushed."""
    venue = Venue(**{"name": name, "address": "via delle Prove 1", "municipality_code": "037006", **values})
    db.session.add(venue)
    db.session.flush()
    return venue
