"""The portal's calendar: the meetings of the groups that a search finds, whatever their association.

Only of a search that is not too wide: the calendar of a whole country helps nobody.
"""

from dataclasses import replace

from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.foundation.web.languages import current_locale
from ama_net.foundation.web.limits import limiter
from ama_net.kernel.directory import search_listing
from ama_net.kernel.directory.finder import query_from
from ama_net.kernel.directory.ical import CalendarOf, Rows, calendar_rows, published_seal
from ama_net.kernel.directory.ical_answers import answer_if_changed, asked_words, wants_discreet
from ama_net.kernel.tenancy.keys import settings_of_app

MOST_GROUPS = 300


@limiter.limit("30 per minute")
def found() -> ResponseReturnValue:
    """The groups of a search, each with its page at its own association; 404 when they are too many or all."""
    query = replace(query_from(request.args, tenant_id=None, per_page=MOST_GROUPS), page=1)
    if not query.filtered:
        abort(404)
    prefix = "/en" if current_locale() == "en" else ""
    origin = settings_of_app().origin
    of = CalendarOf(_("Gruppi scelti"), lambda host: f"{origin(host)}{prefix}", discreet=wants_discreet())

    def rows() -> Rows:
        result = search_listing(query)
        if result.total > MOST_GROUPS:
            abort(404)
        return calendar_rows(None, ids=[row.group_id for row in result.rows])

    answer: Response = answer_if_changed((published_seal(None), origin(""), asked_words()), rows, of)
    return answer
