"""Newly confirmed groups, the newest first, as Atom (RFC 4287) and as RSS 2.0."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from flask import Response
from flask_babel import force_locale

from ama_net.foundation.clock import ROME, today
from ama_net.foundation.database import db
from ama_net.kernel.directory.feeds.answers import opened, unchanged
from ama_net.kernel.directory.feeds.kept import last_change
from ama_net.kernel.directory.feeds.rows import Published, confirmed, published
from ama_net.kernel.directory.feeds.whose import Whose
from ama_net.kernel.directory.feeds.wording import notes_of, plain
from ama_net.kernel.directory.models import Listing

ATOM = "http://www.w3.org/2005/Atom"
MOST = 50
SHAPE = 1
NEVER = datetime(2026, 1, 1, tzinfo=UTC)
"""When a feed without entries was last updated: a date must be there."""
SINCE = "2026"
"""The year in our tag addresses (RFC 4151): it says whose the names were then, and never changes."""

register_namespace("atom", ATOM)


def atom_answer(whose: Whose) -> Response:
    """The groups as Atom, or 304."""
    return _answer(whose, "atom", "application/atom+xml")


def rss_answer(whose: Whose) -> Response:
    """The groups as RSS, or 304."""
    return _answer(whose, "rss", "application/rss+xml")


def _answer(whose: Whose, form: str, mimetype: str) -> Response:
    seal, changed = last_change(whose)
    tag = f"{form}-{SHAPE}-{whose.tenant_id or 'portal'}-{seal}-{today():%Y%m%d}"
    same = unchanged(tag, changed)
    if same is not None:
        return same
    rows = _newest(whose)
    with force_locale("it"):
        root = _atom(rows, whose) if form == "atom" else _rss(rows, whose)
    body = b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode").encode()
    return opened(Response(body, mimetype=mimetype), tag, changed)


def _newest(whose: Whose) -> Sequence[Published]:
    order = (Listing.confirmed_on.desc(), Listing.created_at.desc(), Listing.group_id)
    return db.session.execute(published(whose).where(confirmed()).order_by(*order).limit(MOST)).all()


def _atom(rows: Sequence[Published], whose: Whose) -> Element:
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": "it"})
    _text(feed, "id", f"tag:{_host(whose.base_url)},{SINCE}:gruppi/novita")
    _text(feed, "title", _title(whose))
    _text(feed, "updated", max((_confirmed(row) for row in rows), default=NEVER).isoformat())
    _text(SubElement(feed, "author"), "name", plain(whose.name))
    SubElement(feed, "link", {"rel": "self", "href": f"{whose.base_url}/gruppi/novita.atom"})
    SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": _html(whose)})
    for row in rows:
        entry = SubElement(feed, "entry")
        _text(entry, "id", _tag(row, whose))
        _text(entry, "title", plain(row.name))
        _text(entry, "updated", _confirmed(row).isoformat())
        _text(entry, "published", row.created_at.astimezone(UTC).isoformat())
        _text(SubElement(entry, "author"), "name", plain(row.tenant_name))
        SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": whose.page_of(row)})
        if row.theme_key:
            SubElement(entry, "category", {"term": row.theme_key, "label": plain(row.theme_label)})
        _text(entry, "summary", _summary(row))
    return feed


def _rss(rows: Sequence[Published], whose: Whose) -> Element:
    rss = Element("rss", {"version": "2.0"})
    channel = SubElement(rss, "channel")
    _text(channel, "title", _title(whose))
    _text(channel, "link", _html(whose))
    _text(channel, "description", "I gruppi di auto mutuo aiuto confermati da poco.")
    _text(channel, "language", "it")
    _text(channel, "lastBuildDate", format_datetime(max((_confirmed(row) for row in rows), default=NEVER)))
    own = {"rel": "self", "type": "application/rss+xml", "href": f"{whose.base_url}/gruppi/novita.rss"}
    SubElement(channel, f"{{{ATOM}}}link", own)
    for row in rows:
        item = SubElement(channel, "item")
        _text(item, "title", plain(row.name))
        _text(item, "link", whose.page_of(row))
        _text(item, "description", _summary(row))
        SubElement(item, "guid", {"isPermaLink": "false"}).text = _tag(row, whose)
        _text(item, "pubDate", format_datetime(_confirmed(row)))
        if row.theme_label:
            _text(item, "category", plain(row.theme_label))
    return rss


def _text(parent: Element, name: str, said: str) -> None:
    SubElement(parent, name).text = said


def _title(whose: Whose) -> str:
    return f"Nuovi gruppi: {plain(whose.name)}"


def _html(whose: Whose) -> str:
    return f"{whose.base_url}/" if whose.is_portal else f"{whose.base_url}/gruppi"


def _tag(row: Published, whose: Whose) -> str:
    """The same at the association and at the portal, whatever the group comes to be called."""
    return f"tag:{_host(whose.home_of(row))},{SINCE}:gruppi/{row.group_id}"


def _host(url: str) -> str:
    return urlsplit(url).hostname or "localhost"


def _confirmed(row: Published) -> datetime:
    day: date = row.confirmed_on
    return datetime.combine(day, time(), ROME).astimezone(UTC)


def _summary(row: Published) -> str:
    place = ", ".join(plain(part) for part in (row.venue_name, row.municipality) if part)
    return "\n\n".join(part for part in (plain(row.theme_label or ""), place, notes_of(row, today())) if part)
