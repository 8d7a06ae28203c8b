"""The office's two rooms, pages and news, share their views: each address stands under ``/pagine`` and under ``/notizie``."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, request

from ama_net.features.site.models import Kind, SitePage
from ama_net.features.site.queries import page_of
from ama_net.kernel.access import Actor, current_actor

pages = Blueprint("site_pages_manage", __name__)
news = Blueprint("site_news_manage", __name__)

FOLDERS = {Kind.PAGE: "pagine", Kind.NEWS: "notizie"}

View = Callable[..., Any]


def on_both(rule: str, *methods: str) -> Callable[[View], View]:
    """Route a view under both rooms, by GET unless other methods are named."""

    def add(view: View) -> View:
        for blueprint, kind in ((pages, Kind.PAGE), (news, Kind.NEWS)):
            blueprint.add_url_rule(f"/{FOLDERS[kind]}{rule}", view.__name__, view, methods=methods or ("GET",))
        return view

    return add


def kind_here() -> Kind:
    """Which of the two rooms we are in."""
    return Kind.NEWS if request.blueprint == news.name else Kind.PAGE


def page_here(page_id: UUID) -> SitePage:
    """The page an address names, in its own room."""
    page = page_of(page_id)
    if page is None or page.kind != kind_here():
        abort(404)
    return page


def actor_here() -> Actor:
    """Who is at work: the door lets nobody else in."""
    actor = current_actor()
    assert actor is not None
    return actor
