"""My hours (``/my/ore``): written in three taps or from a shift, put right while they are not approved, attested."""

from datetime import date
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.volunteers import hours_words
from ama_net.features.volunteers.certificate_codes import show_code
from ama_net.features.volunteers.forms_hours import CertificateForm, EntryForm, LogForm, ShiftHoursForm, entry_facts
from ama_net.features.volunteers.hours_rules import duration_words
from ama_net.features.volunteers.models import Activity, HourEntry, Shift
from ama_net.features.volunteers.operations.hour_certificates import Period, issue_certificate
from ama_net.features.volunteers.operations.hours import log_own_hours
from ama_net.features.volunteers.operations.hours_changes import correct_own_hours, remove_hours
from ama_net.features.volunteers.queries_hours import (
    all_activities,
    certificates_of,
    entries_of,
    entry_by_id,
    hours_by_activity,
    open_activities,
    shifts_to_log,
    years_of,
)
from ama_net.features.volunteers.queries_hours_doubles import written_already
from ama_net.features.volunteers.settings_hours import HoursSettings
from ama_net.foundation.clock import day_of, today
from ama_net.foundation.database import db
from ama_net.foundation.web.pages import date_words
from ama_net.kernel.access import Role, signed_in_actor
from ama_net.kernel.documents.downloads import file_answer
from ama_net.kernel.documents.queries import version_of
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("hours_my", __name__)

DONE, REFUSED = 303, 422


@bp.app_template_filter("duration")
def _duration(minutes: int) -> str:
    return duration_words(minutes)


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": hours_words, "show_code": show_code}


@bp.get("/ore")
def index() -> str:
    """My hours of a year, the shifts whose hours are to be written, and the form to write others."""
    return _page()


@bp.post("/ore")
def log() -> ResponseReturnValue:
    """Write hours of mine."""
    form = LogForm().begin(open_activities(), fresh=False)
    if form.validate_on_submit() and form.how_long is not None:
        me = _me()
        try:
            activity = db.session.get(Activity, form.activity_id.data) or abort(404)
            if not form.again.data:
                _ask_if_others(me, activity, form.when, form.how_long, form.key)
            entry = log_own_hours(
                me,
                activity,
                on=form.when,
                minutes=form.how_long,
                by=signed_in_actor(),
                note=form.note.data or "",
                form_key=form.key,
            )
        except WrongFact as error:
            form.blame(error)
        else:
            return _written(entry)
    return _page(form=form), REFUSED


@bp.post("/ore/turni/<uuid:shift_id>")
def log_shift(shift_id: UUID) -> ResponseReturnValue:
    """Write the hours of a shift I was in; already written, nothing more is."""
    shift = next((one for one in _shifts() if one.id == shift_id), None)
    if shift is None:
        flash(_("Le ore di questo turno sono già scritte, o non si possono più scrivere."), "warning")
        return redirect(url_for(".index"), DONE)
    form = _shift_form(shift)
    if form.validate_on_submit() and form.minutes.data is not None:
        day = day_of(shift.starts_at)
        try:
            entry = log_own_hours(
                _me(), shift.activity, on=day, minutes=form.minutes.data, by=signed_in_actor(), shift=shift
            )
        except WrongFact as error:
            form.minutes.errors = [*form.minutes.errors, str(error)]
        else:
            return _written(entry)
    return _page(shift_form=(shift_id, form)), REFUSED


@bp.route("/ore/<uuid:entry_id>", methods=["GET", "POST"])
def entry(entry_id: UUID) -> ResponseReturnValue:
    """Hours of mine: what became of them, and putting them right while they are not approved."""
    found = _mine(entry_id)
    activities = all_activities()
    form = EntryForm(data=entry_facts(found)).begin(found, activities)
    if form.validate_on_submit() and form.on.data and form.minutes.data is not None:
        activity = next(one for one in activities if one.id == form.activity_id.data)
        try:
            correct_own_hours(
                found,
                activity=activity,
                on=form.on.data,
                minutes=form.minutes.data,
                note=form.note.data or "",
                by=signed_in_actor(),
            )
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Ore corrette."), "success")
            return redirect(url_for(".index", anno=form.on.data.year), DONE)
    page = render_template("volunteers/my/hours_entry.html", entry=found, form=form)
    return page, REFUSED if form.errors or form.form_errors else 200


@bp.post("/ore/<uuid:entry_id>/cancellazione")
def remove(entry_id: UUID) -> ResponseReturnValue:
    """Take away hours of mine that are not approved."""
    found = _mine(entry_id)
    year = found.on_day.year
    try:
        remove_hours(found, by=signed_in_actor(), own=True)
    except WrongFact as error:
        flash(str(error), "warning")
    else:
        flash(_("Ore tolte."), "success")
    return redirect(url_for(".index", anno=year), DONE)


@bp.route("/ore/attestati", methods=["GET", "POST"])
def certificates() -> ResponseReturnValue:
    """My certificates, and making one."""
    allowed = read_settings(HoursSettings).certificates_by_volunteers
    form = CertificateForm() if request.method == "POST" else CertificateForm.of_year(_year())
    if request.method == "POST" and not allowed:
        abort(404)
    if form.validate_on_submit() and form.from_day.data and form.until_day.data:
        period = Period(form.from_day.data, form.until_day.data)
        try:
            made = issue_certificate(_me(), period, by_activity=form.by_activity.data, by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Attestato n. %(number)s pronto.", number=made.number_words), "success")
            return redirect(url_for(".certificates"), DONE)
    page = render_template(
        "volunteers/my/hours_certificates.html", form=form, allowed=allowed, certificates=certificates_of(_me().id)
    )
    return page, REFUSED if form.errors or form.form_errors else 200


@bp.get("/ore/attestati/<uuid:certificate_id>.pdf")
def certificate(certificate_id: UUID) -> Response:
    """A certificate of mine."""
    found = next((one for one in certificates_of(_me().id) if one.id == certificate_id), None)
    if found is None or found.document is None:
        abort(404)
    return file_answer(found.document, version_of(found.document, 1) or abort(404), by=signed_in_actor())


def _page(*, form: LogForm | None = None, shift_form: tuple[UUID, ShiftHoursForm] | None = None) -> str:
    me, year = _me(), _year()
    shifts = _shifts()
    activities = open_activities()
    entries = entries_of(me.id, year)
    return render_template(
        "volunteers/my/hours.html",
        form=form or LogForm(formdata=None).begin(activities, fresh=True),
        shifts=[
            (one, shift_form[1] if shift_form and shift_form[0] == one.id else _shift_form(one, fresh=True))
            for one in shifts
        ],
        writes=Role.VOLUNTEER in signed_in_actor().roles,
        entries=entries,
        totals=hours_by_activity(year, me.id),
        waiting=sum(one.minutes for one in entries if one.is_waiting),
        year=year,
        years=years_of(me.id),
        days_back=read_settings(HoursSettings).days_back,
    )


def _shift_form(shift: Shift, *, fresh: bool = False) -> ShiftHoursForm:
    """The form of one shift among others: its fields carry the shift's mark."""
    prefix = f"s{shift.id.hex[-8:]}"
    if fresh:
        return ShiftHoursForm(formdata=None, prefix=prefix, data={"minutes": shift.hours_minutes})
    return ShiftHoursForm(prefix=prefix)


def _shifts() -> list[Shift]:
    return shifts_to_log(_me().id, read_settings(HoursSettings).days_back)


def _ask_if_others(me: Person, activity: Activity, on: date, minutes: int, key: UUID | None) -> None:
    if written_already(me.id, activity.id, on, minutes, key):
        hours, day = duration_words(minutes), date_words(on)
        raise WrongFact("again", _("Hai già scritto %(hours)s per %(day)s: sono altre ore?", hours=hours, day=day))


def _written(entry: HourEntry) -> ResponseReturnValue:
    words = _("Scritte: %(hours)s.", hours=duration_words(entry.minutes))
    flash(words if entry.is_approved else f"{words} {_('La segreteria le guarda.')}", "success")
    return redirect(url_for(".index", anno=entry.on_day.year), DONE)


def _me() -> Person:
    person_id = signed_in_actor().person_id
    return (db.session.get(Person, person_id) if person_id else None) or abort(404)


def _mine(entry_id: UUID) -> HourEntry:
    return entry_by_id(entry_id, _me().id) or abort(404)


def _year() -> int:
    typed, year = request.args.get("anno", ""), today().year
    return int(typed) if typed.isascii() and typed.isdigit() and 1950 <= int(typed) <= year else year
