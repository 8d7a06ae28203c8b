"""What the office writes of a page: its words, and where it stands."""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from ama_net.features.site.lists import MENU_WORDS
from ama_net.features.site.models import HOME, Kind, Needs, PageWords, SitePage
from ama_net.features.site.operations.writing import LONGEST_BODY, LONGEST_SUMMARY, LONGEST_TITLE, PageFacts
from ama_net.features.site.rendering import at_home
from ama_net.features.site.rules import may_change_address
from ama_net.foundation.web.forms import WebForm
from ama_net.kernel.tenancy.tenant_models import LONGEST_SLUG

ROOM_WORDS = {
    "": _l("Nessuna: la pagina si vede sempre"),
    "groups": _l("Gruppi"),
    "helpdesk": _l("Sportello"),
    "roundtables": _l("Tavoli"),
    "donations": _l("Donazioni"),
    "members": _l("Soci"),
    "volunteers": _l("Volontari"),
    "events": _l("Eventi"),
    "documents": _l("Documenti"),
    "newsletters": _l("Newsletter"),
}

NEED_TITLES = {
    "find_group": _l("Trovare un gruppo"),
    "talk_to_someone": _l("Parlare con qualcuno"),
    "give": _l("Dare un aiuto"),
    "take_part": _l("Partecipare"),
}
NEED_PARTS = ("title", "action", "text", "link")


def tidy(value: str | None) -> str:
    """What was typed, without the spaces around it, with the line ends of every system made one."""
    return (value or "").replace("\x00", "").replace("\r\n", "\n").strip()


def _choices(words: Mapping[str, LazyString]) -> list[SelectChoice]:
    return [SelectChoice(str(value), label) for value, label in words.items()]


class PageForm(WebForm):
    """A page, or a piece of news. ``form_for`` takes away what does not concern it."""

    title = StringField(
        _l("Titolo"), [InputRequired(_l("Serve un titolo.")), Length(max=LONGEST_TITLE)], filters=[tidy]
    )
    slug = StringField(
        _l("Indirizzo"),
        [Length(max=LONGEST_SLUG)],
        filters=[tidy],
        description=_l("L'ultima parte dell'indirizzo: minuscole, cifre e trattini. Se resta vuoto nasce dal titolo."),
    )
    summary = TextAreaField(
        _l("In breve"),
        [Length(max=LONGEST_SUMMARY)],
        filters=[tidy],
        description=_l("Una o due frasi: si leggono sotto il titolo, negli elenchi e nei motori di ricerca."),
    )
    body = TextAreaField(_l("Testo"), [Length(max=LONGEST_BODY)], filters=[tidy])
    published_on = DateField(
        _l("Giorno"),
        [Optional()],
        description=_l("Si legge sulla notizia. Se è un giorno futuro, la notizia compare da quel giorno."),
    )
    menu = RadioField(_l("Menu"), choices=_choices({"": _l("In nessun menu"), **MENU_WORDS}), default="")
    menu_label = StringField(
        _l("Nome nel menu"), [Length(max=30)], filters=[tidy], description=_l("Solo se il titolo è troppo lungo.")
    )
    room = SelectField(
        _l("Stanza"),
        choices=_choices(ROOM_WORDS),
        default="",
        description=_l("La pagina che presenta una stanza si vede solo se la stanza è aperta."),
    )
    seen = HiddenField()

    def words(self) -> PageWords:
        """What the page says."""
        return PageWords(
            title=self.title.data or "",
            summary=self.summary.data or "",
            body=self.body.data or "",
            needs=self.needs(),
        )

    def facts(self) -> PageFacts:
        """Where the page stands."""
        return PageFacts(
            slug=self._given("slug") or "",
            menu=self._given("menu"),
            menu_label=self._given("menu_label"),
            room=self._given("room"),
            published_on=self._given("published_on"),
        )

    def needs(self) -> Needs:
        """The four answers of the home page; none on other pages."""
        return []

    def _given(self, name: str) -> Any:
        return (self[name].data or None) if name in self else None


class HomeForm(PageForm):
    """The home page: the four answers of the first screen come with it, as fields ``<need>_<part>``."""

    def needs(self) -> Needs:
        """What was written of each answer; one left without title is ours."""
        written = [
            {"key": key, **{part: self[f"{key}_{part}"].data or "" for part in NEED_PARTS}} for key in NEED_TITLES
        ]
        return [{**need, "link": at_home(need["link"]) or None} for need in written if need["title"]]

    def need_fields(self) -> list[tuple[Any, list[Any]]]:
        """Each answer's title with its fields."""
        return [(title, [self[f"{key}_{part}"] for part in NEED_PARTS]) for key, title in NEED_TITLES.items()]


def _add_need_fields() -> None:
    address = Regexp(re.compile(r"(/[a-z0-9/-]*)?$"), message=_l("Scrivi un indirizzo di questo sito, come /contatti."))
    labels = {
        "title": (_l("Titolo"), [Length(max=60)]),
        "action": (_l("In poche parole"), [Length(max=60)]),
        "text": (_l("Spiegazione"), [Length(max=300)]),
        "link": (_l("Porta a"), [Length(max=100), address]),
    }
    for key in NEED_TITLES:
        for part, (label, validators) in labels.items():
            setattr(HomeForm, f"{key}_{part}", StringField(label, validators, filters=[tidy]))


_add_need_fields()


def form_for(kind: str, page: SitePage | None = None, *, translation_of: SitePage | None = None) -> PageForm:
    """The form of a new page, of one to change, or of a translation to write, filled with what is there."""
    shown = page or translation_of
    is_home = shown is not None and shown.kind == Kind.PAGE and shown.slug == HOME
    form = (HomeForm if is_home else PageForm)(data=values_of(shown) if shown else {})
    english = translation_of is not None or (page is not None and not page.is_original)
    for name in _foreign_to(kind, page, is_home=is_home, english=english):
        del form[name]
    return form


def _foreign_to(kind: str, page: SitePage | None, *, is_home: bool, english: bool) -> set[str]:
    """The fields that do not concern a page."""
    names = {"menu", "menu_label", "room"} if kind == Kind.NEWS or is_home else {"published_on"}
    if english:
        names |= {"menu", "room", "slug", "published_on"}
    elif page is not None and not may_change_address(page):
        names.add("slug")
    if page is not None and page.is_fixed:
        names.add("room")
    return names


def values_of(page: SitePage) -> dict[str, Any]:
    """A page as the form shows it."""
    plain = {name: getattr(page, name) for name in ("title", "slug", "summary", "body", "published_on", "menu_label")}
    needs = {f"{need['key']}_{part}": need.get(part) or "" for need in page.needs for part in NEED_PARTS}
    return {**plain, **needs, "menu": page.menu or "", "room": page.room or "", "seen": page.updated_at.isoformat()}
