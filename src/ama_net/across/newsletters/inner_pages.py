"""Whether an address of the site leads to a page that everybody can open now: asked of the tables, never by a request."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from flask import current_app
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from ama_net.across.newsletters import archive
from ama_net.across.newsletters.media_library import media_of
from ama_net.features.donations.queries_public import campaign_of_slug
from ama_net.features.helpdesk.queries_services import service_of_slug
from ama_net.features.site.models import FIXED, Kind
from ama_net.features.site.queries import readable_page
from ama_net.features.site.rules import is_open as is_room_open
from ama_net.features.site.rules import is_well_formed
from ama_net.foundation.database import db
from ama_net.kernel.directory import Listing
from ama_net.kernel.tenancy import current_tenant

PERSONAL = ("/newsletter/disiscrizione/", "/newsletter/preferenze/", "/newsletter/conferma/")
"""What is of one reader alone: whoever writes a newsletter has sometimes copied it from their own mail."""

RESERVED = ("/manage", "/my", "/accedi")
Values = dict[str, Any]


def is_there(path: str) -> bool:
    """Whether the site has a page at a path, written or published, in a room that is open."""
    endpoint, values = _matched(path)
    if not endpoint or not _is_open(endpoint):
        return False
    return _ROWS[endpoint](values) if endpoint in _ROWS else True


def is_personal(path: str) -> bool:
    """Whether a path is somebody's own link."""
    return _without_language(path).startswith(PERSONAL)


def is_reserved(path: str) -> bool:
    """Whether a path opens only to who signs in."""
    path = _without_language(path)
    return any(path == door or path.startswith(f"{door}/") for door in RESERVED)


def _matched(path: str) -> tuple[str, Values]:
    adapter = current_app.url_map.bind(current_tenant().host)
    try:
        endpoint, values = adapter.match(unquote(_without_language(path)), method="GET")
    except RequestRedirect as moved:
        return ("", {}) if moved.new_url.endswith(path) else ("moved", {})
    except HTTPException:
        return "", {}
    return str(endpoint), dict(values)


def _without_language(path: str) -> str:
    return path.removeprefix("/en") or "/" if path == "/en" or path.startswith("/en/") else path


def _is_open(endpoint: str) -> bool:
    is_open: Callable[[str], bool] = current_app.extensions["room_is_open"]
    return is_open(endpoint)


def _page(kind: Kind) -> Callable[[Values], bool]:
    def found(values: Values) -> bool:
        slug = values["slug"].rstrip("/")
        if kind == Kind.PAGE and slug in FIXED:
            return True
        row = readable_page(kind, slug, english=False) if is_well_formed(slug) else None
        return row is not None and is_room_open(row.room)

    return found


def _group(values: Values) -> bool:
    here = select(Listing.group_id).where(Listing.tenant_id == current_tenant().id, Listing.slug == values["slug"])
    return db.session.scalar(here) is not None


def _campaign(values: Values) -> bool:
    found = campaign_of_slug(values["slug"])
    return found is not None and found.takes_gifts


def _service(values: Values) -> bool:
    found = service_of_slug(values["slug"])
    return found is not None and found.is_open


def _media(values: Values) -> bool:
    return media_of(values["media_id"]) is not None


_ROWS: dict[str, Callable[[Values], bool]] = {
    "archive_public.read": lambda values: archive.begun(values["newsletter_id"]) is not None,
    "archive_public.show": lambda values: archive.archived_at_address(values["slug"]) is not None,
    "giving_public.campaign": _campaign,
    "groups_public.group": _group,
    "helpdesk_public.service": _service,
    "media_public.file": _media,
    "media_public.image": _media,
    "site_public.news_item": _page(Kind.NEWS),
    "site_public.page": _page(Kind.PAGE),
    "site_public.without_slash": _page(Kind.PAGE),
}
