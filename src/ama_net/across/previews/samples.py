"""Plainly invented values for the gallery of components."""

from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from ama_net.foundation.clock import ROME
from ama_net.foundation.web.forms import WebForm


class SampleForm(WebForm):
    """One field of each kind; the two required ones are shown refused."""

    class Meta:
        """A sample is never sent."""

        csrf = False

    nickname = StringField(_l("Come vuoi che ti chiamiamo?"), [DataRequired(_l("Scrivi un nome, anche inventato."))])
    email = EmailField(_l("Indirizzo e-mail"), [DataRequired(_l("Scrivi l'indirizzo e-mail."))])
    way = RadioField(
        _l("Come rispondere"),
        choices=[SelectChoice("mail", _l("Per e-mail")), SelectChoice("phone", _l("Per telefono"))],
    )
    town = SelectField(_l("Comune"), choices=[SelectChoice("037006", "Bologna"), SelectChoice("038008", "Ferrara")])
    days = SelectMultipleField(
        _l("Giorni"),
        choices=[SelectChoice("1", _l("lunedì")), SelectChoice("3", _l("mercoledì")), SelectChoice("6", _l("sabato"))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    words = TextAreaField(_l("Due parole, se vuoi"), description=_l("Le legge solo chi risponde."))
    consent = BooleanField(_l("Ho letto come saranno usati i miei dati"))


def refused_form() -> WebForm:
    """The sample form after a refusal."""
    form = SampleForm()
    form.validate()
    return form


def month(day: date) -> list[list[dict[str, Any]]]:
    """A month of the calendar, Monday first, with a meeting every Wednesday."""
    first = day.replace(day=1)
    start = first - timedelta(days=first.weekday())
    weeks = []
    for week in range(6):
        days = [start + timedelta(days=7 * week + offset) for offset in range(7)]
        weeks.append([_day(one, day) for one in days])
    return [week for week in weeks if any(one["in_month"] for one in week)]


def _day(one: date, today: date) -> dict[str, Any]:
    meets = one.weekday() == 2 and one.month == today.month
    entries = [{"title": "Gruppo di esempio", "url": "#", "time": "18:00"}] if meets else []
    return {"date": one, "in_month": one.month == today.month, "today": one == today, "entries": entries}


def moment() -> datetime:
    """A meeting's day and hour."""
    return datetime(2026, 11, 25, 18, 0, tzinfo=ROME)


def office_rows() -> list[dict[str, Any]]:
    """Rows of the office's sample list."""
    names = ("Passo dopo passo", "Insieme", "La panchina")
    states = ((_l("Attivo"), "ok"), (_l("Da confermare"), "warn"), (_l("Sospeso"), "neutral"))
    return [
        {
            "id": number,
            "name": name,
            "place": "Bologna",
            "theme": _l("Esperienze di lutto"),
            "meetings": 4 * number,
            "state": words,
            "kind": kind,
        }
        for number, (name, (words, kind)) in enumerate(zip(names, states, strict=True), start=1)
    ]
