"""The menu at the side of every office page."""

from typing import Any

from flask import Flask, g, has_request_context, request, url_for
from flask_babel import lazy_gettext as _l

from ama_net.across.office.queries import permitted_rooms
from ama_net.kernel.access import current_actor

SECTIONS: list[tuple[Any, tuple[str, ...]]] = [
    ("", ("home",)),
    (_l("Associazione"), ("members", "fees", "meetings", "offices", "documents", "letters")),
    (
        _l("Denaro"),
        ("donations", "campaigns", "payments", "statements", "bookkeeping", "invoices", "money_papers"),
    ),
    (_l("Volontari"), ("volunteers", "onboarding", "trainings", "shifts", "hours", "expenses")),
    (_l("Sportello"), ("helpdesk", "helpdesk_waiting", "pathways", "helpdesk_services", "helpdesk_figures")),
    (_l("Gruppi"), ("groups", "join_requests", "secretariat_contacts", "places")),
    (_l("Persone"), ("people", "accounts")),
    (_l("Newsletter"), ("newsletters", "subscribers", "mail_returns")),
    (_l("Sito"), ("site_pages", "site_news")),
    (_l("Sistema"), ("mail", "audit", "settings")),
]
"""The parts of the menu and their rooms, in order, by key; a room that is in none of them stands at the end."""

Entry = tuple[str, str, str, bool]
Menu = tuple[tuple[str, tuple[Entry, ...]], ...]
"""What the frame is drawn of: values that can be compared, so that it is drawn once for all who see the same."""


def connect(app: Flask) -> None:
    """Give the office's templates ``office_menu``: the parts of the menu, each with its rooms."""
    app.context_processor(_values)


def _values() -> dict[str, Any]:
    return {"office_menu": in_sections(menu_entries())}


def in_sections(entries: list[dict[str, Any]]) -> Menu:
    """The rooms (key, title, icon, url, active) in their parts; a part with no room is left out."""
    by_key = {entry["key"]: _drawn(entry) for entry in entries}
    parts = [(str(title), tuple(by_key.pop(key) for key in keys if key in by_key)) for title, keys in SECTIONS]
    parts.append(("", tuple(by_key.values())))
    return tuple(part for part in parts if part[1])


def _drawn(entry: dict[str, Any]) -> Entry:
    return str(entry["title"]), entry["icon"], entry["url"], entry["active"]


def menu_entries() -> list[dict[str, Any]]:
    """The rooms the signed-in person may enter; nothing outside the office. Built once for each request."""
    actor = current_actor()
    if actor is None or not has_request_context() or not request.path.startswith("/manage/"):
        return []
    if "office_rooms" not in g:
        entries = [(room, url_for(room.endpoint)) for room in permitted_rooms(actor)]
        theirs = {url_for(page): url for room, url in entries for page in (room.endpoint, *room.also)}
        here = theirs.get(_here(list(theirs)))
        g.office_rooms = [
            {"key": room.key, "title": room.title, "icon": room.icon, "url": url, "active": url == here}
            for room, url in entries
        ]
    found: list[dict[str, Any]] = g.office_rooms
    return found


def _here(urls: list[str]) -> str:
    """The entry that the page belongs to: the longest address it is under. The dashboard is under nobody but itself."""
    home = url_for("office_manage.home")
    page = request.script_root + request.path
    above = [url for url in urls if page == url or (url != home and page.startswith(url.rstrip("/") + "/"))]
    return max(above, key=len, default="")
