"""Venues named by rows: each one once, whatever the number of groups that meet there."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text, update
from uuid_utils.compat import uuid7

from ama_net.features.groups.importing.drafts import GroupDraft
from ama_net.features.groups.models import Remark
from ama_net.foundation.database import db
from ama_net.foundation.text import fold
from ama_net.kernel.places import Venue

Key = tuple[str, str, str]

_CALLED = text(
    "SELECT id, name, address, postcode, municipality_code, step_free, lat FROM venues WHERE sort_name IN "
    '(SELECT f_unaccent(called) COLLATE "C" FROM unnest(CAST(:names AS text[])) AS called) ORDER BY id'
)
WHERE_FROM = "dichiarata dalla fonte dell'elenco"
"""What is said of a position that came with a feed."""


class VenueBook:
    """The association's venues that some drafts name, by name, address and municipality."""

    def __init__(self, drafts: Iterable[GroupDraft]) -> None:
        names = sorted({draft.venue_name for draft in drafts if draft.venue_name})
        self._known: dict[Key, UUID] = {}
        self._postcodes: dict[UUID, str] = {}
        self._lacks: dict[UUID, set[str]] = {}
        self._new: list[dict[str, Any]] = []
        self._more: dict[UUID, dict[str, Any]] = {}
        for row in db.session.execute(_CALLED, {"names": names}) if names else ():
            if self._known.setdefault(_key(row.name, row.address, row.municipality_code), row.id) == row.id:
                self._postcodes[row.id] = row.postcode
                self._lacks[row.id] = {name for name in ("step_free", "lat") if getattr(row, name) is None}

    def venue_of(self, draft: GroupDraft) -> tuple[UUID | None, Remark | None]:
        """The venue a draft names; a different postcode for a known one is remarked.

        A new one is written down by ``write``. What is known of a venue is not changed.
        """
        if not draft.venue_name:
            return None, None
        key = _key(draft.venue_name, draft.address, draft.municipality_code)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = uuid7()
            self._new.append({"id": known, **_values(draft)})
            self._lacks[known], self._postcodes[known] = set(), draft.postcode
        self._complete(known, draft)
        postcode = self._postcodes[known]
        if draft.postcode and postcode and draft.postcode != postcode:
            done = f"la stessa sede ha già CAP {postcode}: tenuto quello, da verificare"
            return known, Remark(column="postcode", value=draft.postcode, done=done)
        return known, None

    def write(self) -> None:
        """Write the new venues down, and what was not known of the others."""
        if self._new:
            db.session.execute(insert(Venue), self._new)
        for venue_id, values in self._more.items():
            statement = update(Venue).where(Venue.id == venue_id).values(values)
            db.session.execute(statement, execution_options={"synchronize_session": False})
        self._new, self._more = [], {}

    def _complete(self, venue_id: UUID, draft: GroupDraft) -> None:
        lacks = self._lacks[venue_id]
        if draft.step_free and "step_free" in lacks:
            self._more.setdefault(venue_id, {})["step_free"] = True
        if draft.lat is not None and "lat" in lacks:
            self._more.setdefault(venue_id, {}).update(_position(draft))


def _values(draft: GroupDraft) -> dict[str, Any]:
    values = {"address": draft.address, "postcode": draft.postcode, "municipality_code": draft.municipality_code}
    return {"name": draft.venue_name, **values, "step_free": draft.step_free, **_position(draft)}


def _position(draft: GroupDraft) -> dict[str, Any]:
    source = "" if draft.lat is None else WHERE_FROM
    return {"lat": draft.lat, "lon": draft.lon, "position_source": source}


def _key(name: str, address: str, municipality_code: str | None) -> Key:
    return fold(name), fold(address), municipality_code or ""
