"""What is typed about services, and about who serves them."""

from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from ama_net.features.helpdesk.models import Service
from ama_net.features.helpdesk.service_facts import LIMITS, LONGEST_NAME, ServiceFacts
from ama_net.features.helpdesk.service_words import KINDS
from ama_net.foundation.web.forms import WebForm, chosen_id, not_longer_than, one_line, plain_text
from ama_net.kernel.people.forms.fields import DayField, choices
from ama_net.kernel.places.queries import open_rooms, venue_choices

LONGEST_SUMMARY, LONGEST_PLACE = 600, 300


def _number(name: str, label: Any, description: Any = "") -> IntegerField:
    checks = [InputRequired(_l("Scrivere un numero.")), NumberRange(*LIMITS[name])]
    return IntegerField(label, checks, description=description)


class ServiceForm(WebForm):
    """A service. It begins as ``ServiceFacts`` does."""

    name = StringField(
        _l("Nome"),
        [InputRequired(_l("Scrivere il nome.")), not_longer_than(LONGEST_NAME)],
        filters=[one_line],
        description=_l("Si legge sul sito. Mai il nome di un disagio: chi passa non deve capire perché uno viene."),
    )
    name_en = StringField(_l("Nome in inglese"), [not_longer_than(LONGEST_NAME)], filters=[one_line])
    kind = RadioField(_l("Che cos'è"), choices=choices(KINDS))
    summary = TextAreaField(
        _l("In breve"),
        [not_longer_than(LONGEST_SUMMARY)],
        filters=[plain_text],
        description=_l("Due o tre frasi, dando del tu: che cosa succede, per chi è."),
    )
    summary_en = TextAreaField(_l("In breve, in inglese"), [not_longer_than(LONGEST_SUMMARY)], filters=[plain_text])
    in_person = BooleanField(_l("Di persona"))
    online = BooleanField(_l("Online"))
    phone = BooleanField(_l("Al telefono"))
    venue_id = SelectField(
        _l("Luogo"),
        coerce=chosen_id,
        description=_l("Le stanze di un luogo si scrivono nella sua pagina, tra i luoghi."),
    )
    room_ids = SelectMultipleField(
        _l("Stanze"),
        coerce=chosen_id,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("Solo del luogo scelto. Ogni incontro di persona ne tiene una; senza, nessuna è tenuta."),
    )
    place = StringField(
        _l("Dove, in parole"),
        [not_longer_than(LONGEST_PLACE)],
        filters=[one_line],
        description=_l("Per ciò che non è nell'elenco dei luoghi, o per dire come si entra. Si legge sul sito."),
    )
    minutes = _number("minutes", _l("Quanto dura, in minuti"))
    step_minutes = _number(
        "step_minutes", _l("Ogni quanti minuti ne può cominciare uno"), _l("Contando da quando comincia l'orario.")
    )
    break_before = _number("break_before", _l("Pausa prima, in minuti"))
    break_after = _number("break_after", _l("Pausa dopo, in minuti"))
    notice_hours = _number("notice_hours", _l("Quante ore prima, al più tardi, si prenota"))
    horizon_days = _number("horizon_days", _l("Per quanti giorni si vedono gli orari"))
    change_hours = _number("change_hours", _l("Quante ore prima, al più tardi, si sposta o si disdice dal sito"))
    max_open = _number("max_open", _l("Quanti appuntamenti da fare può avere una persona"))
    max_in_90_days = _number("max_in_90_days", _l("Quanti appuntamenti in 90 giorni"), _l("Zero: senza limite."))
    planned_meetings = IntegerField(
        _l("Quanti incontri ha di solito un percorso"),
        [Optional(), NumberRange(*LIMITS["planned_meetings"])],
        description=_l("Solo se è un percorso."),
    )
    asks_reason = BooleanField(
        _l("Il modulo chiede di che cosa si vuole parlare"),
        description=_l("Senza obbligo di rispondere. La risposta la legge solo chi ascolta."),
    )
    has_waiting_list = BooleanField(_l("Se non c'è posto, ci si può mettere in attesa"))

    def __init__(self, service: Service | None = None, **options: Any) -> None:
        super().__init__(data=_values(service), **options)
        self.venue_id.choices = choices(venue_choices(), _l("Nessun luogo dell'elenco"))
        rooms = {room.id: f"{room.venue.name}: {room.name}" for room in open_rooms()}
        rooms |= {one.room_id: one.room.name for one in service.rooms if one.room_id not in rooms} if service else {}
        self.room_ids.choices = choices(rooms)

    def facts(self) -> ServiceFacts:
        """What was typed, for the operation."""
        plain = {name: self[name].data for name in ServiceFacts.__dataclass_fields__ if name != "room_ids"}
        if plain["planned_meetings"] is None:
            plain["planned_meetings"] = ServiceFacts.planned_meetings
        return ServiceFacts(**plain, room_ids=tuple(self.room_ids.data or ()))


def _values(service: Service | None) -> dict[str, Any]:
    if service is None:
        plain = ServiceFacts(name="")
        return {name: getattr(plain, name) for name in ServiceFacts.__dataclass_fields__}
    rooms: list[UUID] = [one.room_id for one in service.rooms]
    names = [name for name in ServiceFacts.__dataclass_fields__ if name != "room_ids"]
    return {**{name: getattr(service, name) for name in names}, "room_ids": rooms}


class FirstDayForm(WebForm):
    """From when somebody serves."""

    first_day = DayField(_l("Dal giorno"), [InputRequired(_l("Scrivere il giorno."))])


class LastDayForm(WebForm):
    """Until when somebody serves."""

    last_day = DayField(
        _l("Ultimo giorno"),
        [InputRequired(_l("Scrivere il giorno."))],
        description=_l("Quel giorno ascolta ancora. Dal giorno dopo non si prenota più con questa persona."),
    )
