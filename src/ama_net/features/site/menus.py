"""The menus of the site, for the layouts: asked of the database once per request, and only by pages that print them."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple

from flask import g, request
from flask_babel import gettext as _

from ama_net.features.site.models import CONTACTS, HOME, PRIVACY, Menu
from ama_net.features.site.queries import Line, Outline, outline
from ama_net.features.site.reading import prefix
from ama_net.features.site.rules import ROOM_OF_ADDRESS, addresses_of_rooms, is_open
from ama_net.foundation.web.languages import current_locale


class Entry(NamedTuple):
    """One entry of a menu, as templates/layouts/parts/menu.html wants it."""

    title: str
    url: str
    active: bool


class LazyMenu:
    """A menu that is read from the database when a template first looks at it."""

    def __init__(self, read: Callable[[], list[Entry]]) -> None:
        self._read = read

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The entries, in order."""
        return tuple(self._read())


def values() -> dict[str, Any]:
    """``menu`` and ``footer_menu`` for the templates of an association's pages; nothing at the portal or in a job."""
    if g.get("tenant") is None:
        return {}
    return {"menu": LazyMenu(_main), "footer_menu": LazyMenu(_footer)}


def site_outline() -> Outline:
    """The pages of the site that can be seen now, closed rooms left out; read once per request."""
    if "site_outline" not in g:
        found = outline()
        g.site_outline = Outline([line for line in found.lines if is_open(line.room)], found.has_news)
    known: Outline = g.site_outline
    return known


def open_addresses() -> set[str]:
    """The first words of the addresses that answer: the pages, the fixed ones, the open rooms."""
    rooms = {word for word in addresses_of_rooms() if is_open(ROOM_OF_ADDRESS.get(word))}
    return {line.slug for line in site_outline().lines} | {CONTACTS, PRIVACY} | rooms


def _main() -> list[Entry]:
    entries = [_entry(line) for line in site_outline().lines if line.menu == Menu.MAIN]
    if is_open("groups") and "gruppi" in addresses_of_rooms():
        entries.insert(0, _link(_("Trova un gruppo"), "/gruppi"))
    if site_outline().has_news:
        contacts = next((at for at, entry in enumerate(entries) if entry.url.endswith(f"/{CONTACTS}")), len(entries))
        entries.insert(contacts, _link(_("Notizie"), "/notizie"))
    return entries


def _footer() -> list[Entry]:
    written = {line.slug: line for line in site_outline().lines}
    contacts = _entry(written[CONTACTS]) if CONTACTS in written else _link(_("Contatti"), f"/{CONTACTS}")
    others = [_entry(line) for line in written.values() if line.menu == Menu.FOOTER and line.slug != CONTACTS]
    if PRIVACY not in written:
        others.append(_link(_("Riservatezza e dati personali"), f"/{PRIVACY}"))
    return [contacts, *others]


def _entry(line: Line) -> Entry:
    english = line.label_en if current_locale() == "en" else None
    return _link(english or line.label, "/" if line.slug == HOME else f"/{line.slug}")


def _link(title: str, path: str) -> Entry:
    here = request.path
    return Entry(title, prefix() + path, active=here == path or (path != "/" and here.startswith(f"{path}/")))
