"""Venues named by rows: each one once, whatever the number of groups that meet there."""

from uuid import UUID

from sqlalchemy import select

from ama_net.features.groups.importing.rows import GroupDraft, ReadRow
from ama_net.foundation.database import db
from ama_net.foundation.text import fold
from ama_net.kernel.places import Venue


class VenueBook:
    """The association's venues by name, address and municipality."""

    def __init__(self) -> None:
        columns = (Venue.id, Venue.name, Venue.address, Venue.postcode, Venue.municipality_code)
        self._known: dict[tuple[str, str, str], tuple[UUID, str]] = {
            _key(row.name, row.address, row.municipality_code): (row.id, row.postcode)
            for row in db.session.execute(select(*columns).order_by(Venue.id))
        }

    def venue_of(self, draft: GroupDraft, row: ReadRow) -> UUID | None:
        """The venue a row names, made when it is new; a different postcode for a known one is remarked."""
        if not draft.venue_name:
            return None
        key = _key(draft.venue_name, draft.address, draft.municipality_code)
        known = self._known.get(key)
        if known is None:
            venue = Venue(
                name=draft.venue_name,
                address=draft.address,
                postcode=draft.postcode,
                municipality_code=draft.municipality_code,
            )
            db.session.add(venue)
            self._known[key] = (venue.id, draft.postcode)
            return venue.id
        if draft.postcode and known[1] and draft.postcode != known[1]:
            row.remark(
                "postcode", draft.postcode, f"la stessa sede ha già CAP {known[1]}: tenuto quello, da verificare"
            )
        return known[0]


def _key(name: str, address: str, municipality_code: str | None) -> tuple[str, str, str]:
    return fold(name), fold(address), municipality_code or ""
