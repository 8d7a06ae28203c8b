"""The portal's pages. They stand at the bare host only: an association's host never sees them, nor it theirs."""

from collections.abc import Callable

from flask import Flask, Response, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ama_net.across.network.queries import publishing_associations
from ama_net.kernel.directory import search_listing
from ama_net.kernel.directory.finder import card_of, filters_of, query_from
from ama_net.kernel.directory.words import KIND_TABS
from ama_net.kernel.tenancy.keys import settings_of_app

View = Callable[[], ResponseReturnValue]


def finder() -> ResponseReturnValue:
    """Every published group of the network, with search and filters."""
    english = request.environ.get("ama.locale") == "en"
    query = query_from(request.args, tenant_id=None)
    result = search_listing(query)
    settings = settings_of_app()
    prefix = "/en" if english else ""
    cards = [card_of(row, english=english) for row in result.rows]
    for card, row in zip(cards, result.rows, strict=True):
        card.url = f"{settings.origin(row.host)}{prefix}/gruppi/{row.slug}"
        card.association = row.tenant_name
    kinds = [
        {"key": key, "label": str(KIND_TABS[key]), "count": result.kinds[key]}
        for key in KIND_TABS
        if key in result.kinds
    ]
    return render_template(
        "network/finder.html",
        query=query,
        result=result,
        cards=cards,
        kinds=kinds,
        filters=filters_of(query, result, english=english),
    )


def associations() -> ResponseReturnValue:
    """The associations of the network, each with the address of its own site."""
    origin = settings_of_app().origin
    rows = [
        {"name": row.tenant_name, "url": origin(row.host), "groups": row.groups} for row in publishing_associations()
    ]
    return render_template("network/associations.html", associations=rows)


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
        view = PAGES.get(request.path)
        return view() if view is not None and request.method in {"GET", "HEAD"} else None

    app.extensions["portal"] = PAGES
    app.context_processor(_menu)


def _menu() -> dict[str, object]:
    if g.get("tenant") is not None or "portal" not in current_app.extensions:
        return {}
    entries = (("/", gettext("Trova un gruppo")), ("/associazioni", gettext("Le associazioni")))
    root = request.script_root if request else ""
    return {"menu": [{"title": title, "url": root + path, "active": request.path == path} for path, title in entries]}
