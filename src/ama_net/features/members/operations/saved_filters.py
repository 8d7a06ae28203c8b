"""Filters of the list kept under a name."""

from urllib.parse import parse_qsl, urlencode

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.features.members.models import SavedFilter
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.people import WrongFact

KEPT = ("state", "category", "fee", "year", "tag", "town", "admitted", "ended", "age", "family", "sort")
"""What of an address is kept: never the words that were searched, which may be somebody's name."""
LONGEST_NAME = 60


def save_filter(name: str, query: str, *, shared: bool, by: Actor) -> SavedFilter:
    """Keep what an address asks of the list; one's own filter of the same name is replaced.

    Raises:
        WrongFact: no name, too long a name, or nothing to keep.
    """
    name = " ".join(name.split())
    pairs = [(key, value[:200]) for key, value in parse_qsl(query, keep_blank_values=True)[:40] if key in KEPT]
    if not name or len(name) > LONGEST_NAME:
        raise WrongFact("name", _l("Scrivi un nome, al massimo di 60 caratteri."))
    if not any(value for _key, value in pairs):
        raise WrongFact("name", _l("Prima scegli almeno un filtro: le parole cercate non si salvano."))
    mine = select(SavedFilter).where(SavedFilter.account_id == by.account_id, SavedFilter.name == name)
    kept = db.session.scalars(mine).one_or_none()
    if kept is None:
        kept = SavedFilter(account_id=by.account_id, name=name)
        db.session.add(kept)
    kept.query, kept.shared = urlencode(pairs), shared
    db.session.flush()
    return kept


def delete_filter(kept: SavedFilter) -> None:
    """Throw one's own filter away."""
    db.session.delete(kept)
    db.session.flush()
