"""Calendars to subscribe to: of one group, of all the groups, of those a search finds. ``?discreto=1`` tells less."""

import gzip
from dataclasses import replace
from datetime import datetime

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _

from ama_net.features.groups.timetable import stopped_group
from ama_net.foundation.clock import today
from ama_net.foundation.web.languages import current_locale
from ama_net.kernel.directory import search_listing
from ama_net.kernel.directory.finder import query_from
from ama_net.kernel.directory.ical import (
    CalendarOf,
    calendar_bytes,
    calendar_changed,
    calendar_rows,
    calendar_tag,
    published_seal,
)
from ama_net.kernel.tenancy import current_tenant

bp = Blueprint("groups_calendars", __name__)

A_QUARTER = 15 * 60
"""Seconds for which a copy may be used without asking again."""

MOST_GROUPS = 5000
WORTH_PACKING = 2000
"""Bytes."""


@bp.get("/gruppi/<slug>/calendario.ics")
def group(slug: str) -> Response:
    """The meetings of a group. Of one that has stopped an empty calendar, so that its dates leave people's telephones."""
    rows = calendar_rows(current_tenant().id, [slug])
    title = rows[0].name if rows else stopped_group(slug) or abort(404)
    content = calendar_bytes(rows, _of(title), today())
    tag = calendar_tag(today(), content)
    return _unchanged(tag) or _answer(content, tag, calendar_changed(rows, today()))


@bp.get("/gruppi.ics")
def everybody() -> Response:
    """The meetings of every group of the association."""
    tenant = current_tenant()
    tag = calendar_tag(today(), published_seal(tenant.id), tenant.name, tenant.base_url, _discreet())
    if unchanged := _unchanged(tag):
        return unchanged
    rows = calendar_rows(tenant.id)
    of = _of(_("Gruppi di %(name)s", name=tenant.name))
    return _answer(calendar_bytes(rows, of, today()), tag, calendar_changed(rows, today()))


@bp.get("/gruppi/calendario.ics")
def found() -> Response:
    """The meetings of the groups that a search of the finder finds, also those it will find tomorrow."""
    tenant = current_tenant()
    query = replace(query_from(request.args, tenant_id=tenant.id, per_page=MOST_GROUPS), page=1)
    tag = calendar_tag(today(), published_seal(tenant.id), tenant.name, tenant.base_url, _discreet(), query)
    if unchanged := _unchanged(tag):
        return unchanged
    slugs = [row.slug for row in search_listing(query).rows]
    rows = calendar_rows(tenant.id, slugs)
    of = _of(_("Gruppi scelti di %(name)s", name=tenant.name))
    return _answer(calendar_bytes(rows, of, today()), tag, calendar_changed(rows, today()))


def _of(title: str) -> CalendarOf:
    site = f"{current_tenant().base_url}{'/en' if current_locale() == 'en' else ''}"
    return CalendarOf(title, site, discreet=_discreet())


def _discreet() -> bool:
    return request.args.get("discreto") == "1"


def _answer(content: bytes, tag: str, changed: datetime) -> Response:
    packed = len(content) > WORTH_PACKING and request.accept_encodings["gzip"] > 0
    answer = Response(gzip.compress(content, 5, mtime=0) if packed else content)
    answer.content_type = "text/calendar; charset=utf-8"
    if packed:
        answer.content_encoding = "gzip"
    answer.last_modified = changed
    return _cached(answer, tag)


def _unchanged(tag: str) -> Response | None:
    """304 by the tag only: no date can tell that a group was withdrawn."""
    return _cached(Response(status=304), tag) if request.if_none_match.contains_weak(tag) else None


def _cached(answer: Response, tag: str) -> Response:
    answer.vary.add("Accept-Encoding")
    answer.set_etag(tag, weak=True)  # it may travel compressed
    answer.cache_control.public = True
    answer.cache_control.max_age = A_QUARTER
    # Calendar programs in a browser fetch it themselves; all of it is public.
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
