"""Rooms that an association has closed: their pages are not there, for anybody, and they leave the menu."""

from flask import Flask, abort, current_app, g, request

from ama_net.kernel.tenancy import TenantInfo

FEATURES = "ama_net.features."

KERNEL_ROOMS = {"ama_net.kernel.documents.": "documents", "ama_net.kernel.correspondence.": "documents"}
"""Rooms of the kernel that an association may close too: letters go with documents."""

NEWSLETTERS = "ama_net.across.newsletters."

MONEY = "ama_net.kernel.payments."
MONEY_ROOMS = ("members", "donations")
"""Movements and receipts are there as long as one of these is: fees or gifts."""

STILL_THERE = frozenset(
    {
        *(f"join_requests_public.{page}" for page in ("find_form", "find", "follow", "keep", "take_back")),
        *(f"applications_public.{page}" for page in ("follow", "take_back")),
        *(
            f"donor_public.{page}"
            for page in ("ask", "send", "sent", "show", "come_in", "go_out", "index", "receipt", "statement")
        ),
        *(
            f"donor_public.{page}"
            for page in ("series", "stop", "opposition", "unname", "no_newsletter", "refund_form", "refund")
        ),
        *(f"reader_public.{page}" for page in ("preferences", "change", "send_link", "leaving", "leave", "undo")),
        *(f"reader_data_public.{page}" for page in ("take", "forgetting", "forget")),
        *(f"links_public.{page}" for page in ("index", "send", "sent", "cut")),
        "feedback_public.event",  # what comes back of receipts and convocations too
        *(f"subscribing_public.{page}" for page in ("confirm_form", "confirm")),
        *(f"media_public.{page}" for page in ("image", "file")),  # of newsletters that are in people's mailboxes
        "clicks_public.go",
        "archive_public.read",
        *(f"gift_public.{page}" for page in ("show", "cancel")),
        "pathways_public.take_back",
        *(f"volunteer_applications_public.{page}" for page in ("follow", "take_back")),
        *(f"helpdesk_visitor_public.{page}" for page in ("find_form", "find", "mine", "calendar", "cancel", "forget")),
        *(f"helpdesk_visitor_public.{page}" for page in ("received", "hide_receipt")),
        "waiting_public.leave",
        "waiting_public.offer",
    }
)
"""Whoever confided something finds it and takes it back whatever the association closes (GDPR art. 7.3)."""


def connect(app: Flask) -> None:
    """Refuse the pages of closed rooms. Must come after what finds the association of a request."""
    app.before_request(_refuse)
    app.extensions["room_is_open"] = _is_open_here


def room_of(endpoint: str) -> str:
    """The room a page belongs to: the package its view is in; empty for most of the kernel's pages and the frame's."""
    view = current_app.view_functions.get(endpoint)
    module = view.__module__ if view is not None else ""
    if module.startswith(NEWSLETTERS):
        return "newsletters"
    of_kernel = next((room for prefix, room in KERNEL_ROOMS.items() if module.startswith(prefix)), "")
    return module.removeprefix(FEATURES).partition(".")[0] if module.startswith(FEATURES) else of_kernel


def is_open(endpoint: str, tenant: TenantInfo) -> bool:
    """Whether the association keeps the room of a page open."""
    view = current_app.view_functions.get(endpoint)
    if view is not None and view.__module__.startswith(MONEY):
        return any(getattr(tenant.identity.rooms, room) for room in MONEY_ROOMS)
    return bool(getattr(tenant.identity.rooms, room_of(endpoint), True))


def _is_open_here(endpoint: str) -> bool:
    tenant: TenantInfo | None = g.get("tenant")
    return tenant is None or is_open(endpoint, tenant)


def _refuse() -> None:
    tenant: TenantInfo | None = g.get("tenant")
    if tenant is None or not request.endpoint or request.endpoint in STILL_THERE:
        return
    if not is_open(request.endpoint, tenant):
        abort(404)
