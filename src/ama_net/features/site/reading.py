"""A page as a reader gets it: in the reader's language where it exists, in Italian (and saying so) where it does not."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import Row

from ama_net.features.site.models import CONTACTS, HOME, PRIVACY, Kind, Needs
from ama_net.features.site.rendering import in_language
from ama_net.features.site.rules import offers_quick_exit
from ama_net.foundation.web.languages import current_locale
from ama_net.kernel.tenancy import TenantInfo


class NewsLine(NamedTuple):
    """A piece of news in a list."""

    title: str
    summary: str
    path: str
    published_on: date | None
    language: str


@dataclass(frozen=True)
class ReadPage:
    """What a page shows. ``language`` is that of its words, ``path`` its address without the language."""

    kind: str
    slug: str
    title: str
    summary: str = ""
    html: Markup = field(default_factory=Markup)
    needs: Needs = field(default_factory=list)
    language: str = "it"
    languages: tuple[str, ...] = ("it", "en")
    room: str | None = None
    published_on: date | None = None

    @property
    def is_foreign(self) -> bool:
        """Whether the words are not in the language that was asked for."""
        return self.language != current_locale()

    @property
    def path(self) -> str:
        """The address, the same in every language but for its prefix."""
        folder = "/notizie/" if self.kind == Kind.NEWS else "/"
        return folder + ("" if self.slug == HOME and self.kind == Kind.PAGE else self.slug)

    @property
    def quick_exit(self) -> bool:
        """Whether leaving at once is offered."""
        return self.kind == Kind.PAGE and offers_quick_exit(self.slug, self.room)


def read(row: Row[Any]) -> ReadPage:
    """A row of the site (see ``queries``) as a page."""
    return ReadPage(
        kind=row.kind,
        slug=row.slug,
        title=row.title,
        summary=row.summary,
        html=Markup(in_language(row.body_html, prefix())),  # noqa: S704  # cleaned when it was written
        needs=row.needs,
        language=row.language,
        languages=("it", "en") if row.has_english else ("it",),
        room=row.room,
        published_on=row.published_on,
    )


def news_lines(rows: Iterable[Row[Any]]) -> tuple[NewsLine, ...]:
    """Pieces of news as lists show them."""
    return tuple(
        NewsLine(row.title, row.summary, f"/notizie/{row.slug}", row.published_on, row.language) for row in rows
    )


def unwritten(slug: str, tenant: TenantInfo) -> ReadPage | None:
    """A fixed page that nobody has written yet, from what the association says of itself; None for any other page."""
    titles = {HOME: tenant.tagline, CONTACTS: _("Contatti"), PRIVACY: _("Riservatezza e dati personali")}
    if slug not in titles:
        return None
    return ReadPage(kind=Kind.PAGE, slug=slug, title=titles[slug], language=current_locale())


def in_english() -> bool:
    """Whether the reader asked for English."""
    return current_locale() == "en"


def prefix() -> str:
    """What the addresses of this request's language begin with."""
    return "/en" if in_english() else ""


NEED_ICONS = {"find_group": "circle", "talk_to_someone": "speech", "give": "heart", "take_part": "hand"}
NEED_LINKS = {"find_group": "/gruppi", "talk_to_someone": "/contatti", "give": "/sostieni", "take_part": "/contatti"}


class ReadNeed(NamedTuple):
    """One of the four answers of the first screen; ``action`` is its text in a few words."""

    title: str
    text: str
    action: str
    url: str
    icon: str


def needs_of(home: ReadPage, open_addresses: Collection[str]) -> tuple[ReadNeed, ...]:
    """The four answers in their order, written by the association or ours; one whose page is closed leads to the contacts."""
    written = {need["key"]: need for need in home.needs}
    answers, root = [], prefix()
    for key, words in _our_needs(current_locale()).items():
        need = {**words, **written.get(key, {})}
        link = need.get("link") or NEED_LINKS[key]
        first_word = link.strip("/").partition("/")[0]
        url = root + (link if first_word in open_addresses else f"/{CONTACTS}")
        answers.append(ReadNeed(need["title"], need["text"], need["action"], url, NEED_ICONS[key]))
    return tuple(answers)


@lru_cache(maxsize=4)
def _our_needs(_language: str) -> dict[str, dict[str, str]]:
    return {
        "find_group": {
            "title": _("Trova un gruppo"),
            "text": _("Cerca per tema o per comune. Puoi chiedere di partecipare con un soprannome."),
            "action": _("Per tema o per comune"),
        },
        "talk_to_someone": {
            "title": _("Parla con qualcuno"),
            "text": _("Non sai da dove cominciare? Guarda come raggiungerci."),
            "action": _("Come raggiungerci"),
        },
        "give": {
            "title": _("Sostienici"),
            "text": _("Ogni aiuto serve a far nascere gruppi e a tenere tutto gratuito."),
            "action": _("Perché e come"),
        },
        "take_part": {
            "title": _("Partecipa"),
            "text": _("Un'ora, una sala, il passaparola: c'è posto per tutti."),
            "action": _("C'è posto per tutti"),
        },
    }
