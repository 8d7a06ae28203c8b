"""The finder: an association's groups, searched and filtered. Its address is given in public.py."""

from collections.abc import Callable
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.groups.asking import status_words
from ama_net.features.groups.queries import is_another_kind, municipality_label, neighbouring_places, theme_label
from ama_net.foundation.web.languages import current_locale
from ama_net.kernel.directory import SearchQuery, SearchResult, search_listing
from ama_net.kernel.directory.finder import Card, Filter, card_of, filters_of, query_from
from ama_net.kernel.directory.words import KIND_TABS, STATUS_WORDS
from ama_net.kernel.tenancy import current_tenant


def index() -> ResponseReturnValue:
    """Find a group. A search without results leads to people, to places nearby and to starting a group."""
    query = query_from(request.args, tenant_id=current_tenant().id)
    result = search_listing(query)
    return render_template(
        "groups/public/index.html",
        query=query,
        result=result,
        cards=_cards(result),
        kinds=_kinds(result),
        filters=_named(filters_of(query, result, english=_english())),
        other_kind=is_another_kind(query.kind),
        nearby=_nearby(query, result) if not result.total else [],
    )


def _english() -> bool:
    return current_locale() == "en"


def _cards(result: SearchResult) -> list[Card]:
    address, ask_when, ask_first = (
        url_for("groups_public.index"),
        _("Giorno e ora da chiedere"),
        _("Prima chiedi alla segreteria"),
    )
    cards = [card_of(row, english=_english()) for row in result.rows]
    asked = {str(STATUS_WORDS["unconfirmed"]): status_words("unconfirmed")}
    for card, row in zip(cards, result.rows, strict=True):
        card.url = f"{address}/{row.slug}"
        card.when = card.when or ask_when
        card.way_in = card.way_in or ask_first
        card.states = tuple((asked.get(text, text), kind) for text, kind in card.states)
    return cards


def _kinds(result: SearchResult) -> list[dict[str, Any]]:
    counts = result.kinds
    return [
        {"key": key, "label": str(label), "count": counts[key]} for key, label in KIND_TABS.items() if key in counts
    ]


def _named(filters: list[Filter]) -> list[Filter]:
    """Call districts as the association does, and give its name to a choice that finds nothing: the search knows its key."""
    districts = {entry.gazetteer or entry.name: entry.name for entry in current_tenant().identity.districts}
    names: dict[str, Callable[[str], str | None]] = {"tema": theme_label, "comune": municipality_label}
    for entry in filters:
        for place, option in enumerate(entry.options):
            if entry.name == "distretto":
                entry.options[place] = option._replace(label=districts.get(option.value, option.label))
            elif option.label == option.value and entry.name in names:
                entry.options[place] = option._replace(label=names[entry.name](option.value) or option.label)
    return filters


def _nearby(query: SearchQuery, result: SearchResult) -> list[dict[str, Any]]:
    kept: dict[str, Any] = {
        name: value for name, value in request.args.items() if name not in {"comune", "distretto", "page"}
    }
    return [
        {"label": name, "count": count, "url": url_for("groups_public.index", **kept, comune=code)}
        for code, name, count in neighbouring_places(query, result)
    ]
