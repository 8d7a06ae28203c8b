"""What is typed of a deadline that was met, and of a year."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional

from ama_net.features.members.models import YearFigures
from ama_net.features.members.operations.deadlines import YearFacts
from ama_net.foundation.web.forms import WebForm
from ama_net.kernel.people.forms.fields import DayField

MOST_EURO = 1_000_000_000
AMOUNTS = ("revenue", "assets", "contributions", "five_per_mille")


def _people(label: Any, hint: Any) -> IntegerField:
    return IntegerField(label, [Optional(), NumberRange(0, 1_000_000)], description=hint)


def _euro(label: Any, hint: Any = "") -> IntegerField:
    return IntegerField(label, [Optional(), NumberRange(0, MOST_EURO)], description=hint)


class MarkForm(WebForm):
    """A deadline that was met."""

    key = HiddenField(validators=[InputRequired()])
    due_on = DayField(validators=[InputRequired()])
    done_on = DayField(_l("Fatto il"), [Optional()])


class YearForm(WebForm):
    """The figures of a year that are written by hand; amounts in whole euros."""

    kept_volunteers: int | None = None
    volunteers = _people(
        _l("Volontari non occasionali"), _l("Quelli iscritti nel registro dei volontari al 31 dicembre.")
    )
    employees = _people(
        _l("Dipendenti e collaboratori"), _l("Se non ce ne sono si scrive 0: il RUNTS lo chiede comunque.")
    )
    revenue = _euro(_l("Entrate dell'anno, in euro"), _l("Ricavi, rendite, proventi ed entrate comunque denominate."))
    assets = _euro(_l("Totale dell'attivo, in euro"))
    contributions = _euro(
        _l("Contributi pubblici ricevuti, in euro"),
        _l("Incassati nell'anno da enti pubblici, senza il cinque per mille."),
    )
    five_per_mille = _euro(_l("Cinque per mille ricevuto, in euro"))
    five_per_mille_on = DayField(_l("Arrivato il"), [Optional()])

    @classmethod
    def of(cls, known: YearFigures | None) -> "YearForm":
        """The form with what was written before."""
        if known is None:
            return cls()
        cents = {name: getattr(known, f"{name}_cents") for name in AMOUNTS}
        euros = {name: None if value is None else value // 100 for name, value in cents.items()}
        people = {"volunteers": known.volunteers, "employees": known.employees}
        return cls(data={**people, **euros, "five_per_mille_on": known.five_per_mille_on})

    def leave_out_volunteers(self, kept: int | None) -> None:
        """They are counted in their register: nothing is asked, what was typed before stays."""
        del self.volunteers
        self.kept_volunteers = kept

    def facts(self) -> YearFacts:
        """What was typed, in cents."""
        typed = {name: self[name].data for name in AMOUNTS}
        cents = {f"{name}_cents": None if value is None else value * 100 for name, value in typed.items()}
        return YearFacts(
            volunteers=self.volunteers.data if self.volunteers else self.kept_volunteers,
            employees=self.employees.data,
            five_per_mille_on=self.five_per_mille_on.data,
            **cents,
        )
