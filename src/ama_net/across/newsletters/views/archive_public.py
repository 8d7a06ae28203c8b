"""What was sent, to read on the site: the archive, its feed, and the page that "Leggi nel browser" opens."""

import re
from email.utils import format_datetime
from html import unescape
from uuid import UUID
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from flask import Blueprint, Response, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.across.newsletters import archive
from ama_net.across.newsletters.links import in_language
from ama_net.across.newsletters.merging import plain
from ama_net.across.newsletters.models import Newsletter
from ama_net.across.newsletters.rendering import render_page
from ama_net.across.newsletters.rendering.addresses import whole
from ama_net.across.newsletters.settings import NewsletterSettings
from ama_net.foundation.web.languages import current_locale
from ama_net.kernel.tenancy import current_tenant, findable
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("archive_public", __name__)
bp.record_once(lambda state: findable.connect(state.app, "newsletters", _findable))

ATOM = "http://www.w3.org/2005/Atom"
AN_HOUR = "public, max-age=3600"
LAST_PAGE = 100_000
HOME = "/newsletter/archivio"

register_namespace("atom", ATOM)


@bp.context_processor
def _said() -> dict[str, object]:
    return {"plain_title": title_of, "plain_words": plain, "path_of": path_of}


@bp.get("/newsletter/archivio")
def index() -> str:
    """The newsletters sent, the newest first."""
    _keeps_archive()
    number = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    found = archive.archived(number)
    if not found.rows and number > 1:
        abort(404)
    return render_template("newsletters/public/archive.html", page=found)


@bp.get("/newsletter/archivio/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """One of the archive, whole."""
    _keeps_archive()
    newsletter = archive.archived_at_address(slug) or abort(404)
    if newsletter.language != "it" and current_locale() == "it":
        return redirect(path_of(newsletter))
    before, after = archive.around(newsletter)
    return _page(newsletter, before=before, after=after, canonical=f"{HOME}/{slug}")


@bp.get("/newsletter/archivio.xml")
def feed() -> Response:
    """The newest as RSS 2.0."""
    _keeps_archive()
    body = b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(_rss(), encoding="unicode").encode()
    answer = Response(body, mimetype="application/rss+xml")
    answer.headers["Cache-Control"] = AN_HOUR
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@bp.get("/newsletter/leggi/<uuid:newsletter_id>")
def read(newsletter_id: UUID) -> ResponseReturnValue:
    """One by the link in the mail: the same for everybody, without a name and without anybody's own links.

    Of one that has not left only a trial can have been read: that is said, and nothing of it.
    """
    newsletter = archive.begun(newsletter_id)
    if newsletter is None:
        return (trial(), 404) if archive.not_begun(newsletter_id) else abort(404)
    if newsletter.language != "it" and current_locale() == "it":
        return redirect(f"{in_language(newsletter.language)}{request.path}")
    return _page(newsletter, before=None, after=None, canonical="")


@bp.get("/newsletter/prova")
def trial() -> str:
    """Where the reader's links of a trial lead."""
    return render_template("newsletters/public/trial.html")


def path_of(newsletter: Newsletter) -> str:
    """Where one of the archive is read, in a page of its own language."""
    return f"{in_language(newsletter.language)}{HOME}/{newsletter.slug}"


def title_of(newsletter: Newsletter) -> str:
    """The subject as everybody reads it."""
    return " ".join(plain(newsletter.subject).split())


def _page(newsletter: Newsletter, *, before: Newsletter | None, after: Newsletter | None, canonical: str) -> str:
    body = render_page(newsletter)
    return render_template(
        "newsletters/public/archive_issue.html",
        newsletter=newsletter,
        body=body,
        picture=_first_picture(body),
        before=before,
        after=after,
        canonical=canonical,
        # One in English has no Italian page: who wants Italian is led to the archive.
        **({"switch_language_url": _in_italian} if newsletter.language != "it" else {}),
    )


def _first_picture(body: str) -> str:
    """The whole address of what is shown beside a link to the page that somebody shares; empty without pictures."""
    found = re.search(r'<img src="([^"]+)"', body)
    return whole(unescape(found[1])) if found else ""


def _in_italian() -> str:
    return HOME if read_settings(NewsletterSettings).archive else "/"


def _keeps_archive() -> None:
    if not read_settings(NewsletterSettings).archive:
        abort(404)


def _rss() -> Element:
    tenant, rows = current_tenant(), archive.latest()
    rss = Element("rss", {"version": "2.0"})
    channel = SubElement(rss, "channel")
    _say(channel, "title", _("Newsletter di %(name)s", name=tenant.name))
    _say(channel, "link", whole(HOME))
    _say(channel, "description", _("Le newsletter spedite, da leggere quando vuoi."))
    _say(channel, "language", "it")
    SubElement(channel, f"{{{ATOM}}}link", {"rel": "self", "type": "application/rss+xml", "href": whole(f"{HOME}.xml")})
    for row in rows:
        _item(channel, row)
    return rss


def _item(channel: Element, newsletter: Newsletter) -> None:
    address = whole(path_of(newsletter))
    item = SubElement(channel, "item")
    _say(item, "title", title_of(newsletter))
    _say(item, "link", address)
    _say(item, "guid", address, isPermaLink="true")
    if newsletter.preheader:
        _say(item, "description", plain(newsletter.preheader))
    if newsletter.started_at is not None:
        _say(item, "pubDate", format_datetime(newsletter.started_at))


def _say(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = text


def _findable() -> list[findable.Place]:
    if not read_settings(NewsletterSettings).archive:
        return []
    issues = archive.addresses()
    newest = [findable.Place(HOME, issues[0][2])] if issues else []
    shown = (
        findable.Place(f"{in_language(language)}{HOME}/{slug}", at, english=False) for slug, language, at in issues
    )
    return [*newest, *shown]
