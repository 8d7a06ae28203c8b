"""Deciding on applications: admitting one or several by one resolution, refusing one, the extract of the resolution."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, format_date, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.members.application_facts import facts_of, tax_code_doubts
from ama_net.features.members.application_rules import WAITING
from ama_net.features.members.forms_applications_deciding import AdmissionForm, RefusalForm, RulingForm
from ama_net.features.members.models import Application, ApplicationState
from ama_net.features.members.operations import applications_deciding as deciding
from ama_net.features.members.operations.applications import NotNow
from ama_net.features.members.operations.applications_papers import extract_pdf
from ama_net.features.members.operations.applications_people import known_as
from ama_net.features.members.queries_applications import (
    chosen_applications,
    open_categories,
    recent_resolutions,
)
from ama_net.features.members.views.applications_manage import found, overtaken
from ama_net.foundation.database import db
from ama_net.foundation.pdf import pdf_answer
from ama_net.foundation.text import known_id
from ama_net.foundation.web.listing.listing import MAX_CHOSEN
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.documents import Resolution
from ama_net.kernel.documents.operations import NumberTaken
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.people.forms.fields import blame

bp = Blueprint("applications_deciding", __name__)

DONE, REFUSED = 303, 422
MOST_AT_ONCE = 30
"""Each admission makes two documents: more at once would keep the register waiting."""

SOMEBODY_NEW = "new"
OVERTAKEN: dict[UUID, str] = {UUID(int=0): ""}
"""Somebody else decided first."""

F = TypeVar("F", bound=RulingForm)


@bp.post("/soci/domande/scelta")
@requires(Permission.MEMBERS_ADMIT)
def choose() -> ResponseReturnValue:
    """From the boxes ticked in the list to the page where they are admitted together."""
    ids = [one for text in request.form.getlist("selected")[:MAX_CHOSEN] if (one := known_id(text))]
    rows = [row for row in chosen_applications(ids) if row.state in (*WAITING, ApplicationState.APPEALED)]
    if not rows:
        flash(_("Nessuna delle domande scelte aspetta una decisione."), "warning")
        return redirect(url_for("applications_manage.index"), DONE)
    if len(rows) > MOST_AT_ONCE:
        flash(_("Si decide al massimo su %(most)s domande per volta: ecco le prime.", most=MOST_AT_ONCE), "warning")
    return redirect(url_for(".admission", domanda=[str(row.id) for row in rows[:MOST_AT_ONCE]]), DONE)


@bp.get("/soci/domande/ammissione")
@requires(Permission.MEMBERS_ADMIT)
def admission() -> str:
    """Which resolution, and who each applicant is in the register of people; without applications, where to choose them."""
    if "domanda" not in request.args:
        return render_template("members/manage/applications_none.html")
    rows = _asked()
    return _admission_page(rows, _form(AdmissionForm, rows, blank=True))


@bp.post("/soci/domande/ammissione")
@requires(Permission.MEMBERS_ADMIT)
def admit() -> ResponseReturnValue:
    """Enter them in the register."""
    rows = _asked()
    form = _form(AdmissionForm, rows)
    if not form.validate():
        return _admission_page(rows, form), REFUSED
    answer = _or_why_not(lambda: deciding.admit(_admissions(rows), form.ruling(), by=signed_in_actor()), form)
    if answer is OVERTAKEN:
        flash(_("Nel frattempo qualcuno ha già deciso su una di queste domande: non è stato fatto nulla."), "warning")
        return redirect(url_for("applications_manage.index"), DONE)
    if answer is not None:
        return _admission_page(rows, form, answer), REFUSED
    text = ngettext(
        "%(num)s persona è entrata nel libro soci.", "%(num)s persone sono entrate nel libro soci.", len(rows)
    )
    flash(text, "success")
    if len(rows) == 1:
        return redirect(url_for("applications_manage.show", application_id=rows[0].id), DONE)
    return redirect(url_for("applications_manage.index"), DONE)


@bp.get("/soci/domande/<uuid:application_id>/rifiuto")
@requires(Permission.MEMBERS_ADMIT)
def refusal(application_id: UUID) -> ResponseReturnValue:
    """The form to refuse."""
    row = found(application_id)
    if row.state not in (*WAITING, ApplicationState.APPEALED):
        return overtaken(row)
    return _refusal_page(row, _form(RefusalForm, [row], blank=True))


@bp.post("/soci/domande/<uuid:application_id>/rifiuto")
@requires(Permission.MEMBERS_ADMIT)
def refuse(application_id: UUID) -> ResponseReturnValue:
    """Refuse, with the reason."""
    row = found(application_id)
    form = _form(RefusalForm, [row])
    if not form.validate():
        return _refusal_page(row, form), REFUSED
    reason = form.reason.data or ""
    answer = _or_why_not(lambda: deciding.refuse(row, form.ruling(), reason, by=signed_in_actor()), form)
    if answer is OVERTAKEN:
        return overtaken(row)
    if answer is not None:
        return _refusal_page(row, form), REFUSED
    flash(_("Rifiuto scritto: la lettera con il motivo è pronta."), "success")
    return redirect(url_for("applications_manage.show", application_id=row.id), DONE)


@bp.get("/soci/domande/<uuid:application_id>/estratto.pdf")
@requires(Permission.MEMBERS_READ)
def extract(application_id: UUID) -> Response:
    """The extract of the resolution about one application."""
    row = found(application_id)
    resolution = row.appeal_resolution or row.resolution
    if resolution is None or row.is_emptied:
        abort(404)
    with force_locale("it"):
        return pdf_answer(extract_pdf(row, resolution), "estratto-delibera")


def _asked() -> list[Application]:
    """The applications of the address, those that wait; a page that is not there when there is none."""
    ids = [one for text in request.args.getlist("domanda")[:MOST_AT_ONCE] if (one := known_id(text))]
    rows = chosen_applications(ids)
    if not rows:
        abort(404)
    return rows


def _or_why_not(act: Callable[[], object], form: RulingForm) -> dict[UUID, str] | None:
    """Do it, or nothing of it: None when done, ``OVERTAKEN``, or the faults by application (those of the form are in it)."""
    try:
        act()
    except NotNow:
        db.session.rollback()
        return OVERTAKEN
    except deciding.Refused as error:
        db.session.rollback()
        return {error.application.id: str(error.why)}
    except WrongFact as error:
        db.session.rollback()
        blame(form, error)
        return {}
    except NumberTaken:
        db.session.rollback()
        form.number.errors = [_("Questo numero di delibera c'è già in quell'anno.")]
        return {}
    return None


def _form(kind: type[F], rows: list[Application], *, blank: bool = False) -> F:
    form = kind(formdata=None) if blank else kind()
    form.offer(recent_resolutions(on_appeal=rows[0].state == ApplicationState.APPEALED), _resolution_words)
    return form


def _admissions(rows: list[Application]) -> list[deciding.Admission]:
    categories = {str(one.id): one for one in open_categories()}
    found_admissions = []
    for row in rows:
        category = categories.get(request.form.get(f"category-{row.id}", ""), row.category)
        if category is None:
            raise deciding.Refused(row, WrongFact("category", _l("Scegliere la categoria.")))
        chosen = request.form.get(f"person-{row.id}", SOMEBODY_NEW)
        person = None if chosen == SOMEBODY_NEW else _known(chosen)
        found_admissions.append(deciding.Admission(row, category, person))
    return found_admissions


def _known(chosen: str) -> Person:
    """The person chosen: one of this association, or a page that is not there."""
    person_id = known_id(chosen)
    person: Person = (db.session.get(Person, person_id) if person_id else None) or abort(404)
    return person


def _admission_page(rows: list[Application], form: AdmissionForm, faults: dict[UUID, str] | None = None) -> str:
    lines = []
    for row in rows:
        facts = facts_of(row)
        known = known_as(facts)
        lines.append({"row": row, "facts": facts, "doubts": tax_code_doubts(facts), "known": known})
    return render_template(
        "members/manage/applications_admission.html",
        form=form,
        lines=lines,
        categories=open_categories(),
        faults=faults or {},
        chosen=request.form,
        waiting=all(row.state in (*WAITING, ApplicationState.APPEALED) for row in rows),
    )


def _refusal_page(row: Application, form: RefusalForm) -> str:
    return render_template("members/manage/application_refusal.html", row=row, form=form, facts=facts_of(row))


def _resolution_words(resolution: Resolution) -> str:
    day = format_date(resolution.adopted_on, "d MMMM y")
    return str(
        _("n. %(number)s del %(day)s: %(subject)s", number=resolution.number_words, day=day, subject=resolution.subject)
    )
