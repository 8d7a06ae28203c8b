"""What both doors do with hours: each form is the same page, seen through the personal area or through the office."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from flask import abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.helpdesk.forms_availability import DaysOffForm, ExtraHoursForm, HoursForm, typed_of
from ama_net.features.helpdesk.models import AvailabilityException, AvailabilityRule, Service
from ama_net.features.helpdesk.operations.availability import (
    add_exception,
    add_hours,
    change_hours,
    remove_exception,
    remove_hours,
)
from ama_net.features.helpdesk.queries_services import services_served
from ama_net.foundation.database import db
from ama_net.foundation.web.forms import WebForm
from ama_net.kernel.access import signed_in_actor
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.people.forms.fields import blame

DONE, REFUSED = 303, 422


@dataclass(frozen=True)
class HoursDoor:
    """Through which door hours are written, and whose they are (None: of the whole helpdesk). ``back``: where one is led."""

    layout: str
    back: str
    person: Person | None = None

    @property
    def mine(self) -> bool:
        """Whether one writes one's own."""
        return self.layout == "layouts/personal.html"

    def write(self, form: WebForm, title: str, do: Callable[[], object]) -> ResponseReturnValue:
        """Take a form: valid, something is done; else the page shows what is to be mended."""
        if form.validate_on_submit():
            try:
                do()
            except WrongFact as error:
                blame(form, error)
            else:
                return self.done(_("Salvato."))
        page = render_template("helpdesk/availability_form.html", layout=self.layout, door=self, form=form, title=title)
        return page, REFUSED if form.errors else 200

    def done(self, said: str) -> ResponseReturnValue:
        """Lead back, to the page that says which appointments are outside the hours."""
        flash(said, "success")
        return redirect(self.back, DONE)


def write_hours(door: HoursDoor, rule: AvailabilityRule | None) -> ResponseReturnValue:
    """Add hours, or change some."""
    person = door.person or abort(404)
    form = HoursForm(_served(person), data=typed_of(rule))
    by = signed_in_actor()

    def do() -> None:
        if rule is None:
            add_hours(person, form.facts(), by=by)
        else:
            change_hours(rule, form.facts(), by=by)

    return door.write(form, _("Cambia un orario") if rule else _("Aggiungi un orario"), do)


def write_days_off(door: HoursDoor) -> ResponseReturnValue:
    """Write days in which somebody is not there."""
    form = DaysOffForm()
    return door.write(
        form, _("Giorni di assenza"), lambda: add_exception(door.person, form.facts(), by=signed_in_actor())
    )


def write_extra_hours(door: HoursDoor) -> ResponseReturnValue:
    """Write a day in which somebody is there more than usual."""
    form = ExtraHoursForm(_served(door.person or abort(404)))
    return door.write(form, _("Ore in più"), lambda: add_exception(door.person, form.facts(), by=signed_in_actor()))


def take_hours_away(door: HoursDoor, rule: AvailabilityRule) -> ResponseReturnValue:
    """Take hours away."""
    remove_hours(rule, by=signed_in_actor())
    return door.done(_("Orario tolto."))


def take_days_away(door: HoursDoor, row: AvailabilityException) -> ResponseReturnValue:
    """Make some days as usual again."""
    remove_exception(row, by=signed_in_actor())
    return door.done(_("Fatto: quei giorni sono come al solito."))


def hours_or_404(rule_id: UUID) -> AvailabilityRule:
    """Some hours."""
    return db.session.get(AvailabilityRule, rule_id) or abort(404)


def days_or_404(row_id: UUID) -> AvailabilityException:
    """Some days."""
    return db.session.get(AvailabilityException, row_id) or abort(404)


def _served(person: Person) -> list[Service]:
    """What somebody serves, once each; who serves nothing has no hours to write."""
    found = {one.service_id: one.service for one in services_served(person.id)}
    return list(found.values()) or abort(404)
