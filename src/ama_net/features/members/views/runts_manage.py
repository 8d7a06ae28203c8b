"""The figures of a year for the RUNTS, on one page; those that are written by hand are written here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.members.forms_deadlines import YearForm
from ama_net.features.members.models import YearFigures
from ama_net.features.members.operations.deadlines import note_year
from ama_net.features.members.queries_deadlines import figures_of_year
from ama_net.features.members.runts import RuntsFigures, figures_at_end_of, warnings_of
from ama_net.features.members.settings_meetings import MeetingsSettings
from ama_net.foundation.clock import today
from ama_net.foundation.web.listing import csv_answer, csv_lines
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import WrongFact, employees_on
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.registers.volunteers import volunteers_in_register
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("runts_manage", __name__)

DONE, REFUSED = 303, 422
YEARS_BACK = 10


@dataclass(frozen=True)
class _People:
    """Volunteers and employees at the end of a year; None is not known. ``counted``: the volunteers are in the register.

    Employees are as written by hand, or as many as are employed that day (``kernel.people.employees_on``).
    """

    volunteers: int | None
    employees: int | None
    counted: bool

    @classmethod
    def of(cls, year: int, known: YearFigures | None) -> "_People":
        counted = volunteers_in_register(date(year, 12, 31))
        typed, employees = (known.volunteers, known.employees) if known else (None, None)
        if employees is None:
            employees = employees_on(date(year, 12, 31))
        return cls(typed if counted is None else counted, employees, counted is not None)


@bp.get("/soci/dati-runts")
@requires(Permission.MEMBERS_READ)
def index() -> str:
    """The figures of a year: the last closed one, unless another is asked for."""
    year = _year()
    known = figures_of_year(year)
    form = _suited(YearForm.of(known), year, known)
    if form.employees.data is None:
        form.employees.data = _People.of(year, known).employees
    return _show(year, form)


@bp.post("/soci/dati-runts")
@requires(Permission.MEMBERS_EDIT)
def note() -> ResponseReturnValue:
    """Write the figures that the system cannot count."""
    year = _year()
    form = _suited(YearForm(), year, figures_of_year(year))
    if form.validate_on_submit():
        try:
            note_year(year, form.facts(), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Cifre dell'anno salvate."), "success")
            return redirect(url_for(".index", anno=year), DONE)
    return _show(year, form), REFUSED


@bp.get("/soci/dati-runts.csv")
@requires(Permission.MEMBERS_EXPORT)
def download() -> Response:
    """The same page as a file."""
    year = _year()
    record(by=signed_in_actor(), verb="list.exported", subject=("list", "dati-runts"), changes={"year": year})
    rows = list(
        _rows(_found(year), _People.of(year, figures_of_year(year)))
    )  # the file leaves when the transaction is over
    return csv_answer(csv_lines((_("Voce"), _("Valore")), rows), f"dati-runts-{year}")


def _suited(form: YearForm, year: int, known: YearFigures | None) -> YearForm:
    if _People.of(year, known).counted:
        form.leave_out_volunteers(known.volunteers if known else None)
    return form


def _show(year: int, form: YearForm) -> str:
    found, known = _found(year), figures_of_year(year)
    form_of_law = current_tenant().identity.legal_form
    people = _People.of(year, known)
    return render_template(
        "members/manage/runts.html",
        found=found,
        known=people,
        form=form,
        warnings=warnings_of(form_of_law, found, people.volunteers, people.employees),
        years=range(today().year, today().year - YEARS_BACK, -1),
        months=read_settings(MeetingsSettings).seniority_months,
        open_year=year == today().year,
    )


def _found(year: int) -> RuntsFigures:
    return figures_at_end_of(year, seniority_months=read_settings(MeetingsSettings).seniority_months)


def _rows(found: RuntsFigures, known: _People) -> Iterator[tuple[str, object]]:
    yield _("Anno"), found.year
    yield _("Persone socie"), found.people
    yield _("Persone socie con diritto di voto"), found.people_voting
    yield _("Enti soci"), len(found.bodies)
    yield _("Enti soci con diritto di voto"), found.bodies_voting
    for one in found.bodies:
        yield _("Ente socio: %(name)s", name=one.name), one.tax_code
    yield _("Volontari non occasionali"), known.volunteers
    yield _("Dipendenti e collaboratori"), known.employees


def _year() -> int:
    asked = request.args.get("anno", today().year - 1, type=int)
    return min(max(asked, 1950), today().year)
