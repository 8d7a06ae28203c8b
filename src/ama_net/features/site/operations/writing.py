"""Writing pages: a new one, other words, a translation, words of an earlier version. What was written before is kept."""

from dataclasses import asdict, dataclass
from datetime import date

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from ama_net.features.site.models import HOME, Kind, Menu, PageWords, SitePage, SitePageVersion
from ama_net.features.site.queries import last_place_in, sibling_of
from ama_net.features.site.rules import is_reserved, is_well_formed, may_change_address
from ama_net.foundation.database import db, hold
from ama_net.foundation.text import slugify
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.tenant_models import LONGEST_SLUG

KEPT_VERSIONS = 20
LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_BODY = 200, 1000, 100_000


class WrongPage(ValueError):
    """What was said of a page cannot be. ``field`` names which part, the text is for the person who wrote it."""

    def __init__(self, field: str, message: LazyString) -> None:
        super().__init__(message)
        self.field, self.message = field, message

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True)
class PageFacts:
    """Where a page stands. ``slug`` empty: made from the title, or left as it is."""

    slug: str = ""
    menu: str | None = None
    menu_label: str | None = None
    room: str | None = None
    published_on: date | None = None


def create_page(*, kind: Kind, words: PageWords, facts: PageFacts, by: Actor) -> SitePage:
    """Write a new page, or piece of news, in Italian: a draft, seen by nobody until it is published.

    Who may: the office with SITE_EDIT.

    Raises:
        WrongPage: the words are too many or none, the address is reserved, taken or badly written.
    """
    _check_words(words)
    page = SitePage(kind=kind, language="it", slug=facts.slug or _address_from(words.title, kind), published=False)
    _check_address(page, page.slug, facts.room)
    page.write(words)
    _settle(page, facts)
    db.session.add(page)
    db.session.flush()
    record(by=by, verb="page.created", subject=page, changes={"kind": page.kind})
    return page


def change_page(page: SitePage, *, words: PageWords, facts: PageFacts, by: Actor) -> list[str]:
    """Change a page's words and where it stands; the names of what changed are returned and recorded.

    A new address is possible only while the page is not published (addresses end up on posters); its translation moves
    with it. Earlier words are kept, the last twenty times. Who may: the office with SITE_EDIT.

    Raises:
        WrongPage: as for a new page.
    """
    _check_words(words)
    changed = _changed_words(page, words) + _changed_facts(page, facts)
    if facts.slug and facts.slug != page.slug:
        _move(page, facts)
        changed.append("slug")
    _rewrite(page, words)
    _settle(page, facts)
    if changed:
        record(by=by, verb="page.changed", subject=page, changes={"fields": changed})
    return changed


def translate_page(page: SitePage, *, words: PageWords, menu_label: str | None, by: Actor) -> SitePage:
    """Write a page in English: a draft at the same address, to be published by itself. Who may: SITE_EDIT.

    Raises:
        WrongPage: there is one already, or the words are none or too many.
    """
    _check_words(words)
    _hold_address(page.kind, page.slug)
    if sibling_of(page) is not None:
        raise WrongPage("title", _l("La versione inglese c'è già: modifica quella."))
    english = SitePage(kind=page.kind, slug=page.slug, language="en", menu_label=menu_label, published=False)
    english.write(words)
    db.session.add(english)
    record(by=by, verb="page.translated", subject=english, changes={"of": str(page.id)})
    return english


def restore_version(page: SitePage, version: SitePageVersion, *, by: Actor) -> None:
    """Put the words of an earlier version back on the page; the present ones become a version. Who may: SITE_EDIT."""
    _rewrite(page, version.words)
    record(by=by, verb="page.version_restored", subject=page, changes={"version": str(version.id)})


def _check_words(words: PageWords) -> None:
    if not words.title.strip():
        raise WrongPage("title", _l("Serve un titolo."))
    for name, limit in (("title", LONGEST_TITLE), ("summary", LONGEST_SUMMARY), ("body", LONGEST_BODY)):
        if len(getattr(words, name)) > limit:
            raise WrongPage(name, _l("È troppo lungo: al massimo %(limit)s lettere.", limit=limit))


def _check_address(page: SitePage, slug: str, room: str | None) -> None:
    if not is_well_formed(slug):
        raise WrongPage("slug", _l("Solo lettere minuscole senza accento, cifre e trattini; la prima è una lettera."))
    if is_reserved(slug, kind=page.kind, room=room):
        raise WrongPage("slug", _l("«%(slug)s» è un indirizzo del programma: scegline un altro.", slug=slug))
    _hold_address(page.kind, slug)
    there = (SitePage.kind == page.kind, SitePage.slug == slug, SitePage.deleted_at.is_(None), SitePage.id != page.id)
    if db.session.scalar(select(SitePage.id).where(*there).limit(1)) is not None:
        raise WrongPage("slug", _l("C'è già una pagina a questo indirizzo: scegline un altro."))


def _hold_address(kind: str, slug: str) -> None:
    """Two people who take the same address at once queue here, and the second is told so."""
    hold(f"site:{current_tenant().id}:{kind}:{slug}")


def _address_from(title: str, kind: Kind) -> str:
    slug = slugify(title, LONGEST_SLUG - 10)
    return slug if is_well_formed(slug) else f"{'pagina' if kind == Kind.PAGE else 'notizia'}-{slug}"


def _move(page: SitePage, facts: PageFacts) -> None:
    if not may_change_address(page):
        raise WrongPage("slug", _l("L'indirizzo di una pagina pubblicata non cambia: prima toglila dal sito."))
    _check_address(page, facts.slug, facts.room)
    translation = sibling_of(page)
    if translation is not None:
        translation.slug = facts.slug
    page.slug = facts.slug


def _changed_words(page: SitePage, words: PageWords) -> list[str]:
    now_there = asdict(page.words)
    return [name for name, value in asdict(words).items() if now_there[name] != value]


def _changed_facts(page: SitePage, facts: PageFacts) -> list[str]:
    names = ("menu", "menu_label", "room", "published_on") if page.is_original else ("menu_label",)
    return [name for name in names if getattr(page, name) != getattr(facts, name)]


def _rewrite(page: SitePage, words: PageWords) -> None:
    if not _changed_words(page, words):
        return
    before = page.words
    db.session.add(SitePageVersion(page_id=page.id, **asdict(before), saved_at=page.updated_at))
    page.write(words)
    db.session.flush()
    newest = (
        select(SitePageVersion.id)
        .where(SitePageVersion.page_id == page.id)
        .order_by(SitePageVersion.saved_at.desc(), SitePageVersion.id.desc())
        .limit(KEPT_VERSIONS)
    )
    db.session.execute(
        delete(SitePageVersion)
        .where(SitePageVersion.page_id == page.id, SitePageVersion.id.not_in(newest))
        .execution_options(synchronize_session=False)
    )


def _settle(page: SitePage, facts: PageFacts) -> None:
    """Put the page where it stands. A page that enters a menu goes to its end; a translation has no place of its own."""
    page.menu_label = facts.menu_label
    if not page.is_original:
        return
    page.room, page.published_on = facts.room, facts.published_on
    menu = facts.menu if page.kind == Kind.PAGE and page.slug != HOME else None
    if menu != page.menu:
        page.menu, page.menu_order = menu, last_place_in(Menu(menu)) + 10 if menu else None
