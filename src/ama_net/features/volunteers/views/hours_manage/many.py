"""The same hours for several people: those of a shift, or those ticked in a list of volunteers."""

from dataclasses import dataclass
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ama_net.features.volunteers.forms_hours import ManyForm, no_people
from ama_net.features.volunteers.models import Shift
from ama_net.features.volunteers.operations.hours_many import log_for_many
from ama_net.features.volunteers.queries_hours import (
    all_activities,
    people_of_shift,
    people_to_log,
    shift_with_activity,
    shifts_held,
)
from ama_net.features.volunteers.views.hours_manage.door import DONE, REFUSED, bp
from ama_net.foundation.clock import day_of, now, today
from ama_net.foundation.text import known_id
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.people.forms.fields import blame

SHOWN = 100
"""How many names a page shows to tick: with more volunteers one searches."""

SHIFTS_OFFERED = 8
"""How many of the last shifts a page leads to."""


@dataclass(frozen=True)
class _Asked:
    """What a page is about: a shift, or a search among volunteers; the people to tick, and whether there are others."""

    shift: Shift | None
    words: str
    people: list[Person]
    more: bool


@bp.route("/ore/nuove", methods=["GET", "POST"])
@requires(Permission.VOLUNTEERS_EDIT)
def new() -> ResponseReturnValue:
    """Write hours for one or many."""
    asked = _asked()
    form = ManyForm(data=_begin(asked)).begin(all_activities())
    ticked = {found for text in request.form.getlist("people") if (found := known_id(text))}
    if form.validate_on_submit() and form.on.data and form.minutes.data is not None:
        if not ticked:
            form.form_errors.append(no_people())
        elif _log(form, asked, ticked):
            return redirect(url_for(".index"), DONE)
    if request.method == "GET":
        ticked = {one.id for one in asked.people} if asked.shift or _one() else set()
    shifts = [] if asked.shift or _one() else shifts_held(SHIFTS_OFFERED)
    page = render_template("volunteers/manage/hours_new.html", form=form, asked=asked, ticked=ticked, shifts=shifts)
    return page, REFUSED if form.errors or form.form_errors else 200


def _log(form: ManyForm, asked: _Asked, ticked: set[UUID]) -> bool:
    """Write them; false when the form has something to mend."""
    assert form.on.data is not None
    assert form.minutes.data is not None
    activity = next(one for one in all_activities() if one.id == form.activity_id.data)
    known = {person.id: person.list_name for person in asked.people if person.id in ticked}
    try:
        done = log_for_many(
            known, activity, on=form.on.data, minutes=form.minutes.data, by=signed_in_actor(), shift=asked.shift
        )
    except WrongFact as error:
        blame(form, error)
        return False
    text = ngettext("Una voce scritta.", "%(num)s voci scritte.", done.logged)
    flash(text if done.logged else _("Nessuna voce scritta."), "success" if done.logged else "warning")
    for person_id, why in done.left_out.items():
        flash(f"{known[person_id]}: {why}", "warning")
    return True


def _asked() -> _Asked:
    words = request.args.get("q", "").replace("\x00", "")[:100].strip()
    shift_id = request.args.get("turno", "")
    if shift_id:
        shift = shift_with_activity(known_id(shift_id) or abort(404))
        if shift is None or shift.ends_at > now():
            abort(404)
        return _Asked(shift, "", people_of_shift(shift.id), more=False)
    people = people_to_log(words, limit=SHOWN + 1, only=_one())
    return _Asked(None, words, people[:SHOWN], more=len(people) > SHOWN)


def _one() -> UUID | None:
    """The one person a link of their page is about."""
    return known_id(request.args.get("persona", ""))


def _begin(asked: _Asked) -> dict[str, object]:
    if asked.shift is None:
        return {"on": today()}
    day = day_of(asked.shift.starts_at)
    return {"activity_id": asked.shift.activity_id, "on": day, "minutes": asked.shift.hours_minutes}
