"""The menus of the site, for the layouts: asked of the database once per request, and only by pages that print them."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, NamedTuple

from flask import g, request
from flask_babel import gettext as _

from ama_net.features.site.models import CONTACTS, HOME, PRIVACY, Menu
from ama_net.features.site.queries import Line, Outline, outline
from ama_net.features.site.reading import in_english, prefix
from ama_net.features.site.rules import ROOM_OF_ADDRESS, addresses_of_rooms, is_open


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
    known: Outline | None = g.get("site_outline")
    return known if known is not None else note_outline(outline())


def note_outline(found: Outline) -> Outline:
    """Keep what a page has read of the site for the menus of the same request."""
    g.site_outline = Outline([line for line in found.lines if is_open(line.room)], found.has_news)
    known: Outline = g.site_outline
    return known


def open_addresses() -> set[str]:
    """The first words of the addresses that answer: the pages, the fixed ones, the open rooms."""
    closed = {word for word, room in ROOM_OF_ADDRESS.items() if not is_open(room)}
    return {line.slug for line in site_outline().lines} | {CONTACTS, PRIVACY} | (addresses_of_rooms() - closed)


def _main() -> list[Entry]:
    known, english = site_outline(), in_english()
    links = [_line(line, english=english) for line in known.lines if line.menu == Menu.MAIN]
    if is_open("groups") and "gruppi" in addresses_of_rooms():
        links.insert(0, (_("Trova un gruppo"), "/gruppi"))
    if known.has_news:
        contacts = next((at for at, (_title, path) in enumerate(links) if path == f"/{CONTACTS}"), len(links))
        links.insert(contacts, (_("Notizie"), "/notizie"))
    return _entries(links)


def _footer() -> list[Entry]:
    written, english = {line.slug: line for line in site_outline().lines}, in_english()
    contacts = _line(written[CONTACTS], english=english) if CONTACTS in written else (_("Contatti"), f"/{CONTACTS}")
    others = [
        _line(line, english=english) for line in written.values() if line.menu == Menu.FOOTER and line.slug != CONTACTS
    ]
    if PRIVACY not in written:
        others.append((_("Riservatezza e dati personali"), f"/{PRIVACY}"))
    return _entries([contacts, *_of_members(), *others])


def _of_members() -> list[tuple[str, str]]:
    """How to become a member and what the association publishes, where those rooms are open."""
    links = [("members", _("Diventa socio"), "diventa-socio"), ("documents", _("Documenti"), "documenti")]
    return [(label, f"/{word}") for room, label, word in links if is_open(room) and word in addresses_of_rooms()]


def _line(line: Line, *, english: bool) -> tuple[str, str]:
    label = (english and line.label_en) or line.label
    return label, "/" if line.slug == HOME else f"/{line.slug}"


def _entries(links: Iterable[tuple[str, str]]) -> list[Entry]:
    here, root = request.path, prefix()
    return [
        Entry(title, root + path, active=here == path or (path != "/" and here.startswith(f"{path}/")))
        for title, path in links
    ]
