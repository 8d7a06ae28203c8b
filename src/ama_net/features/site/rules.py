"""Which addresses a page may take, which rooms' pages are open, where leaving at once is offered."""

import re

from ama_net.features.site.models import FIXED, Kind, SitePage
from ama_net.foundation.web.addresses import fixed_words
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.tenant_models import LONGEST_SLUG, RESERVED_SLUGS, SLUG

ROOM_OF_ADDRESS = {
    "gruppi": "groups",
    "sportello": "helpdesk",
    "sostieni": "donations",
    "diventa-socio": "members",
    "volontari": "volunteers",
    "eventi": "events",
    "newsletter": "newsletters",
}
"""The rooms' own addresses: only the page that introduces the room may stand there."""

ALWAYS_RESERVED = RESERVED_SLUGS | {"api", "feed", "feeds", "file", "files", "esci", "operatori", "robots.txt"}

QUICK_EXIT_ROOMS = frozenset({"groups", "helpdesk"})


def is_well_formed(slug: str) -> bool:
    """Whether a word can be an address: lower-case letters, digits, hyphens."""
    return bool(SLUG.fullmatch(slug)) and len(slug) <= LONGEST_SLUG


def is_reserved(slug: str, *, kind: str, room: str | None) -> bool:
    """Whether an address belongs to the program. ``/sostieni`` is free only for the page that introduces the donations."""
    if slug in ALWAYS_RESERVED:
        return True
    if kind == Kind.NEWS:
        return False
    if slug in ROOM_OF_ADDRESS:
        return ROOM_OF_ADDRESS[slug] != room
    return slug in addresses_of_rooms()


def addresses_of_rooms() -> frozenset[str]:
    """The first words of every address the other rooms answer to, ``gruppi`` of ``/gruppi/<slug>``."""
    return fixed_words(besides="site_public")


def is_open(room: str | None) -> bool:
    """Whether the association keeps a room open; what belongs to no room always is."""
    return room is None or bool(getattr(current_tenant().identity.rooms, room, True))


def may_be_taken_away(page: SitePage) -> bool:
    """Whether a page may leave the site (unpublished, deleted): not the fixed ones."""
    return not page.is_fixed


def may_change_address(page: SitePage) -> bool:
    """Addresses end up on posters: a page keeps its own while it is published. A translation follows its original."""
    return page.is_original and not page.published and not page.is_fixed


def offers_quick_exit(slug: str, room: str | None) -> bool:
    """Whether leaving at once is offered: on the pages that speak of taking part in groups and of being listened to."""
    return room in QUICK_EXIT_ROOMS or (slug not in FIXED and re.search(r"\bgrupp[oi]\b", slug) is not None)
