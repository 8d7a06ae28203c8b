"""Pages for the tests of the site, made with the room's own operations."""

from datetime import date
from typing import Any

from flask import Flask

from ama_net.features.site.models import Kind, PageWords, SitePage
from ama_net.features.site.operations import PageFacts, create_page, set_published, translate_page
from ama_net.foundation.database import unit_of_work
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.tenancy import tenant_scope
from tests.support.standing import Standing


def make_page(
    title: str = "Chi siamo",
    body: str = "",
    *,
    kind: Kind = Kind.PAGE,
    published: bool = True,
    english: str | None = None,
    needs: list[dict[str, Any]] | None = None,
    summary: str = "",
    **facts: Any,
) -> SitePage:
    """A page in the scope that is open; ``english`` is the title of its translation, published with it."""
    words = PageWords(title, summary=summary, body=body, needs=needs or [])
    page = create_page(kind=kind, words=words, facts=PageFacts(**facts), by=SYSTEM)
    pages = [page]
    if english is not None:
        words = PageWords(english, summary=summary, body=body)
        pages.append(translate_page(page, words=words, menu_label=None, by=SYSTEM))
    if published:
        set_published(pages, published=True, by=SYSTEM)
    return page


def write(app: Flask, standing: Standing, title: str = "Chi siamo", body: str = "", **more: Any) -> str:
    """A page of an association, committed; its id as text."""
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        return str(make_page(title, body, **more).id)


def news(app: Flask, standing: Standing, title: str, day: date = date(2026, 11, 1), **more: Any) -> str:
    """A piece of news, committed."""
    return write(app, standing, title, kind=Kind.NEWS, published_on=day, **more)
