"""The portal's pages. They stand at the bare host only: an association's host never sees them, nor it theirs."""

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import Flask, Response, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ama_net.across.network import calendars, feeds
from ama_net.across.network.queries import publishing_associations
from ama_net.kernel.directory.answering import with_address
from ama_net.kernel.directory.finder import Card, FinderPage, chips_of, finder_page
from ama_net.kernel.directory.map import map_page
from ama_net.kernel.directory.queries import towns_to_choose
from ama_net.kernel.directory.ways import addressed, ways_on
from ama_net.kernel.tenancy.keys import settings_of_app

View = Callable[[], ResponseReturnValue]


def finder() -> ResponseReturnValue:
    """Every published group of the network, with search and filters; one listed by two associations stands once."""
    english = _english()
    page = finder_page(request.args, tenant_id=None, english=english)
    page.chips = chips_of(page, request.args, _here())
    origin, prefix = settings_of_app().origin, "/en" if english else ""

    def finish(card: Card, row: Any) -> None:
        card.url = f"{origin(row.host)}{prefix}/gruppi/{row.slug}"
        card.association = row.tenant_name
        others = page.result.also.get(row.group_id, ())
        card.also = tuple((one.tenant_name, f"{origin(one.host)}{prefix}/gruppi/{one.slug}") for one in others)

    page.dress(finish, "portal", prefix)
    ways = None if page.result.total else _ways(page)
    return with_address(render_template("network/finder.html", page=page, ways=ways))


def towns() -> ResponseReturnValue:
    """Municipalities to choose from while somebody types where to be near to."""
    return render_template("directory/towns.html", towns=towns_to_choose(request.args.get("vicino", ""), None))


def _ways(page: FinderPage) -> dict[str, Any]:
    return addressed(ways_on(page.query, page.result), request.args, _here())


def _here() -> str:
    return f"{request.script_root}/"


def _english() -> bool:
    return request.environ.get("ama.locale") == "en"


def associations() -> ResponseReturnValue:
    """The associations of the network, each with the address of its own site."""
    origin = settings_of_app().origin
    rows = [
        {"name": row.tenant_name, "url": origin(row.host), "groups": row.groups} for row in publishing_associations()
    ]
    return render_template("network/associations.html", associations=rows)


def map_of_groups() -> ResponseReturnValue:
    """Where the network's groups meet: provinces first, then the towns of one."""
    here, finder_address = f"{request.script_root}/mappa", _here()
    page = map_page(request.args, None, here=here, finder=finder_address)
    return render_template("network/map.html", map=page, here=here, finder=finder_address)


def privacy() -> ResponseReturnValue:
    """What the portal knows of its readers: nothing."""
    return render_template("network/privacy.html")


def robots() -> ResponseReturnValue:
    """What machines may read."""
    return Response(f"User-agent: *\nDisallow: /operatori\nSitemap: {_root()}sitemap.xml\n", mimetype="text/plain")


def sitemap() -> ResponseReturnValue:
    """The portal's own pages; each association has a sitemap of its own."""
    pages = [_root() + path for path in ("", "associazioni", "privacy")]
    return Response(render_template("network/sitemap.xml", pages=pages), mimetype="application/xml")


def _root() -> str:
    """The portal's own address, as it is configured and not as the request says it."""
    settings = settings_of_app()
    return f"{settings.origin(settings.base_host)}{request.script_root}/"


PAGES: dict[str, View] = {
    "/": finder,
    "/associazioni": associations,
    "/mappa": map_of_groups,
    "/comuni": towns,
    "/gruppi/calendario.ics": calendars.found,
    "/privacy": privacy,
    "/robots.txt": robots,
    "/sitemap.xml": sitemap,
}


def connect(app: Flask) -> None:
    """Answer the portal's addresses at the bare host, where associations' pages with the same address do not exist."""

    @app.before_request
    def _portal() -> ResponseReturnValue | None:
        if g.get("tenant") is not None or request.host.partition(":")[0].lower() != settings_of_app().base_host:
            return None
        view = PAGES.get(request.path) or feeds.page_at(request.path)
        return view() if view is not None and request.method in {"GET", "HEAD"} else None

    app.extensions["portal"] = PAGES
    app.context_processor(_menu)


class _Entry(NamedTuple):
    """One entry of the portal's menu."""

    title: str
    url: str
    active: bool


def _menu() -> dict[str, object]:
    if g.get("tenant") is not None:
        return {}
    entries = (("/", gettext("Trova un gruppo")), ("/associazioni", gettext("Le associazioni")))
    root = request.script_root
    return {"menu": tuple(_Entry(title, root + path, request.path == path) for path, title in entries)}
