"""What is typed about rooms and material, and about the bodies behind a group."""

from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from ama_net.features.groups.models import LogisticKind, LogisticState, PromoterRole
from ama_net.features.groups.operations.logistics import Need
from ama_net.foundation.web.forms import WebForm, chosen_id, strip

KIND_WORDS: dict[str, LazyString] = {
    LogisticKind.ROOM: _l("Una sala"),
    LogisticKind.MATERIAL: _l("Materiale"),
    LogisticKind.OTHER: _l("Altro"),
}
STATE_WORDS: dict[str, LazyString] = {
    LogisticState.NEW: _l("Da vedere"),
    LogisticState.SEARCHING: _l("In ricerca"),
    LogisticState.GRANTED: _l("Trovato"),
    LogisticState.REFUSED: _l("Non possibile"),
    LogisticState.CLOSED: _l("Chiuso"),
}
STATE_KINDS = {
    LogisticState.NEW: "warn",
    LogisticState.SEARCHING: "info",
    LogisticState.GRANTED: "ok",
    LogisticState.REFUSED: "danger",
    LogisticState.CLOSED: "neutral",
}
ROLE_WORDS: dict[str, LazyString] = {
    PromoterRole.PROMOTES: _l("Promuove"),
    PromoterRole.HOSTS: _l("Ospita"),
    PromoterRole.SUPPORTS: _l("Sostiene"),
}


def _choices(words: dict[str, LazyString]) -> list[SelectChoice]:
    return [SelectChoice(str(key), label) for key, label in words.items()]


class NeedForm(WebForm):
    """What a group needs."""

    group_id = SelectField(_l("Per quale gruppo"), coerce=chosen_id)
    kind = RadioField(_l("Che cosa serve"), choices=_choices(KIND_WORDS), default=LogisticKind.ROOM.value)
    what = TextAreaField(
        _l("Con parole"),
        [InputRequired(_l("Scrivi che cosa serve.")), Length(max=1000)],
        filters=[strip],
        description=_l("Per esempio: una sala per dieci persone, senza gradini, il mercoledì sera."),
    )
    needed_from = DateField(_l("Dal"), [Optional()])
    needed_to = DateField(_l("Al"), [Optional()])

    def validate_needed_to(self, field: DateField) -> None:
        """The end is not before the beginning."""
        if field.data and self.needed_from.data and field.data < self.needed_from.data:
            raise ValidationError(_("Finisce prima di cominciare: ricontrollare le date."))

    def need(self) -> Need:
        """What was typed, for the operation."""
        return Need(self.kind.data, self.what.data or "", self.needed_from.data, self.needed_to.data)


class AnswerForm(WebForm):
    """How a request stands."""

    state = RadioField(_l("A che punto è"), choices=_choices(STATE_WORDS))
    venue_id = SelectField(_l("Il luogo trovato"), coerce=chosen_id)
    answer = TextAreaField(_l("Che cosa si è fatto"), [Length(max=1000)], filters=[strip])

    def values(self) -> dict[str, Any]:
        """What was typed, for the operation."""
        state = LogisticState(self.state.data)
        return {"state": state, "venue_id": self.venue_id.data, "answer": self.answer.data or ""}


class PromoterForm(WebForm):
    """A body behind a group: one of the register, or a new one by name."""

    organisation = StringField(
        _l("Organizzazione"),
        [InputRequired(_l("Scrivere il nome dell'organizzazione.")), Length(max=200)],
        filters=[strip],
        description=_l("Se è già nel registro basta cominciare a scriverne il nome; se no viene aggiunta."),
    )
    role = SelectField(_l("Che cosa fa per il gruppo"), choices=_choices(ROLE_WORDS))
