"""What the office types about groups, themes and files."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from ama_net.features.groups.forms_facts import MoreFacts, language_choices, more_values_of
from ama_net.features.groups.importing.drafts import LONGEST_NAME
from ama_net.features.groups.models import Audience, Group, Theme
from ama_net.features.groups.operations.directory import GroupFacts, ThemeFacts
from ama_net.features.groups.seen import seen_of
from ama_net.foundation.web.forms import WebForm, chosen_id, strip
from ama_net.kernel.directory.words import (
    ENTRY_WORDS,
    KIND_WORDS,
    MODE_WORDS,
    STATUS_WORDS,
)
from ama_net.kernel.places import Municipality, Venue
from ama_net.kernel.places.forms import one_municipality


def _choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    return [SelectChoice(str(value), label) for value, label in pairs]


class GroupForm(MoreFacts, WebForm):
    """A group. Whatever is saved here is the office's: a file changes it no more."""

    name = StringField(
        _l("Nome del gruppo"), [InputRequired(_l("Scrivi come si chiama.")), Length(max=LONGEST_NAME)], filters=[strip]
    )
    kind = SelectField(_l("Che cos'è"), choices=_choices(KIND_WORDS.items()))
    status = SelectField(_l("Stato"), choices=_choices(STATUS_WORDS.items()))
    theme_id = SelectField(_l("Tema"), coerce=chosen_id)
    theme_words = StringField(
        _l("Di che cosa si parla, in parole"),
        [Length(max=300)],
        filters=[strip],
        description=_l("Anche queste parole servono a trovarlo: «vedovi», «genitori di ragazzi con DSA»."),
    )
    audience_ids = SelectMultipleField(
        _l("Rivolto a"), coerce=chosen_id, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    mode = SelectField(_l("Come ci si incontra"), choices=_choices(MODE_WORDS.items()))
    entry = SelectField(_l("Come si entra"))
    venue_id = SelectField(_l("Sede"), coerce=chosen_id)
    municipality = StringField(
        _l("Comune"),
        [Length(max=100)],
        filters=[strip],
        description=_l("Serve solo se la sede non si sa: quando c'è una sede, vale il suo comune."),
    )
    organisation = StringField(_l("Promosso da"), [Length(max=300)], filters=[strip])
    description = TextAreaField(
        _l("Descrizione"),
        [Length(max=2000)],
        filters=[strip],
        description=_l("Si legge sul sito. In un gruppo protetto non va scritto qui dove e quando si incontra."),
    )
    hides_place = BooleanField(_l("Gruppo protetto: luogo e orario si dicono solo al primo contatto"))
    published = BooleanField(_l("Sul sito: chi cerca lo trova"), default=True)
    source = StringField(_l("Da dove viene l'informazione"), [Length(max=500)], filters=[strip])
    office_notes = TextAreaField(
        _l("Note d'ufficio"), [Length(max=4000)], filters=[strip], description=_l("Non si leggono sul sito.")
    )

    seen = HiddenField()  # what the group was when it was shown: see ``seen``

    found: Municipality | None = None

    def offer(self, themes: Iterable[Theme], audiences: Iterable[Audience], venues: Iterable[Venue]) -> None:
        """Fill the choices that belong to the association."""
        self.theme_id.choices = _choices([("", _("Nessun tema")), *((theme.id, theme.label) for theme in themes)])
        self.audience_ids.choices = _choices((audience.id, audience.label) for audience in audiences)
        self.venue_id.choices = _choices([("", _("Nessuna, o non si sa")), *((v.id, _venue_words(v)) for v in venues)])
        self.languages.choices = language_choices()
        self.entry.choices = _choices((key, words or _("Non si sa")) for key, words in ENTRY_WORDS.items())

    def validate_municipality(self, field: Field) -> None:
        """The name must mean one municipality."""
        self.found = one_municipality(field.data)

    def facts(self) -> GroupFacts:
        """What was typed, for the operation."""
        texts: dict[str, Any] = {
            name: self[name].data or ""
            for name in ("name", "theme_words", "organisation", "description", "source", "office_notes")
        }
        plain = ("kind", "status", "mode", "entry", "theme_id", "venue_id", "hides_place", "published")
        return GroupFacts(
            **texts,
            **self.more(),
            **{name: self[name].data for name in plain},
            audience_ids=tuple(self.audience_ids.data or ()),
            municipality_code=self.found.istat_code if self.found else None,
        )


def _venue_words(venue: Venue) -> str:
    town = venue.municipality.name if venue.municipality else ""
    return ", ".join(filter(None, (venue.name, town)))


def values_of(group: Group) -> dict[str, Any]:
    """A group as the form shows it, with some empty lines to add."""
    plain = ("name", "kind", "status", "theme_id", "theme_words", "mode", "entry", "venue_id", "organisation")
    rest = ("description", "hides_place", "published", "source", "office_notes")
    return {
        **{name: getattr(group, name) for name in plain + rest},
        **more_values_of(group),
        "audience_ids": [audience.id for audience in group.audiences],
        "municipality": group.municipality.label if group.municipality else "",
        "seen": seen_of(group),
    }


class ThemeForm(WebForm):
    """A theme and the words people search it with."""

    label = StringField(_l("Nome del tema"), [InputRequired(_l("Scrivi il nome.")), Length(max=120)], filters=[strip])
    label_en = StringField(_l("Nome in inglese"), [Length(max=120)], filters=[strip])
    description = TextAreaField(_l("Descrizione"), [Length(max=1000)], filters=[strip])
    description_en = TextAreaField(_l("Descrizione in inglese"), [Length(max=1000)], filters=[strip])
    synonyms = TextAreaField(
        _l("Parole con cui si cerca"),
        [Length(max=4000)],
        description=_l(
            "Una per riga: «alcol», «bere», «gioco d'azzardo». Chi cerca una di queste trova i gruppi del tema."
        ),
    )

    def facts(self) -> ThemeFacts:
        """What was typed, for the operation."""
        texts: dict[str, Any] = {
            name: self[name].data or "" for name in ("label", "label_en", "description", "description_en")
        }
        lines = (self.synonyms.data or "").replace("\x00", "").splitlines()
        return ThemeFacts(
            **texts,
            synonyms=tuple(line.strip()[:80] for line in lines if line.strip()),
        )
