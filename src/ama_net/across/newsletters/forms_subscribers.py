"""What the office types about subscriptions, lists and excluded addresses."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired
from wtforms import (
    BooleanField,
    EmailField,
    FileField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from ama_net.across.newsletters.models import NewsletterList, Suppression
from ama_net.across.newsletters.operations.by_hand import OnPaper, readmissions_of
from ama_net.across.newsletters.operations.importing import lists_for_files
from ama_net.across.newsletters.operations.lists import ListFacts
from ama_net.across.newsletters.subscriber_words import EXCLUDE_AS, LANGUAGES, READMISSIONS
from ama_net.foundation.clock import today
from ama_net.foundation.web.forms import WebForm, one_line, plain_text, strip
from ama_net.kernel.people.forms.fields import Checked, DayField, choices
from ama_net.kernel.people.identifiers import check_email

LONGEST_NAME, LONGEST_WORDS, LONGEST_DESCRIPTION = 80, 300, 300


def _email(**options: Any) -> EmailField:
    checks = [InputRequired(_l("Scrivi l'indirizzo.")), Length(max=200), Checked(check_email)]
    return EmailField(_l("Indirizzo e-mail"), checks, filters=[strip], **options)


class AddressForm(WebForm):
    """An address, whole."""

    email = _email()


class ReadmitForm(WebForm):
    """An excluded address, whole, and why it is let in again."""

    email = HiddenField()
    why = RadioField(_l("Perché si riammette"), validators=[InputRequired(_l("Scegli perché si riammette."))])

    def __init__(self, suppression: Suppression, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.why.choices = choices({one: READMISSIONS[one] for one in readmissions_of(suppression)})


class OnPaperForm(WebForm):
    """Somebody who signed a paper."""

    email = _email()
    name = StringField(_l("Nome"), [Length(max=LONGEST_NAME)], filters=[strip, one_line])
    language = RadioField(_l("In che lingua"), choices=choices(LANGUAGES), default="it")
    given_on = DayField(_l("Giorno della firma"), [InputRequired(_l("Scrivi il giorno della firma."))], default=today)
    words = TextAreaField(
        _l("Che cosa dice il foglio, e dove si trova"),
        [InputRequired(_l("Scrivi che cosa dice il foglio: è la prova del consenso.")), Length(max=LONGEST_WORDS)],
        filters=[plain_text],
        description=_l("Per esempio: «Voglio ricevere la newsletter», modulo della festa di maggio, raccoglitore 3."),
        render_kw={"rows": 3, "maxlength": LONGEST_WORDS},
    )

    def paper(self) -> OnPaper:
        """What was said, once it is valid."""
        assert self.given_on.data is not None  # required
        return OnPaper(
            address=self.email.data or "",
            name=self.name.data or "",
            language=self.language.data,
            given_on=self.given_on.data,
            words=self.words.data or "",
        )


class ListForm(WebForm):
    """A list; whether it tells an interest is asked only of a new one."""

    name = StringField(
        _l("Nome"), [InputRequired(_l("Scrivi un nome.")), Length(max=LONGEST_NAME)], filters=[strip, one_line]
    )
    name_en = StringField(_l("Nome in inglese"), [Length(max=LONGEST_NAME)], filters=[strip, one_line])
    description = StringField(
        _l("Che cosa si riceve, in una riga"), [Length(max=LONGEST_DESCRIPTION)], filters=[strip, one_line]
    )
    description_en = StringField(
        _l("La stessa riga in inglese"), [Length(max=LONGEST_DESCRIPTION)], filters=[strip, one_line]
    )
    offered_first = BooleanField(_l("Viene per prima nel modulo"))
    confidential = RadioField(
        _l("Che cosa dice di chi la sceglie?"),
        choices=choices(
            {
                "": _l("Niente di personale: notizie, iniziative, eventi"),
                "y": _l(
                    "Un argomento che lo riguarda: un lutto, una malattia, una dipendenza. Chi la sceglie non si vede"
                ),
            }
        ),
        default="y",
        description=_l("Si decide ora e non si cambia più: a chi la sceglie si promette che nessuno lo vede."),
    )

    def __init__(self, one: NewsletterList | None = None, **kwargs: Any) -> None:
        super().__init__(obj=one, **kwargs)
        if one is not None:
            del self.confidential

    def facts(self) -> ListFacts:
        """What was said of the list."""
        return ListFacts(
            name=self.name.data or "",
            name_en=self.name_en.data or "",
            description=self.description.data or "",
            description_en=self.description_en.data or "",
            offered_first=bool(self.offered_first.data),
        )


class ImportForm(WebForm):
    """A file of addresses: of who receives, with where the consents come from, or of whom not to write to, with why."""

    what = RadioField(
        _l("Che cosa c'è nel file?"),
        [InputRequired(_l("Scegli che cosa c'è nel file."))],
        choices=choices(
            {
                "receive": _l("Chi riceve la newsletter"),
                "exclude": _l("Chi non la vuole più, o non la può ricevere: indirizzi da escludere"),
            }
        ),
    )
    file = FileField(
        _l("File"),
        [FileRequired(_l("Scegli un file."))],
        description=_l("CSV o XLSX, meglio con i titoli delle colonne nella prima riga. Al massimo 20.000 righe."),
    )
    reason = RadioField(_l("Perché si escludono"), choices=choices(EXCLUDE_AS), validate_choice=False)
    declared = TextAreaField(
        _l("Da dove vengono questi consensi"),
        [Length(max=LONGEST_WORDS)],
        filters=[plain_text],
        description=_l("Per esempio: iscrizioni al vecchio sito, con conferma per e-mail, dal 2021 al 2025."),
        render_kw={"rows": 3, "maxlength": LONGEST_WORDS},
    )
    way = RadioField(
        _l("Che cosa succede alle righe buone"),
        choices=choices(
            {
                "mail": _l("A ogni indirizzo arriva una richiesta di conferma: riceve la newsletter solo chi conferma"),
                "proof": _l("La ricevono subito: ogni riga ha il giorno del consenso, e la prova si può mostrare"),
            }
        ),
        default="mail",
    )
    lists = SelectMultipleField(
        _l("Che cosa ricevono, oltre alle notizie per tutti"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("Gli argomenti li sceglie solo chi riceve, con il link di ogni newsletter."),
    )
    language = RadioField(_l("In che lingua"), choices=choices(LANGUAGES), default="it")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.lists.choices = [SelectChoice(one.number, one.name) for one in lists_for_files()]
        if not self.lists.choices:
            del self.lists
        self.reason.flags.required = self.declared.flags.required = True  # each with its answer of ``what``

    @property
    def chosen(self) -> list[int]:
        """The numbers of the lists chosen."""
        return self.lists.data or [] if "lists" in self else []

    @property
    def excludes(self) -> bool:
        """Whether it is a file of addresses to exclude."""
        return bool(self.what.data == "exclude")

    def validate_reason(self, field: RadioField) -> None:
        """Why, of addresses to exclude."""
        if self.excludes and field.data not in EXCLUDE_AS:
            raise ValidationError(_("Scegli perché si escludono."))

    def validate_declared(self, field: TextAreaField) -> None:
        """Where the consents come from, of who receives."""
        if self.what.data == "receive" and not field.data:
            raise ValidationError(_("Scrivilo: è la prova del consenso di ogni riga."))
