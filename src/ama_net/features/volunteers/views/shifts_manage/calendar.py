"""The week of shifts, on the screen and as a sheet for the wall; copying it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ama_net.features.volunteers.forms_shifts import CopyWeekForm, week_day
from ama_net.features.volunteers.models import Shift, ShiftState
from ama_net.features.volunteers.operations.shift_series import copy_week, week_bounds
from ama_net.features.volunteers.operations.shifts_office import publish_and_tell
from ama_net.features.volunteers.queries_shifts import (
    activity_choices,
    missing,
    shifts_between,
    who_comes,
)
from ama_net.features.volunteers.shift_papers import week_sheet
from ama_net.features.volunteers.views.shifts_manage.door import DONE, REFUSED, bp
from ama_net.foundation.clock import day_of, now, today
from ama_net.foundation.pdf import pdf_answer
from ama_net.foundation.text import known_id
from ama_net.foundation.web.addresses import here
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.places.queries import venue_choices


@bp.get("/turni")
@requires(Permission.SHIFTS_READ)
def index() -> str:
    """A week of shifts, at a glance: who comes, what is missing."""
    return _week_page()


@bp.get("/turni/foglio.pdf")
@requires(Permission.SHIFTS_READ)
def sheet() -> ResponseReturnValue:
    """The week on paper, for the wall: first names only, nothing that is a draft."""
    monday = _monday()
    shifts = [shift for shift in _shifts(monday) if shift.state == ShiftState.PUBLISHED]
    return pdf_answer(week_sheet(_days(monday, shifts)), f"turni-{monday.isoformat()}")


@bp.post("/turni/pubblicazione")
@requires(Permission.SHIFTS_EDIT)
def publish_week() -> ResponseReturnValue:
    """Publish the drafts of a week."""
    monday = _monday(request.form.get("settimana"))
    drafts = [shift for shift in _shifts(monday) if shift.state == ShiftState.DRAFT]
    flash(published_words(publish_and_tell(drafts, by=signed_in_actor())), "success")
    return redirect(url_for(".index", settimana=monday.isoformat()), DONE)


@bp.post("/turni/copia")
@requires(Permission.SHIFTS_EDIT)
def copy() -> ResponseReturnValue:
    """Copy a week onto another, as drafts."""
    monday, form = _monday(request.form.get("settimana")), CopyWeekForm()
    if not form.validate_on_submit() or not form.to.data:
        return _week_page(monday, copy_form=form), REFUSED
    to = _monday_of(form.to.data)
    made = copy_week(monday, to, by=signed_in_actor())
    words = ngettext("Un turno copiato come bozza.", "%(num)s turni copiati come bozze.", len(made))
    flash(words if made else _("Niente da copiare: ci sono già tutti, o sarebbero nel passato."), "success")
    return redirect(url_for(".index", settimana=to.isoformat()), DONE)


def published_words(how_many: int) -> str:
    """What is said after publishing."""
    if not how_many:
        return str(_("Non c'erano bozze da pubblicare."))
    return str(ngettext("Turno pubblicato.", "%(num)s turni pubblicati.", how_many))


def _week_page(monday: date | None = None, copy_form: CopyWeekForm | None = None) -> str:
    monday = monday or _monday()
    shifts = _shifts(
        monday, activity_id=known_id(request.args.get("attivita")), venue_id=known_id(request.args.get("luogo"))
    )
    if request.args.get("posti") == "short":
        shifts = [shift for shift in shifts if _is_short(shift)]
    following = [] if shifts else _shifts(monday + timedelta(days=7))
    return render_template(
        "volunteers/manage/shifts_week.html",
        monday=monday,
        days=_days(monday, shifts),
        previous_week=here({"settimana": monday - timedelta(days=7)}),
        next_week=here({"settimana": monday + timedelta(days=7)}),
        figures=_figures(shifts),
        coming=sum(shift.state != ShiftState.CANCELLED for shift in following),
        activities=_options(activity_choices()),
        venues=_options(venue_choices()),
        copy_form=copy_form or CopyWeekForm(formdata=None, to=monday + timedelta(days=7)),
    )


def _options(choices: Mapping[UUID, str]) -> list[dict[str, object]]:
    return [{"value": value, "label": label} for value, label in choices.items()]


def _shifts(monday: date, **facts: Any) -> Sequence[Shift]:
    return shifts_between(*week_bounds(monday), **facts)


def _days(monday: date, shifts: Sequence[Shift]) -> list[dict[str, Any]]:
    days = [monday + timedelta(days=number) for number in range(7)]
    return [
        {
            "date": day,
            "today": day == today(),
            "shifts": [shift for shift in shifts if day_of(shift.starts_at) == day],
        }
        for day in days
    ]


def _figures(shifts: Sequence[Shift]) -> dict[str, int]:
    live = [shift for shift in shifts if shift.state != ShiftState.CANCELLED]
    return {
        "shifts": len(live),
        "short": sum(_is_short(shift) for shift in live),
        "free": sum(max(0, shift.maximum - len(who_comes(shift))) for shift in live if shift.ends_at > now()),
        "drafts": sum(shift.state == ShiftState.DRAFT for shift in live),
    }


def _is_short(shift: Shift) -> bool:
    return shift.state == ShiftState.PUBLISHED and shift.ends_at > now() and missing(shift) > 0


def _monday(text: str | None = None) -> date:
    return _monday_of(week_day(text or request.args.get("settimana"), today()))


def _monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
