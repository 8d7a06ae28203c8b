"""The association's site: home, pages, news, and what machines read of it."""

from typing import Any

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ama_net.features.site import menus
from ama_net.features.site.models import CONTACTS, HOME, PRIVACY, Kind
from ama_net.features.site.queries import front, news_page, readable_page, sitemap_groups, sitemap_pages
from ama_net.features.site.reading import ReadPage, in_english, needs_of, news_lines, read, unwritten
from ama_net.features.site.rules import is_open, is_well_formed
from ama_net.kernel.tenancy import introductions
from ama_net.kernel.tenancy.findable import Place, findable_by_room

GROUPS_PAGES = ("/gruppi", "/gruppi/mappa", "/gruppi/avvia", "/gruppi/opuscolo", "/dati-aperti")
"""Pages of the groups' room that search engines may find; they change with the groups."""

bp = Blueprint("site_public", __name__)
bp.app_context_processor(menus.values)
bp.record_once(lambda state: introductions.connect(state.app, lambda slug: _found(Kind.PAGE, slug)))

LATEST_NEWS = 3
EXPLAINED = "come-funziona-un-gruppo"
"""The page that tells what happens in a group, when there is one."""
NEWS_PER_PAGE = 20
LAST_PAGE = 100_000
"""No site has so many; a greater number would be more than the database can count."""
AN_HOUR = "public, max-age=3600"

TEMPLATES = {CONTACTS: "site/contacts.html", PRIVACY: "site/privacy.html"}
"""Fixed pages show more than their words; every other page is ``site/page.html``."""


@bp.get("/")
def home() -> str:
    """The first screen: four needs at once, then who we are, how it works, the latest news, whom to call."""
    found = front(LATEST_NEWS, english=in_english())
    outline = menus.note_outline(found.outline)
    page = read(found.home) if found.home is not None else unwritten(HOME, g.tenant)
    assert page is not None  # the home is a fixed page
    addresses = menus.open_addresses()
    return render_template(
        "site/home.html",
        page=page,
        needs=needs_of(page, addresses),
        news=news_lines(found.news),
        explained=next((line.slug for line in outline.lines if line.slug == EXPLAINED), None),
        groups_open="gruppi" in addresses,
    )


@bp.get("/<slug>")
def page(slug: str) -> ResponseReturnValue:
    """A page by its address. Every other address of the system is tried before this one."""
    if slug == HOME:
        return redirect(url_for(".home"), 301)
    found = _found(Kind.PAGE, slug) or unwritten(slug, g.tenant) or abort(404)
    return render_template(TEMPLATES.get(slug, "site/page.html"), page=found)


@bp.get("/<slug>/")
def without_slash(slug: str) -> ResponseReturnValue:
    """Addresses copied from a poster often end with a slash: ``/gruppi/`` leads to ``/gruppi``."""
    return redirect(url_for(".page", slug=slug), 301)


@bp.get("/notizie")
def news() -> str:
    """The news, newest first."""
    number = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    rows, total = news_page(number, NEWS_PER_PAGE, english=in_english())
    if not rows and number > 1:
        abort(404)
    pages = -(-total // NEWS_PER_PAGE)
    return render_template("site/news.html", news=news_lines(rows), number=number, pages=pages)


@bp.get("/notizie/<slug>")
def news_item(slug: str) -> str:
    """A piece of news."""
    return render_template("site/news_item.html", page=_found(Kind.NEWS, slug) or abort(404))


@bp.get("/robots.txt")
def robots() -> Response:
    """What machines may read."""
    closed = [f"Disallow: {root}/{door}" for root in ("", "/en") for door in ("manage", "my", "accedi")]
    lines = ["User-agent: *", *closed, f"Sitemap: {g.tenant.base_url}/sitemap.xml", ""]
    return _for_machines("\n".join(lines), "text/plain")


@bp.get("/sitemap.xml")
def sitemap() -> Response:
    """Every page, news, published group and page that an open room lets be found, with its other language."""
    places = [_place(row) for row in sitemap_pages() if is_open(row.room)]
    if is_open("groups"):
        places += [Place(path) for path in GROUPS_PAGES]
        places += [Place(f"/gruppi/{row.slug}", row.updated_at) for row in sitemap_groups()]
    written = {place.path for place in places}
    of_rooms = [place for room, ask in findable_by_room().items() if is_open(room) for place in ask()]
    places += [place for place in of_rooms if place.path not in written]
    return _for_machines(render_template("site/sitemap.xml", places=places, base=g.tenant.base_url), "application/xml")


def _found(kind: Kind, slug: str) -> ReadPage | None:
    if not is_well_formed(slug):
        return None
    row = readable_page(kind, slug, english=in_english())
    return read(row) if row is not None and is_open(row.room) else None


def _place(row: Any) -> Place:
    folder = "/notizie/" if row.kind == Kind.NEWS else "/"
    slug = "" if row.slug == HOME and row.kind == Kind.PAGE else row.slug
    return Place(folder + slug, row.updated_at, row.english)


def _for_machines(text: str, mimetype: str) -> Response:
    response = Response(text, mimetype=mimetype)
    response.headers["Cache-Control"] = AN_HOUR
    return response
