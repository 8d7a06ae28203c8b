"""What somebody who reads newsletters types: to subscribe, and to change what they receive."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, Field, RadioField, SelectChoice, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from ama_net.across.newsletters.models import NewsletterList
from ama_net.across.newsletters.queries_lists import offered_lists
from ama_net.foundation.web.asking import KeyedForm, honeypot
from ama_net.foundation.web.forms import WebForm, no_address, one_line, strip
from ama_net.foundation.web.languages import current_locale
from ama_net.kernel.people.forms.fields import Checked, choices
from ama_net.kernel.people.identifiers import check_email

LONGEST_NAME = 80
PAGE_ORDER = ("email", "name", "language", "lists", "interests", "interests_consent", "second_name", "consent")
LANGUAGES = {"it": "Italiano", "en": "English"}


def _boxes(label: Any) -> SelectMultipleField:
    return SelectMultipleField(
        label, coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), validate_choice=True
    )


def _name() -> StringField:
    return StringField(
        _l("Come ti chiami"),
        [Length(max=LONGEST_NAME), no_address],
        filters=[strip, one_line],
        description=_l("Se vuoi: anche solo il nome, o un soprannome. Serve per salutarti."),
    )


class ChoosingLists(WebForm):
    """A form where lists are chosen: those that everybody may know of, and those that tell an interest.

    The second are agreed to in so many words (GDPR art. 9.2.a), and never ticked beforehand.
    """

    name = _name()
    lists = _boxes(_l("Le notizie per tutti arrivano sempre. In più, se vuoi:"))
    interests = _boxes(_l("Di quali argomenti ti scriviamo"))
    interests_consent = BooleanField(_l("Consenso per gli argomenti"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered_lists()
        self.described = {one.number: words_of(one) for one in self.offered}
        self.lists.choices = [
            SelectChoice(one.number, words_of(one)[0]) for one in self.offered if not one.confidential
        ]
        self.interests.choices = [
            SelectChoice(one.number, words_of(one)[0]) for one in self.offered if one.confidential
        ]
        if not self.lists.choices:
            del self.lists
        if not self.interests.choices:
            del self.interests
            del self.interests_consent

    def __iter__(self) -> Iterator[Field]:
        """The fields as the page shows them: what is to be mended is listed in that order."""
        places = {name: place for place, name in enumerate(PAGE_ORDER)}
        fields: list[Field] = list(super().__iter__())
        return iter(sorted(fields, key=lambda field: places.get(field.short_name, len(places))))

    def validate_interests_consent(self, field: BooleanField) -> None:
        """What is chosen among interests is kept only with a consent of its own."""
        if self.interests.data and not field.data:
            raise ValidationError(_("Per ricevere gli argomenti scelti serve anche questo sì. Oppure toglili."))

    @property
    def chosen(self) -> frozenset[int]:
        """The numbers of what was chosen."""
        fields = [self[name] for name in ("lists", "interests") if name in self]
        return frozenset(number for field in fields for number in field.data or ())


class SubscribeForm(ChoosingLists, KeyedForm):
    """Asking for the newsletter."""

    email = EmailField(
        _l("La tua e-mail"),
        [InputRequired(_l("Scrivi la tua e-mail.")), Length(max=200), Checked(check_email)],
        filters=[strip],
        description=_l("Ti mandiamo un messaggio per confermare: prima di allora non ti scriviamo."),
    )
    second_name = honeypot()
    consent = BooleanField(_l("Consenso"), [InputRequired(_l("Senza questo sì non possiamo scriverti."))])


class LinkForm(WebForm):
    """Asking for a new link."""

    link_email = EmailField(
        _l("La tua e-mail"),
        [InputRequired(_l("Scrivi la tua e-mail.")), Length(max=200), Checked(check_email)],
        filters=[strip],
    )


class PreferencesForm(ChoosingLists):
    """What a subscriber receives, in which language, how they are greeted."""

    language = RadioField(_l("In che lingua"), choices=choices(LANGUAGES))


def words_of(one: NewsletterList) -> tuple[str, str]:
    """Name and description of a list in the language of the page; in Italian where nobody wrote the other."""
    if current_locale() == "en":
        return one.name_en or one.name, one.description_en or one.description
    return one.name, one.description
