"""What a facilitator changes of the timetable: one time, a pause, who leads one evening. Nothing else of the group."""

from datetime import date, time
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.groups.forms_facilitators import NoteForm, PauseForm, SubstituteForm, TimeForm
from ama_net.features.groups.models import Group, GroupPause, Meeting, MeetingChange
from ama_net.features.groups.my_group import may_pause_august, next_august
from ama_net.features.groups.operations import timetable
from ama_net.features.groups.operations.substitutes import NotAFellow, name_substitute, remove_substitute
from ama_net.features.groups.queries_facilitators import fellow_facilitators, substitutes_of
from ama_net.features.groups.timetable import plain_day, series_of_meeting
from ama_net.features.groups.views.my import DONE, REFUSED, own_group
from ama_net.foundation.clock import today
from ama_net.foundation.web.forms import WebForm
from ama_net.kernel.access import signed_in_actor

bp = Blueprint("groups_my_times", __name__)

Time = tuple[Group, Meeting, date]


@bp.get("/gruppi/<slug>/incontri/<uuid:meeting_id>/<day>")
def show(slug: str, meeting_id: UUID, day: str) -> str:
    """One time of the timetable, by the day the timetable gives, and what can be done about it."""
    group, meeting, original = _time(slug, meeting_id, day)
    change = _change(group, meeting, original)
    names = ("day", "starts", "ends", "place", "note")
    known = {name: getattr(change, name) for name in names} if change and not change.cancelled else {}
    usual = {"day": original, "starts": meeting.starts, "ends": meeting.ends}
    values = {**usual, **{name: value for name, value in known.items() if value}}
    return _page((group, meeting, original), time_form=TimeForm(formdata=None, data=values))


@bp.post("/gruppi/<slug>/incontri/<uuid:meeting_id>/<day>")
def change(slug: str, meeting_id: UUID, day: str) -> ResponseReturnValue:
    """Move it, or say where or at what hour it is this once."""
    found, form = _time(slug, meeting_id, day), TimeForm()
    group, meeting, original = found
    if not form.validate_on_submit():
        return _page(found, time_form=form), REFUSED
    starts, ends = _hours(form, meeting)
    try:
        timetable.change_time(
            group,
            meeting,
            original_day=original,
            day=_unless(form.day.data, original),
            starts=starts,
            ends=ends,
            place=form.place.data or "",
            note=form.note.data or "",
            by=signed_in_actor(),
        )
    except timetable.WrongTime as error:
        form[error.at or "day"].errors = [str(error)]
        return _page(found, time_form=form), REFUSED
    flash(_("Incontro cambiato: chi guarda il sito lo legge già."), "success")
    return _back(slug)


@bp.post("/gruppi/<slug>/incontri/<uuid:meeting_id>/<day>/annullamento")
def cancel(slug: str, meeting_id: UUID, day: str) -> ResponseReturnValue:
    """Call it off, perhaps saying why."""
    found, form = _time(slug, meeting_id, day), NoteForm()
    group, meeting, original = found
    if not form.validate_on_submit():
        return _page(found, note_form=form), REFUSED
    try:
        timetable.change_time(
            group, meeting, original_day=original, cancelled=True, note=form.why.data or "", by=signed_in_actor()
        )
    except timetable.WrongTime as error:
        form.why.errors = [str(error)]
        return _page(found, note_form=form), REFUSED
    flash(_("Incontro annullato: chi guarda il sito lo legge già."), "success")
    return _back(slug)


@bp.post("/gruppi/<slug>/incontri/<uuid:meeting_id>/<day>/ripristino")
def restore(slug: str, meeting_id: UUID, day: str) -> ResponseReturnValue:
    """Let it be as always again."""
    group, meeting, original = _time(slug, meeting_id, day)
    found = _change(group, meeting, original)
    if found is not None:
        timetable.take_back_change(found, by=signed_in_actor())
    flash(_("L'incontro è di nuovo come sempre."), "success")
    return _back(slug)


@bp.post("/gruppi/<slug>/incontri/<uuid:meeting_id>/<day>/sostituzione")
def substitute(slug: str, meeting_id: UUID, day: str) -> ResponseReturnValue:
    """Say who leads it in one's place."""
    found, form = _time(slug, meeting_id, day), SubstituteForm()
    form.offer(fellow_facilitators(outside=found[0].id))
    if not form.validate_on_submit():
        return _page(found, substitute_form=form), REFUSED
    try:
        name_substitute(
            found[0], _held_on(found), person_id=form.person_id.data, name=form.name.data or "", by=signed_in_actor()
        )
    except NotAFellow:
        abort(404)
    flash(_("Sostituzione annotata."), "success")
    return _back(slug)


@bp.post("/gruppi/<slug>/incontri/<uuid:meeting_id>/<day>/sostituzione/rimozione")
def no_substitute(slug: str, meeting_id: UUID, day: str) -> ResponseReturnValue:
    """Lead it oneself after all."""
    found = _time(slug, meeting_id, day)
    remove_substitute(found[0], _held_on(found), by=signed_in_actor())
    flash(_("Sostituzione tolta."), "success")
    return _back(slug)


@bp.get("/gruppi/<slug>/pausa")
def pause(slug: str) -> str:
    """The form for a pause, and those that are known."""
    return _pause_page(own_group(slug), PauseForm(formdata=None))


@bp.post("/gruppi/<slug>/pausa")
def add_pause(slug: str) -> ResponseReturnValue:
    """Stop for some days."""
    group, form = own_group(slug), PauseForm()
    if not form.validate_on_submit():
        return _pause_page(group, form), REFUSED
    first, last = form.first_day.data or today(), form.last_day.data
    try:
        timetable.add_pause(group, first_day=first, last_day=last, reason=form.reason.data or "", by=signed_in_actor())
    except timetable.WrongPause as error:
        form[error.at or "first_day"].errors = [str(error)]
        return _pause_page(group, form), REFUSED
    flash(_("Sospensione scritta: chi guarda il sito la legge già."), "success")
    return _back(slug)


@bp.post("/gruppi/<slug>/pausa/agosto")
def august(slug: str) -> ResponseReturnValue:
    """One tap: no meetings in August. A second tap finds it done."""
    group = own_group(slug)
    timetable.lock_timetable(group)
    if may_pause_august(group):
        first, last = next_august(today())
        timetable.add_pause(group, first_day=first, last_day=last, reason=_("Pausa estiva"), by=signed_in_actor())
    flash(_("Ad agosto il gruppo non si incontra: chi guarda il sito lo legge già."), "success")
    return _back(slug)


@bp.post("/gruppi/<slug>/pause/<uuid:pause_id>/rimozione")
def remove_pause(slug: str, pause_id: UUID) -> ResponseReturnValue:
    """Take a pause away; one that has begun ends yesterday, since those days did go by."""
    found, by = _pause(own_group(slug), pause_id), signed_in_actor()
    if found.first_day < today():
        timetable.end_pause(found, last_day=date.fromordinal(today().toordinal() - 1), by=by)
        flash(_("Sospensione finita: da oggi il gruppo si incontra come sempre."), "success")
    else:
        timetable.remove_pause(found, by=by)
        flash(_("Sospensione tolta."), "success")
    return _back(slug)


def _time(slug: str, meeting_id: UUID, day: str) -> Time:
    """A time that the timetable gives, from yesterday on; 404 for anything else."""
    group = own_group(slug)
    meeting = next((one for one in group.meetings if one.id == meeting_id), None) or abort(404)
    try:
        original = date.fromisoformat(day)
    except ValueError:
        abort(404)
    series = series_of_meeting(group, meeting)
    if series is None or not series.rule or original < today() or not series.gives(original):
        abort(404)
    return group, meeting, original


def _pauses(group: Group) -> list[GroupPause]:
    """Those that are going on or to come: the others are history."""
    return [one for one in group.pauses if one.last_day is None or one.last_day >= today()]


def _pause(group: Group, pause_id: UUID) -> GroupPause:
    return next((one for one in _pauses(group) if one.id == pause_id), None) or abort(404)


def _change(group: Group, meeting: Meeting, original: date) -> MeetingChange | None:
    return next((one for one in group.changes if (one.meeting_id, one.original_day) == (meeting.id, original)), None)


def _held_on(found: Time) -> date:
    """The day the time is on: another one when it was moved."""
    moved = _change(*found)
    return (moved.day if moved else None) or found[2]


def _unless(value: date | None, usual: date) -> date | None:
    return None if value == usual else value


def _hours(form: TimeForm, meeting: Meeting) -> tuple[time | None, time | None]:
    """The hours that are not the usual ones. An hour of its own has an end of its own."""
    starts, ends = form.starts.data, form.ends.data
    if (starts or meeting.starts) == meeting.starts and (ends or meeting.ends) == meeting.ends:
        return None, None
    return starts or meeting.starts, ends


def _page(found: Time, **forms: WebForm) -> str:
    group, _meeting, original = found
    held_on = _held_on(found)
    fellows = SubstituteForm(formdata=None)
    fellows.offer(fellow_facilitators(outside=group.id))
    given = {"time_form": TimeForm(formdata=None), "note_form": NoteForm(formdata=None), "substitute_form": fellows}
    return render_template(
        "groups/my/time.html",
        group=group,
        here={"slug": group.slug, "meeting_id": found[1].id, "day": original.isoformat()},
        original=original,
        held_on=held_on,
        change=_change(*found),
        substitute=substitutes_of(group.id, [held_on]).get(held_on),
        **{**given, **forms},
    )


def _pause_page(group: Group, form: PauseForm) -> str:
    return render_template("groups/my/pause.html", group=group, form=form, pauses=_pauses(group), plain_day=plain_day)


def _back(slug: str) -> ResponseReturnValue:
    return redirect(url_for("groups_my.show", slug=slug), DONE)
