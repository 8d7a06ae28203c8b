"""Calendars to subscribe to: of one group, of all the groups, of those a search finds. ``?discreto=1`` tells less."""

from dataclasses import replace

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _

from ama_net.features.groups.timetable import emptied_calendar
from ama_net.foundation.web.languages import current_locale
from ama_net.foundation.web.limits import limiter
from ama_net.kernel.directory import search_listing
from ama_net.kernel.directory.finder import query_from
from ama_net.kernel.directory.ical import CalendarOf, calendar_rows, published_seal
from ama_net.kernel.directory.ical_answers import answer_by_content, answer_if_changed, asked_words, wants_discreet
from ama_net.kernel.tenancy import current_tenant

bp = Blueprint("groups_calendars", __name__)

MOST_GROUPS = 5000


@bp.get("/gruppi/<slug>/calendario.ics")
@limiter.limit("30 per minute")
def group(slug: str) -> Response:
    """The meetings of a group. Of one that has stopped, or is protected, an empty calendar, so that its dates leave people's telephones."""
    rows = calendar_rows(current_tenant().id, slugs=[slug])
    title = rows[0].name if rows else emptied_calendar(slug) or abort(404)
    return answer_by_content(rows, _of(title))


@bp.get("/gruppi.ics")
@limiter.limit("30 per minute")
def everybody() -> Response:
    """The meetings of every group of the association."""
    tenant = current_tenant()
    facts = (published_seal(tenant.id), tenant.name, tenant.base_url, asked_words())
    of = _of(_("Gruppi di %(name)s", name=tenant.name))
    return answer_if_changed(facts, lambda: calendar_rows(tenant.id), of)


@bp.get("/gruppi/calendario.ics")
@limiter.limit("30 per minute")
def found() -> Response:
    """The meetings of the groups that a search of the finder finds, also those it will find tomorrow."""
    tenant = current_tenant()
    query = replace(query_from(request.args, tenant_id=tenant.id, per_page=MOST_GROUPS), page=1)
    facts = (published_seal(tenant.id), tenant.name, tenant.base_url, asked_words())
    of = _of(_("Gruppi scelti di %(name)s", name=tenant.name))
    return answer_if_changed(
        facts, lambda: calendar_rows(tenant.id, slugs=[row.slug for row in search_listing(query).rows]), of
    )


def _of(title: str) -> CalendarOf:
    site = f"{current_tenant().base_url}{'/en' if current_locale() == 'en' else ''}"
    return CalendarOf(title, lambda _host: site, discreet=wants_discreet())
