"""The public pages: the finder, the page of a group, its sheet to print."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.groups.asking import status_words
from ama_net.features.groups.models import Group
from ama_net.features.groups.queries import (
    is_another_kind,
    municipality_label,
    neighbouring_places,
    public_group,
    theme_label,
)
from ama_net.features.groups.rules import takes_join_requests
from ama_net.features.groups.sheet import sheet_of
from ama_net.foundation.clock import today
from ama_net.foundation.pdf import pdf_answer, render_pdf
from ama_net.foundation.web.languages import current_locale
from ama_net.foundation.web.pages import date_words
from ama_net.kernel.directory import SearchQuery, SearchResult, search_listing
from ama_net.kernel.directory.finder import Card, Filter, card_of, filters_of, query_from
from ama_net.kernel.directory.words import KIND_TABS, STATUS_WORDS
from ama_net.kernel.tenancy import TenantInfo, current_tenant
from ama_net.kernel.tenancy.look import colours

bp = Blueprint("groups_public", __name__)


@bp.get("/gruppi")
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


@bp.get("/gruppi/<slug>")
def group(slug: str) -> ResponseReturnValue:
    """The page of a group."""
    found = _found(slug)
    return render_template(
        "groups/public/group.html",
        group=found,
        sheet=sheet_of(found, english=_english()),
        join_url=f"{url_for('.group', slug=slug)}/partecipa" if takes_join_requests(found) else None,
    )


@bp.get("/gruppi/<slug>/scheda.pdf")
def sheet(slug: str) -> Response:
    """The group on one A5 page, to hang on a wall or to give at the doctor's."""
    found, tenant = _found(slug), current_tenant()
    told = sheet_of(found, english=_english())
    data = {
        "title": told.title,
        "kind": told.kind,
        "description": told.description,
        "notices": [f"{notice.title}. {notice.text}" for notice in told.notices],
        "facts": [{"term": term, "text": text} for term, text in told.facts],
        "association": tenant.name,
        "address": f"{tenant.base_url}{url_for('.group', slug=slug)}",
        "colours": colours(tenant.slug),
        "contacts_title": _("Chiedi a noi"),
        "contacts": _contacts(tenant),
        "footer": _("Stampato %(day)s. Prima di andare, chiedi: le cose possono cambiare.", day=date_words(today())),
    }
    return pdf_answer(render_pdf("groups/pdf/sheet.typ", data, language=current_locale()), slug)


def _found(slug: str) -> Group:
    return public_group(slug) or abort(404)


def _english() -> bool:
    return current_locale() == "en"


def _cards(result: SearchResult) -> list[Card]:
    address, ask_when, ask_first = url_for(".index"), _("Giorno e ora da chiedere"), _("Prima chiedi alla segreteria")
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
        {"label": name, "count": count, "url": url_for(".index", **kept, comune=code)}
        for code, name, count in neighbouring_places(query, result)
    ]


def _contacts(tenant: TenantInfo) -> list[dict[str, str]]:
    phones = [
        {"label": (_english() and phone.label_en) or phone.label, "text": phone.number}
        for phone in tenant.contact.phones
    ]
    email = tenant.contact.public_email
    written = [{"label": _("E-mail"), "text": email}] if email else []
    seat = ", ".join(filter(None, (tenant.seat.address, tenant.seat.municipality)))
    return [*phones, *written] or [{"label": _("In sede"), "text": seat}]
