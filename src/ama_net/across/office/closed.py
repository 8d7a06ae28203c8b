"""Rooms that an association has closed: their pages are not there, for anybody, and they leave the menu."""

from flask import Flask, abort, current_app, g, request

from ama_net.kernel.tenancy import TenantInfo

FEATURES = "ama_net.features."

STILL_THERE = frozenset(f"join_requests_public.{page}" for page in ("find_form", "find", "follow", "keep", "take_back"))
"""Whoever confided something finds it and takes it back whatever the association closes (GDPR art. 7.3)."""


def connect(app: Flask) -> None:
    """Refuse the pages of closed rooms. Must come after what finds the association of a request."""
    app.before_request(_refuse)


def room_of(endpoint: str) -> str:
    """The feature a page belongs to: the package its view is in; empty for the kernel's pages and the frame's."""
    view = current_app.view_functions.get(endpoint)
    module = view.__module__ if view is not None else ""
    return module.removeprefix(FEATURES).partition(".")[0] if module.startswith(FEATURES) else ""


def is_open(endpoint: str, tenant: TenantInfo) -> bool:
    """Whether the association keeps the room of a page open."""
    return bool(getattr(tenant.identity.rooms, room_of(endpoint), True))


def _refuse() -> None:
    tenant: TenantInfo | None = g.get("tenant")
    if tenant is None or not request.endpoint or request.endpoint in STILL_THERE:
        return
    if not is_open(request.endpoint, tenant):
        abort(404)
