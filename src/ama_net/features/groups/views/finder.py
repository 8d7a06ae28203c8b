"""The finder: an association's groups, searched and filtered. Its addresses are given in public.py."""

from collections.abc import Callable
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.groups.asking import status_words
from ama_net.features.groups.queries import is_another_kind, municipality_label, theme_label
from ama_net.foundation.web.languages import current_locale
from ama_net.kernel.directory.answering import with_address
from ama_net.kernel.directory.finder import Card, Filter, FinderPage, chips_of, finder_page
from ama_net.kernel.directory.queries import towns_to_choose
from ama_net.kernel.directory.ways import addressed, ways_on
from ama_net.kernel.directory.words import STATUS_WORDS
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.keys import settings_of_app


def index() -> ResponseReturnValue:
    """Find a group. A search without results leads to people, to places nearby and to starting a group."""
    page = finder_page(request.args, current_tenant().id, english=_english())
    _name_choices(page.filters)
    page.chips = chips_of(page, request.args, url_for("groups_public.index"))
    _complete_cards(page)
    return with_address(
        render_template(
            "groups/public/index.html",
            page=page,
            query=page.query,
            result=page.result,
            other_kind=is_another_kind(page.query.kind),
            ways=_ways(page) if not page.result.total else None,
        )
    )


def towns() -> ResponseReturnValue:
    """Municipalities to choose from while somebody types where to be near to."""
    return render_template(
        "directory/towns.html", towns=towns_to_choose(request.args.get("vicino", ""), current_tenant().id)
    )


def _english() -> bool:
    return current_locale() == "en"


def _complete_cards(page: FinderPage) -> None:
    address, ask_when, ask_first = (
        url_for("groups_public.index"),
        _("Giorno e ora da chiedere"),
        _("Prima chiedi alla segreteria"),
    )
    unconfirmed, call_first = str(STATUS_WORDS["unconfirmed"]), status_words("unconfirmed")

    def finish(card: Card, row: Any) -> None:
        card.url = f"{address}/{row.slug}"
        card.when = card.when or ("" if row.hides_place else ask_when)
        card.way_in = card.way_in or ask_first
        card.states = tuple((call_first if text == unconfirmed else text, kind) for text, kind in card.states)

    page.dress(finish, address, ask_when, ask_first, call_first)


def _name_choices(filters: list[Filter]) -> None:
    """Call districts as the association does, and give its name to a choice that finds nothing: the search knows its key."""
    districts = {entry.gazetteer or entry.name: entry.name for entry in current_tenant().identity.districts}
    names: dict[str, Callable[[str], str | None]] = {"tema": theme_label, "comune": municipality_label}
    for entry in filters:
        for place, option in enumerate(entry.options):
            if entry.name == "distretto":
                entry.options[place] = option._replace(label=districts.get(option.value, option.label))
            elif option.label == option.value and entry.name in names:
                entry.options[place] = option._replace(label=names[entry.name](option.value) or option.label)


def _ways(page: FinderPage) -> dict[str, Any]:
    """The same search elsewhere, with its addresses."""
    settings = settings_of_app()
    portal = f"{settings.origin(settings.base_host)}{'/en' if _english() else ''}/"
    return addressed(ways_on(page.query, page.result), request.args, url_for("groups_public.index"), network=portal)
