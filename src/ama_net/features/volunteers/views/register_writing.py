"""Writing in the registro dei volontari: a start, an end, the other section, a correction. Each asks to be confirmed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.features.volunteers.forms_register import CorrectionForm, EndForm, SectionForm, StartForm
from ama_net.features.volunteers.models import Section, ServiceEnd, Volunteer
from ama_net.features.volunteers.operations.volunteers import correct_entry, end_service, move_section, start_service
from ama_net.features.volunteers.queries import volunteers_on
from ama_net.features.volunteers.register_words import SECTIONS
from ama_net.features.volunteers.section_moves import moves_of
from ama_net.features.volunteers.service_rules import check_end, check_start, refuse_doubles
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import Person
from ama_net.kernel.people.forms.confirming import Writing, confirm_then_write
from ama_net.kernel.people.queries import find_people

bp = Blueprint("volunteers_register_writing", __name__)

MOST_FOUND = 20


@bp.get("/volontari/registro/inizio")
@requires(Permission.VOLUNTEERS_EDIT)
def choose() -> str:
    """Who begins: a search in the register of people."""
    typed = request.args.get("q", "").strip()
    found = db.session.scalars(find_people(select(Person), typed).limit(MOST_FOUND)).all() if typed else []
    now = volunteers_on(today()).where(Volunteer.person_id.in_([person.id for person in found]))
    return render_template(
        "volunteers/manage/register_choose.html",
        typed=typed,
        found=found,
        services={one.person_id: one for one in db.session.scalars(now)},
    )


@bp.route("/volontari/registro/inizio/<uuid:person_id>", methods=["GET", "POST"])
@requires(Permission.VOLUNTEERS_EDIT)
def start(person_id: UUID) -> ResponseReturnValue:
    """Write that a person begins."""
    person = db.session.get(Person, person_id) or abort(404)
    form = StartForm(data={"on": today()})
    begun: list[UUID] = []

    def facts() -> dict[str, Any]:
        return {"section": Section(form.section.data), "on": form.on.data or today()}

    def check() -> None:
        asked = Volunteer(person_id=person.id, section=form.section.data, started_on=form.on.data)
        check_start(asked)
        refuse_doubles([asked], field="on")

    def act() -> None:
        begun.append(start_service(person, **facts(), number=form.number.data, by=signed_in_actor()).id)

    what = _(
        "Nel registro si aggiunge una riga con il numero che viene. Chi ha un accesso riceve l'area di chi fa volontariato."
    )
    writing = Writing(_("Inizio del servizio"), what, _("Scrivi l'inizio"), _("Inizio scritto."), act, check)
    return _page(person.list_name, form, writing, back=url_for(".choose"), after=lambda: _history(begun[0]))


@bp.route("/volontari/<uuid:volunteer_id>/registro/cessazione", methods=["GET", "POST"])
@requires(Permission.VOLUNTEERS_EDIT)
def end(volunteer_id: UUID) -> ResponseReturnValue:
    """Write that the service is over, and why."""
    volunteer = _volunteer(volunteer_id, still_in=True)
    form = EndForm(data={"on": today()})

    def check() -> None:
        check_end(volunteer, on=form.on.data or today(), reason=form.reason.data)

    def act() -> None:
        end_service(volunteer, on=form.on.data or today(), reason=ServiceEnd(form.reason.data), by=signed_in_actor())

    what = _("Nel registro si aggiunge la cessazione con la sua data. Il numero non sarà dato a nessun altro.")
    writing = Writing(_("Cessazione"), what, _("Scrivi la cessazione"), _("Cessazione scritta."), act, check)
    return _of_line(volunteer, form, writing)


@bp.route("/volontari/<uuid:volunteer_id>/registro/sezione", methods=["GET", "POST"])
@requires(Permission.VOLUNTEERS_EDIT)
def section(volunteer_id: UUID) -> ResponseReturnValue:
    """Move to the other section."""
    volunteer = _volunteer(volunteer_id, still_in=True)
    form = SectionForm(data={"on": today()})
    other = Section.OCCASIONAL if volunteer.section == Section.REGULAR else Section.REGULAR
    moved: list[UUID] = []

    def act() -> None:
        moved.append(move_section(volunteer, other, on=form.on.data or today(), by=signed_in_actor()).id)

    what = _(
        "La riga di oggi finisce, e ne comincia una nuova, con un altro numero, nella sezione «%(section)s».",
        section=SECTIONS[other],
    )
    writing = Writing(_("Passaggio di sezione"), what, _("Scrivi il passaggio"), _("Passaggio scritto."), act)
    return _of_line(volunteer, form, writing, after=lambda: _history(moved[0]))


@bp.route("/volontari/<uuid:volunteer_id>/registro/correzione", methods=["GET", "POST"])
@requires(Permission.VOLUNTEERS_EDIT)
def correction(volunteer_id: UUID) -> ResponseReturnValue:
    """Correct what the register says, with the reason."""
    volunteer = _volunteer(volunteer_id)
    form = CorrectionForm(obj=volunteer)
    moves = moves_of(volunteer)
    form.suit(moved=moves.ended, joined=moves.after is not None)

    def act() -> None:
        correct_entry(volunteer, why=form.why.data or "", by=signed_in_actor(), **form.facts())

    what = _(
        "Nel registro si aggiunge una correzione con il suo motivo; quello che era scritto resta leggibile. Nome, nascita e "
        "residenza si correggono nella scheda della persona: il registro le annota da solo ogni notte."
    )
    return _of_line(volunteer, form, Writing(_("Correzione"), what, _("Scrivi"), _("Correzione scritta."), act))


def _of_line(
    volunteer: Volunteer, form: Any, writing: Writing, *, after: Callable[[], str] | None = None
) -> ResponseReturnValue:
    lead = f"{volunteer.person.list_name}, {_('n. %(number)s', number=volunteer.number)}"
    back = _history(volunteer.id)
    return _page(lead, form, writing, back=back, after=after or (lambda: back))


def _page(lead: str, form: Any, writing: Writing, *, back: str, after: Callable[[], str]) -> ResponseReturnValue:
    templates = {"write": "volunteers/manage/register_write.html", "confirm": "registers/confirm.html"}

    def show(step: str) -> str:
        return render_template(templates[step], form=form, writing=writing, lead=lead, back=back)

    return confirm_then_write(form, writing, show=show, after=after)


def _history(volunteer_id: UUID) -> str:
    return url_for("volunteers_register.of_volunteer", volunteer_id=volunteer_id)


def _volunteer(volunteer_id: UUID, *, still_in: bool = False) -> Volunteer:
    volunteer = db.session.get(Volunteer, volunteer_id) or abort(404)
    if still_in and volunteer.ended_on is not None:
        abort(404)
    return volunteer
