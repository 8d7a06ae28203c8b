"""What somebody writes who has seen a mistake on a group's page: the facts as they are, to be corrected, or words."""

import re
from datetime import time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectChoice, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import Length, Optional, ValidationError

from ama_net.features.groups.changing import NO_LINE
from ama_net.features.groups.models import Frequency, Status
from ama_net.foundation.crypto import new_token
from ama_net.foundation.web.forms import WebForm, strip
from ama_net.kernel.directory.words import ENTRY_WORDS, MODE_WORDS, NTH_WORDS, weekday_name
from ama_net.kernel.people.identifiers import InvalidIdentifier, check_email, check_phone
from ama_net.kernel.places import Municipality
from ama_net.kernel.places.forms import one_municipality
from ama_net.kernel.places.queries import municipality

_FORM_KEY = re.compile(r"[A-Za-z0-9_-]{43}")
OFTEN = {
    Frequency.UNKNOWN: _l("non lo so"),
    Frequency.WEEKLY: _l("ogni settimana"),
    Frequency.BIWEEKLY: _l("ogni due settimane"),
    Frequency.MONTHLY: _l("ogni mese"),
}


UNKNOWN_WEEK = 0
"""Said aloud, so that "every month" never becomes "a Monday of the month" because a choice was overlooked."""


def _number(value: str | int | None) -> int | None:
    return None if value is None or value == "" else int(value)


def _pairs(words: dict[Any, Any], empty: str = "") -> list[SelectChoice]:
    return [SelectChoice(str(key), label or empty) for key, label in words.items()]


class ChangeForm(WebForm):
    """Fields of facts that the group does not offer (a protected place, a long timetable) are taken away."""

    stopped = BooleanField(_l("Questo gruppo non si incontra più"))
    weekday = SelectField(_l("Giorno"), coerce=_number)
    starts = TimeField(_l("Dalle"), [Optional()])
    ends = TimeField(_l("Alle"), [Optional()])
    frequency = SelectField(_l("Quanto spesso"))
    month_week = SelectField(_l("Quale del mese"), coerce=_number, description=_l("Solo per «ogni mese»."))
    venue_name = StringField(_l("Nome del luogo"), [Length(max=200)], filters=[strip])
    venue_address = StringField(_l("Via e numero"), [Length(max=200)], filters=[strip])
    town = StringField(_l("Comune"), [Length(max=100)], filters=[strip])
    mode = SelectField(_l("Come ci si incontra"))
    entry = SelectField(_l("Come si entra"))
    organisation = StringField(_l("Promosso da"), [Length(max=300)], filters=[strip])
    words = TextAreaField(
        _l("Altro, con parole tue"),
        [Length(max=1000)],
        filters=[strip],
        description=_l("Non scrivere di persone: né nomi, né motivi di salute."),
    )
    contact = StringField(
        _l("Se vuoi, un'e-mail o un telefono"),
        [Length(max=254)],
        filters=[strip],
        description=_l("Solo se possiamo farti una domanda. Lo cancelliamo trenta giorni dopo aver deciso."),
    )
    second_name = StringField(_l("Lascia vuoto questo campo"))
    form_key = HiddenField()

    found: Municipality | None = None

    def offer(self, facts: dict[str, Any]) -> None:
        """Fill the choices, and take away what the group does not offer."""
        self.weekday.choices = [SelectChoice("", _("non lo so")), *_pairs({n: weekday_name(n) for n in range(1, 8)})]
        self.frequency.choices = _pairs(OFTEN)
        self.month_week.choices = [
            SelectChoice("", "—"),
            *_pairs(NTH_WORDS),
            SelectChoice(str(UNKNOWN_WEEK), _("non lo so")),
        ]
        self.mode.choices = _pairs(MODE_WORDS)
        self.entry.choices = _pairs(ENTRY_WORDS, _("Non lo so"))
        if "when" not in facts:
            del self.weekday, self.starts, self.ends, self.frequency, self.month_week
        if "venue" not in facts:
            del self.venue_name, self.venue_address, self.town
        if not _FORM_KEY.fullmatch(self.form_key.data or ""):
            self.form_key.data = new_token()

    def validate_ends(self, field: TimeField) -> None:
        """It ends after it starts."""
        if field.data and self.starts.data and field.data <= self.starts.data:
            raise ValidationError(_("Finisce prima di cominciare: ricontrolla le ore."))

    def validate_month_week(self, field: SelectField) -> None:
        """Of a meeting every month on a weekday one says which, or that one does not know."""
        if field.data is None and self.frequency.data == Frequency.MONTHLY and self.weekday.data:
            raise ValidationError(_("Scegli quale del mese, anche «non lo so»."))

    def validate_town(self, field: StringField) -> None:
        """The name must mean one municipality."""
        self.found = one_municipality(field.data)

    def validate_contact(self, field: StringField) -> None:
        """An e-mail or a telephone, if anything."""
        if not field.data:
            return
        try:
            field.data = check_email(field.data) if "@" in field.data else check_phone(field.data)
        except InvalidIdentifier as error:
            raise ValidationError(str(error)) from None

    def proposed(self, facts: dict[str, Any]) -> dict[str, Any]:
        """The facts that were corrected."""
        typed = {"entry": self.entry.data, "mode": self.mode.data, "organisation": self.organisation.data or ""}
        if self.stopped.data:
            typed["status"] = str(Status.CLOSED)
        if "when" in facts:
            typed["when"] = self._line()
        if "venue" in facts:
            town = self.found.istat_code if self.found else ""
            typed["venue"] = {
                "name": self.venue_name.data or "",
                "address": self.venue_address.data or "",
                "town": town,
            }
        return {fact: value for fact, value in typed.items() if value != facts[fact]}

    def _line(self) -> dict[str, Any]:
        hours = {name: _hour(self[name].data) for name in ("starts", "ends")}
        monthly = self.frequency.data == Frequency.MONTHLY
        return {
            **NO_LINE,
            "weekday": self.weekday.data,
            **hours,
            "frequency": self.frequency.data,
            "month_week": (self.month_week.data or None) if monthly else None,
        }


def _hour(value: time | None) -> str | None:
    return value.strftime("%H:%M") if value else None


def values_of(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts of now as the form shows them."""
    values = {name: facts[name] for name in ("entry", "mode", "organisation")}
    if "when" in facts:
        line = facts["when"]
        hours = {name: time.fromisoformat(line[name]) if line[name] else None for name in ("starts", "ends")}
        values |= {**line, **hours}
        if line["frequency"] == Frequency.MONTHLY and line["month_week"] is None:
            values["month_week"] = UNKNOWN_WEEK
    if "venue" in facts:
        venue = facts["venue"]
        town = municipality(venue["town"]) if venue["town"] else None
        values |= {"venue_name": venue["name"], "venue_address": venue["address"], "town": town.label if town else ""}
    return values
