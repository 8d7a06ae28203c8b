"""The menu at the side of every office page."""

from typing import Any

from flask import Flask, g, has_request_context, request, url_for

from ama_net.across.office.queries import permitted_rooms
from ama_net.kernel.access import current_actor


def connect(app: Flask) -> None:
    """Give the office's templates ``office_rooms``: key, title, icon, url, and which one is open."""
    app.context_processor(_values)


def _values() -> dict[str, Any]:
    return {"office_rooms": menu_entries()}


def menu_entries() -> list[dict[str, Any]]:
    """The rooms the signed-in person may enter; nothing outside the office. Built once for each request."""
    actor = current_actor()
    if actor is None or not has_request_context() or not request.path.startswith("/manage/"):
        return []
    if "office_rooms" not in g:
        entries = [(room, url_for(room.endpoint)) for room in permitted_rooms(actor)]
        here = _here([url for _, url in entries])
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
