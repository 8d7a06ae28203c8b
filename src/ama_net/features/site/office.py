"""What the site offers to the office: two rooms, the pages and the news."""

from collections.abc import Callable

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.site.lists import search_pages
from ama_net.features.site.models import Kind
from ama_net.features.site.queries import counts
from ama_net.kernel.access import Figure, OfficeRoom, Permission, SearchHit


def _page_figures() -> list[Figure]:
    index, found = url_for("site_pages_manage.index"), counts()
    return [
        Figure(_("Pagine sul sito"), found.get((Kind.PAGE, True), 0), f"{index}?state=published"),
        Figure(_("Bozze di pagine"), found.get((Kind.PAGE, False), 0), f"{index}?state=draft"),
    ]


def _news_figures() -> list[Figure]:
    index, found = url_for("site_news_manage.index"), counts()
    return [
        Figure(_("Notizie pubblicate"), found.get((Kind.NEWS, True), 0), index),
        Figure(_("Bozze di notizie"), found.get((Kind.NEWS, False), 0), f"{index}?state=draft"),
    ]


def _search(kind: Kind, room: str) -> Callable[[str, int], list[SearchHit]]:
    def search(term: str, limit: int) -> list[SearchHit]:
        return [
            SearchHit(page.title, page.path, url_for(f"{room}.show", page_id=page.id))
            for page in search_pages(kind, term, limit)
        ]

    return search


PAGES_ROOM = OfficeRoom(
    key="site_pages",
    title=_l("Pagine"),
    icon="document",
    endpoint="site_pages_manage.index",
    permission=Permission.SITE_READ,
    figures=_page_figures,
    search=_search(Kind.PAGE, "site_pages_manage"),
    order=70,
)

NEWS_ROOM = OfficeRoom(
    key="site_news",
    title=_l("Notizie"),
    icon="bell",
    endpoint="site_news_manage.index",
    permission=Permission.SITE_READ,
    figures=_news_figures,
    search=_search(Kind.NEWS, "site_news_manage"),
    order=71,
)
