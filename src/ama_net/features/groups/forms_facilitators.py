"""What is typed about who keeps groups going: by the office, and by facilitators on a telephone."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, IntegerField, SelectChoice, SelectField, StringField, TimeField
from wtforms.validators import InputRequired, Length, Optional, StopValidation

from ama_net.features.groups.facilitator_words import FACILITATOR_ROLES
from ama_net.features.groups.models import Facilitator, FacilitatorRole
from ama_net.features.groups.operations.facilitators import LONGEST_PUBLIC_NAME, TermFacts
from ama_net.features.groups.operations.timetable import LONGEST_NOTE, LONGEST_PLACE, LONGEST_REASON
from ama_net.foundation.clock import today
from ama_net.foundation.web.forms import WebForm, chosen_id, strip
from ama_net.foundation.web.pages import date_words
from ama_net.kernel.people import Person
from ama_net.kernel.people.forms.fields import Checked, DayField, choices
from ama_net.kernel.people.identifiers import check_email
from ama_net.kernel.people.models import LONGEST_NAME
from ama_net.kernel.training import Training, TrainingPath
from ama_net.kernel.training.words import TRAININGS

LONGEST_SUBSTITUTE = 60


def _people(people: Iterable[Person], nobody: str) -> list[SelectChoice]:
    return [SelectChoice("", nobody), *(SelectChoice(str(person.id), person.name) for person in people)]


class WholeNumber(IntegerField):
    """A whole number, refused in our words; an empty text is nothing."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was written."""
        self.data = None
        typed = strip(valuelist[0]) if valuelist else ""
        if not typed:
            return
        if not typed.isascii() or not typed.isdigit() or len(typed) > 4:
            raise ValueError(_("Scrivi un numero intero."))
        self.data = int(typed)


class TermForm(WebForm):
    """A person's term with a group, and how far their training has come."""

    role = SelectField(_l("Che cosa fa"), choices=choices(FACILITATOR_ROLES))
    started_on = DayField(_l("Dal"), [InputRequired(_l("Serve il giorno da cui comincia."))])
    public_name = StringField(
        _l("Nome che si legge sul sito"),
        [Length(max=LONGEST_PUBLIC_NAME)],
        filters=[strip],
        description=_l("Solo il nome di battesimo o il ruolo. Si mostra soltanto se c'è il consenso."),
    )
    public_consent_on = DayField(
        _l("Ha acconsentito a mostrarlo il"), description=_l("Vuoto: il nome non si mostra a nessuno.")
    )
    position = WholeNumber(_l("Ordine nell'elenco"), [Optional()], description=_l("1 è la prima persona."))
    training = SelectField(_l("A che punto è"), choices=choices(TRAININGS))
    reached_on = DayField(_l("Da quando"))

    def facts(self) -> TermFacts:
        """What was typed, for the operation."""
        return TermFacts(
            started_on=self.started_on.data or today(),
            role=self.role.data,
            public_name=self.public_name.data or "",
            public_consent_on=self.public_consent_on.data,
            position=min(self.position.data or 0, 999),
        )


def values_of_term(term: Facilitator | None, training: TrainingPath | None, *, position: int = 1) -> dict[str, Any]:
    """A term as the form shows it; a new one begins today, at the ``position`` given."""
    learned = {"training": training.status, "reached_on": training.reached_on} if training else {}
    if term is None:
        new = {"role": FacilitatorRole.FACILITATOR, "started_on": today(), "position": position}
        return {"training": Training.NONE, **learned, **new}
    names = ("role", "started_on", "public_name", "public_consent_on", "position")
    return {"training": Training.NONE, **learned, **{name: getattr(term, name) for name in names}}


class NewTermForm(TermForm):
    """The first time: perhaps with an invitation to sign in."""

    invite = BooleanField(_l("Mandare l'invito ad accedere"))
    email = StringField(
        _l("E-mail dell'invito"),
        [Length(max=254), Checked(check_email)],
        filters=[strip],
        description=_l("Serve solo per l'invito."),
    )

    def validate_email(self, field: Field) -> None:
        """An invitation needs an address."""
        if self.invite.data and not field.data:
            raise StopValidation(_("Serve l'indirizzo a cui mandare l'invito."))


class NewPersonForm(WebForm):
    """Somebody the register does not have yet."""

    given_name = StringField(
        _l("Nome"), [InputRequired(_l("Scrivere il nome.")), Length(max=LONGEST_NAME)], filters=[strip]
    )
    family_name = StringField(
        _l("Cognome"), [InputRequired(_l("Scrivere il cognome.")), Length(max=LONGEST_NAME)], filters=[strip]
    )
    email = StringField(
        _l("E-mail"),
        [InputRequired(_l("Scrivere l'indirizzo e-mail.")), Length(max=254), Checked(check_email)],
        filters=[strip],
    )


class PersonChoiceForm(WebForm):
    """One of the people who keep groups of the association."""

    person_id = SelectField(
        _l("A chi"), coerce=chosen_id, validators=[InputRequired(_l("Scegli una persona."))], validate_choice=True
    )

    def offer(self, people: Iterable[Person]) -> None:
        """Fill the choice."""
        self.person_id.choices = _people(people, _("Scegli una persona"))


class TimeForm(WebForm):
    """What is unusual about one time."""

    day = DayField(_l("Giorno"))
    starts = TimeField(_l("Dalle"), [Optional()])
    ends = TimeField(_l("Alle"), [Optional()])
    place = StringField(
        _l("Luogo, solo per questa volta"),
        [Length(max=LONGEST_PLACE)],
        filters=[strip],
        description=_l("Vuoto: il solito posto."),
    )
    note = StringField(
        _l("Avviso per chi viene"), [Length(max=LONGEST_NOTE)], filters=[strip], description=_l("Lo leggono tutti.")
    )


class NoteForm(WebForm):
    """A few words about a time that is called off."""

    why = StringField(
        _l("Vuoi dire perché?"),
        [Length(max=LONGEST_NOTE)],
        filters=[strip],
        description=_l("Poche parole che leggono tutti, per esempio «sala chiusa». Niente nomi di persone."),
    )


class PauseForm(WebForm):
    """From when until when the group does not meet."""

    first_day = DayField(_l("Dal"), [InputRequired(_l("Scegli il primo giorno."))])
    last_day = DayField(_l("Al"), description=_l("Compreso. Vuoto: non si sa ancora quando si riprende."))
    reason = StringField(
        _l("Perché"),
        [Length(max=LONGEST_REASON)],
        filters=[strip],
        description=_l("Poche parole che leggono tutti. Niente nomi di persone."),
    )


class SubstituteForm(WebForm):
    """Who leads one evening in somebody's place: a fellow facilitator, or a name."""

    person_id = SelectField(_l("Una persona che facilita un altro gruppo"), coerce=chosen_id)
    name = StringField(
        _l("Oppure scrivi il nome"),
        [Length(max=LONGEST_SUBSTITUTE)],
        filters=[strip],
        description=_l("Basta il nome. Lo leggi solo tu e chi facilita con te; dopo un mese si cancella."),
    )

    def offer(self, people: Sequence[Person]) -> None:
        """Fill the choice."""
        self.person_id.choices = _people(people, _("Nessuna di queste"))

    def validate_name(self, field: Field) -> None:
        """One of the two."""
        if not field.data and not self.person_id.data:
            raise StopValidation(_("Scegli una persona o scrivi un nome."))


class HeadCountForm(WebForm):
    """How many came on a day."""

    day = SelectField(_l("Quale incontro"))
    present = WholeNumber(_l("Quante persone c'erano"), [InputRequired(_l("Scrivi quante persone c'erano."))])
    newcomers = WholeNumber(_l("Di queste, quante per la prima volta"), [Optional()])

    def offer(self, days: Iterable[date]) -> None:
        """Fill the choice of days, the latest first."""
        self.day.choices = [SelectChoice(day.isoformat(), date_words(day)) for day in days]

    @property
    def chosen(self) -> date:
        """The day that was chosen."""
        return date.fromisoformat(self.day.data)
