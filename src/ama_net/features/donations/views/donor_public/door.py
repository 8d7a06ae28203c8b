"""The blueprint of the area of who gives, and what its pages need. None of them is kept by a browser or a search engine."""

from uuid import UUID

from flask import Blueprint, abort

from ama_net.features.donations.donor_access import donor_or_ask, gifts_of
from ama_net.features.donations.models import DonorLink
from ama_net.features.donations.queries_donor import Donor, OwnGift, donors_of, own_gifts, writes_from
from ama_net.foundation.web.asking import keep_to_oneself

bp = Blueprint("donor_public", __name__)
bp.after_request(keep_to_oneself)


def mine() -> tuple[DonorLink, list[OwnGift]]:
    """Whose area it is, and their gifts."""
    link = donor_or_ask()
    return link, own_gifts(gifts_of(link))


def own_gift(gift_id: UUID) -> OwnGift:
    """A gift of this area; 404 for any other."""
    return next((one for one in mine()[1] if one.gift.id == gift_id), None) or abort(404)


def own_donor(donor_id: UUID) -> tuple[Donor, list[OwnGift]]:
    """A donor of this area whose mailbox this is, and the gifts of the area; 404 for any other."""
    link, gifts = mine()
    donor = next((one for one in donors_of(gifts) if one.id == donor_id), None)
    if donor is None or not writes_from(donor, link.email):
        abort(404)
    return donor, gifts
