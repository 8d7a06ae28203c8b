"""The office's pages on a group's timetable: its lines with their dates, pauses, single times that are not as usual."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ama_net.features.groups.forms_timetable import (
    ChangeForm,
    LineForm,
    PauseEndForm,
    PauseForm,
    TimeForm,
    change_values,
    line_values,
    pause_over,
)
from ama_net.features.groups.models import Group, GroupPause, Meeting, MeetingChange
from ama_net.features.groups.operations.timetable import (
    WrongTimetable,
    add_pause,
    add_time,
    change_time,
    end_pause,
    remove_pause,
    take_back_change,
)
from ama_net.features.groups.operations.timetable_lines import UNDO_KIND, remove_line, timetable_kept, write_line
from ama_net.features.groups.queries import group_by_id
from ama_net.features.groups.timetable import (
    dates_of_line,
    day_words,
    line_words,
    meeting_told,
    pause_told,
    series_of_group,
    series_of_meeting,
    why_no_dates,
)
from ama_net.foundation.clock import now, today
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.office import offer_undo
from ama_net.kernel.scheduling import next_occurrences

bp = Blueprint("groups_timetable", __name__)

SHOWN = 8
"""How many dates are the check that a line says what was meant."""


@bp.get("/gruppi/<uuid:group_id>/incontri")
@requires(Permission.GROUPS_READ)
def index(group_id: UUID) -> str:
    """The timetable: what comes back, the next dates, pauses, what is not as usual."""
    group = _group(group_id)
    dates = next_occurrences(series_of_group(group), now(), limit=SHOWN, cancelled=True)
    return render_template(
        "groups/manage/timetable.html",
        group=group,
        lines=[(meeting, *line_words(meeting), series_of_meeting(group, meeting)) for meeting in group.meetings],
        why_no_dates=why_no_dates,
        dates=[(one, meeting_told(one)) for one in dates],
        pauses=[(pause, pause_told(pause)) for pause in group.pauses if not pause_over(pause)],
        changes=[(change, _change_told(group, change)) for change in group.changes if _is_ahead(change)],
    )


@bp.route("/gruppi/<uuid:group_id>/incontri/nuovo", methods=["GET", "POST"])
@requires(Permission.GROUPS_EDIT)
def new_line(group_id: UUID) -> ResponseReturnValue:
    """Add a line."""
    return _line_page(_group(group_id), None)


@bp.route("/gruppi/<uuid:group_id>/incontri/<uuid:meeting_id>", methods=["GET", "POST"])
@requires(Permission.GROUPS_EDIT)
def edit_line(group_id: UUID, meeting_id: UUID) -> ResponseReturnValue:
    """Change a line; it stays the same one for calendars."""
    group = _group(group_id)
    return _line_page(group, _meeting(group, meeting_id))


@bp.post("/gruppi/<uuid:group_id>/incontri/<uuid:meeting_id>/rimozione")
@requires(Permission.GROUPS_EDIT)
def drop_line(group_id: UUID, meeting_id: UUID) -> ResponseReturnValue:
    """Take a line away."""
    group = _group(group_id)
    meeting = _meeting(group, meeting_id)
    with _undoable(group, _("Riga tolta: quegli incontri non si fanno più.")):
        remove_line(group, meeting, by=signed_in_actor())
    return _back(group)


@bp.route("/gruppi/<uuid:group_id>/incontri/<uuid:meeting_id>/in-piu", methods=["GET", "POST"])
@requires(Permission.GROUPS_EDIT)
def new_time(group_id: UUID, meeting_id: UUID) -> ResponseReturnValue:
    """Add a single time."""
    group = _group(group_id)
    meeting = _meeting(group, meeting_id)
    form = TimeForm()
    if form.validate_on_submit() and _tried(
        group, form, "day", lambda: add_time(group, meeting, **form.told(), by=signed_in_actor())
    ):
        return _back(group)
    return _form_page("time", form, group, title=_("Un incontro in più"), words=line_words(meeting)[0])


@bp.route("/gruppi/<uuid:group_id>/incontri/<uuid:meeting_id>/<day>", methods=["GET", "POST"])
@requires(Permission.GROUPS_EDIT)
def edit_time(group_id: UUID, meeting_id: UUID, day: str) -> ResponseReturnValue:
    """Call off or change one time."""
    group = _group(group_id)
    meeting, original = _meeting(group, meeting_id), _day(day)
    found = next((one for one in group.changes if one.meeting_id == meeting_id and one.original_day == original), None)
    form = ChangeForm(data=change_values(found))

    def change() -> None:
        change_time(
            group, meeting, original_day=original, cancelled=form.cancelled, **form.told(), by=signed_in_actor()
        )

    if form.validate_on_submit() and _tried(group, form, "what", change):
        return _back(group)
    title = _("L'incontro di %(day)s", day=day_words(original))
    return _form_page("time", form, group, title=title, words=line_words(meeting)[0])


@bp.post("/gruppi/<uuid:group_id>/incontri/cambi/<uuid:change_id>/rimozione")
@requires(Permission.GROUPS_EDIT)
def drop_time(group_id: UUID, change_id: UUID) -> ResponseReturnValue:
    """Let a time be as usual again."""
    group = _group(group_id)
    change = next((one for one in group.changes if one.id == change_id), None) or abort(404)
    with _undoable(group, _("Data rimessa come al solito.") if change.original_day else _("Incontro in più tolto.")):
        take_back_change(change, by=signed_in_actor())
    return _back(group)


@bp.route("/gruppi/<uuid:group_id>/sospensioni/nuova", methods=["GET", "POST"])
@requires(Permission.GROUPS_EDIT)
def new_pause(group_id: UUID) -> ResponseReturnValue:
    """Say that the group does not meet for some time."""
    group, form = _group(group_id), PauseForm()

    def pause() -> None:
        first, last = form.first_day.data, form.last_day.data
        assert first is not None  # the form asks for it
        add_pause(group, first_day=first, last_day=last, reason=form.reason.data or "", by=signed_in_actor())

    if form.validate_on_submit() and _tried(group, form, "first_day", pause):
        return _back(group)
    return _form_page("pause", form, group, title=_("Sospendi per un periodo"))


@bp.route("/gruppi/<uuid:group_id>/sospensioni/<uuid:pause_id>", methods=["GET", "POST"])
@requires(Permission.GROUPS_EDIT)
def edit_pause(group_id: UUID, pause_id: UUID) -> ResponseReturnValue:
    """Say when a pause ends."""
    group = _group(group_id)
    pause = _pause(group, pause_id)
    form = PauseEndForm(data={"last_day": pause.last_day})
    if form.validate_on_submit() and _tried(
        group, form, "last_day", lambda: end_pause(pause, last_day=form.last_day.data, by=signed_in_actor())
    ):
        return _back(group)
    return _form_page("pause_end", form, group, title=_("Quando finisce la sospensione"), words=pause_told(pause))


@bp.post("/gruppi/<uuid:group_id>/sospensioni/<uuid:pause_id>/rimozione")
@requires(Permission.GROUPS_EDIT)
def drop_pause(group_id: UUID, pause_id: UUID) -> ResponseReturnValue:
    """Take a pause away."""
    group = _group(group_id)
    pause = _pause(group, pause_id)
    with _undoable(group, _("Sospensione tolta: ci si incontra come al solito.")):
        remove_pause(pause, by=signed_in_actor())
    return _back(group)


def _line_page(group: Group, meeting: Meeting | None) -> ResponseReturnValue:
    """The form of a line; ``prova`` shows the dates that what was typed gives, and saves nothing.

    A line that gives no date is shown once with what it lacks, and saved when asked again (``comunque``).
    """
    form = LineForm(data=line_values(meeting) if meeting else None)
    typed, dates, unsure = meeting, [], False
    if form.validate_on_submit():
        typed = Meeting(**{"id": meeting.id if meeting else None, **vars(form.facts())})
        dates = dates_of_line(group, typed)
        if not dates and form.ends_on.data and series_of_meeting(group, typed):
            form.ends_on.errors = [_("Con questi giorni non c'è più nessun incontro: ricontrolla.")]
        elif "prova" in request.form or _lacks_dates(group, typed):
            unsure = _lacks_dates(group, typed)
        else:
            _write_line(group, meeting, form)
            return _back(group)
    elif meeting and not form.errors:
        dates = dates_of_line(group, meeting)
    title = _("Un incontro che si ripete") if meeting else _("Aggiungi un incontro che si ripete")
    shown = {
        "dates": [meeting_told(one) for one in dates],
        "typed": typed,
        "why_no_dates": why_no_dates,
        "unsure": unsure,
    }
    return _form_page("line", form, group, title=title, **shown)


def _lacks_dates(group: Group, typed: Meeting) -> bool:
    series = series_of_meeting(group, typed)
    return "comunque" not in request.form and (series is None or not series.rule)


def _write_line(group: Group, meeting: Meeting | None, form: LineForm) -> None:
    before = timetable_kept(group)
    lost = write_line(group, meeting, form.facts(), by=signed_in_actor())
    text = _("Giorni e orari salvati.")
    if lost:
        text += " " + ngettext(
            "Un cambio di data non valeva più ed è stato tolto.",
            "%(num)s cambi di data non valevano più e sono stati tolti.",
            lost,
        )
    _offer(group, text, before)


def _tried(group: Group, form: Any, field: str, work: Callable[[], object]) -> bool:
    """Do what was asked, with the way back; what cannot be is said beside a field, and nothing is lost."""
    before = timetable_kept(group)
    try:
        work()
    except WrongTimetable as error:
        form[error.at or field].errors = [str(error)]
        return False
    _offer(group, _("Salvato: sito e calendari ne tengono già conto."), before)
    return True


@contextmanager
def _undoable(group: Group, text: str) -> Iterator[None]:
    before = timetable_kept(group)
    yield
    _offer(group, text, before)


def _offer(group: Group, text: str, before: dict[str, Any]) -> None:
    payload = {"group": str(group.id), "sequence": group.sequence}
    offer_undo(UNDO_KIND, payload, text, by=signed_in_actor(), confided=before)


def _form_page(kind: str, form: Any, group: Group, **values: Any) -> ResponseReturnValue:
    page = render_template("groups/manage/timetable_form.html", kind=kind, form=form, group=group, **values)
    return page, 422 if form.errors else 200


def _change_told(group: Group, change: MeetingChange) -> dict[str, str]:
    if change.cancelled:
        said = _("Annullato")
    elif change.original_day is None:
        said = _("In più")
    else:
        said = _("Spostato al %(day)s", day=day_words(change.day)) if change.day else _("Cambiato")
    hours = f"{change.starts:%H:%M}" if change.starts else ""
    day = day_words(change.original_day or change.day)
    return {"day": day, "said": ", ".join(filter(None, (said, hours, change.place))), "note": change.note}


def _is_ahead(change: MeetingChange) -> bool:
    days = [day for day in (change.original_day, change.day) if day]
    return bool(days) and max(days) >= today()


def _back(group: Group) -> ResponseReturnValue:
    return redirect(url_for(".index", group_id=group.id), 303)


def _group(group_id: UUID) -> Group:
    return group_by_id(group_id) or abort(404)


def _meeting(group: Group, meeting_id: UUID) -> Meeting:
    return next((meeting for meeting in group.meetings if meeting.id == meeting_id), None) or abort(404)


def _pause(group: Group, pause_id: UUID) -> GroupPause:
    return next((pause for pause in group.pauses if pause.id == pause_id), None) or abort(404)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)
