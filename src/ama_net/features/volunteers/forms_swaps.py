"""The form to offer one's place in a shift, and what a volunteer chooses about mails and calendar."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField

from ama_net.features.volunteers.models import ShiftSignup
from ama_net.features.volunteers.my_shift_words import as_title, when_words
from ama_net.foundation.web.forms import WebForm, chosen_id
from ama_net.kernel.people import Person
from ama_net.kernel.people.forms.fields import choices


class SwapForm(WebForm):
    """To whom a place is offered, and what is asked in return."""

    to = SelectField(
        _l("A chi lo chiedi"),
        coerce=chosen_id,
        description=_l("Se scegli una persona, o un suo turno, la proposta arriva solo a lei."),
    )
    in_return = SelectField(
        _l("In cambio di un suo turno"),
        coerce=chosen_id,
        description=_l("Facoltativo. Lo scambio si chiede a una persona sola: chi ha il turno che scegli."),
    )

    def offer(self, people: Sequence[Person], places: Sequence[ShiftSignup]) -> "SwapForm":
        """Fill the menus: the volunteers of the activity, and their coming places."""
        names = {person.id: person.short_name for person in people}
        self.to.choices = choices(names, first=_("A tutti quelli che fanno questa attività"))
        told = {
            place.id: f"{as_title(when_words(place.shift))} · {place.shift.activity.label} · {place.person.short_name}"
            for place in places
        }
        self.in_return.choices = choices(told, first=_("Niente in cambio"))
        return self


class ShiftPreferencesForm(WebForm):
    """What a volunteer wants to be written about, and what their calendar says."""

    wants_reminders = BooleanField(_l("Ricordami i miei turni per e-mail"))
    wants_offers = BooleanField(_l("Scrivimi quando qualcuno della mia attività cerca un cambio"))
    calendar_says_activity = BooleanField(
        _l("Nel mio calendario scrivi anche l'attività"),
        description=_l("Se no c'è scritto solo «Turno di volontariato»: utile se altri vedono il tuo calendario."),
    )
