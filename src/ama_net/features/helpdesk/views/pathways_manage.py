"""Pathways in the office (``/manage/sportello/percorsi``): requests to look at, who waits, who follows whom, how each one ends.

The secretariat sees who, how to reach them and when; why they ask is read only by who looks at requests, and each reading
is in the audit. What they say to who listens is in nobody's office.
"""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.helpdesk import appointment_words, pathway_words
from ama_net.features.helpdesk.forms_pathways import DecisionForm, OperatorForm
from ama_net.features.helpdesk.lists_pathways import PATHWAYS
from ama_net.features.helpdesk.models import Pathway, PathwayState
from ama_net.features.helpdesk.operations import pathways
from ama_net.features.helpdesk.operations.pathway_meetings import look_at_passing
from ama_net.features.helpdesk.pathway_rules import Overtaken
from ama_net.features.helpdesk.queries_pathways import (
    all_pathways,
    assignments_of,
    before_in_line,
    coming_meetings,
    meetings_of,
    operators_by_load,
    pathway_of_office,
    progress_of,
    same_contact_elsewhere,
)
from ama_net.features.helpdesk.views import pathway_acts as acts
from ama_net.features.helpdesk.views.pathway_acts import DONE, REFUSED, PathwayDoor
from ama_net.foundation.database import db
from ama_net.foundation.text import known_id
from ama_net.foundation.web.asking import keep_to_oneself
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.confiding import words
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.people.identifiers import show_phone

bp = Blueprint("pathways_manage", __name__)
bp.after_request(keep_to_oneself)


def _found(pathway_id: UUID) -> Pathway:
    return pathway_of_office(pathway_id) or abort(404)


DOOR = PathwayDoor("pathways_manage", "layouts/office.html", _found)


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": pathway_words, "meeting_words": appointment_words, "confided": words, "show_phone": show_phone}


@bp.get("/sportello/percorsi")
@requires(Permission.HELPDESK_EDIT)
def index() -> str:
    """Every pathway: those to look at first, then who waits (longest first), then those that go on."""
    page = PATHWAYS.page(all_pathways(), request.args)
    return render_template("helpdesk/manage/pathways.html", page=page, progress=progress_of(page.rows))


@bp.get("/sportello/percorsi/<uuid:pathway_id>")
@requires(Permission.HELPDESK_EDIT)
def show(pathway_id: UUID) -> str:
    """One pathway, and what may be done with it where it is."""
    pathway = _found(pathway_id)
    waits = pathway.state == PathwayState.WAITING
    return _page(pathway, OperatorForm(operators_by_load(pathway.service_id), formdata=None) if waits else None)


@bp.get("/sportello/percorsi/<uuid:pathway_id>/motivo")
@requires(Permission.HELPDESK_SETUP)
def reason(pathway_id: UUID) -> ResponseReturnValue:
    """Why it is asked for; each opening is in the audit."""
    pathway = _found(pathway_id)
    try:
        said = pathways.read_reason(pathway, by=signed_in_actor())
    except Overtaken as overtaken:
        flash(str(overtaken), "warning")
        return redirect(DOOR.url("show", pathway), DONE)
    return _decision_page(pathway, DecisionForm(formdata=None), reason=said)


@bp.post("/sportello/percorsi/<uuid:pathway_id>/valutazione")
@requires(Permission.HELPDESK_SETUP)
def decide(pathway_id: UUID) -> ResponseReturnValue:
    """Say whether the request is taken up."""
    pathway, form = _found(pathway_id), DecisionForm()
    if not form.validate():
        # Without the reason: such an answer leaves no trace in the audit, and every reading must.
        return _decision_page(pathway, form), REFUSED
    eligible = form.decision.data == "yes"
    try:
        pathways.decide(pathway, eligible=eligible, by=signed_in_actor())
    except Overtaken as overtaken:
        flash(str(overtaken), "warning")
    else:
        flash(_("Accolta: è in lista d'attesa.") if eligible else _("Richiesta chiusa."), "success")
    return redirect(DOOR.url("show", pathway), DONE)


@bp.post("/sportello/percorsi/<uuid:pathway_id>/assegnazione")
@requires(Permission.HELPDESK_EDIT)
def assign(pathway_id: UUID) -> ResponseReturnValue:
    """Give a waiting pathway to who will follow it."""
    pathway = _found(pathway_id)
    form = OperatorForm(operators_by_load(pathway.service_id))
    person = db.session.get(Person, form.person_id.data) if form.validate() else None
    if person is None:
        return _page(pathway, form), REFUSED

    def again(refused: WrongFact) -> str:
        blame(form, refused)
        return _page(pathway, form)

    return acts.act(
        DOOR,
        pathway,
        lambda: pathways.assign(pathway, person, by=signed_in_actor()),
        _("Assegnato: chi lo segue riceve un'e-mail."),
        again,
    )


@bp.get("/sportello/percorsi/<uuid:pathway_id>/passaggio")
@requires(Permission.HELPDESK_EDIT)
def hand_over_form(pathway_id: UUID) -> str:
    """To whom; once chosen, which meetings would pass and which would be called off."""
    pathway = _followed(pathway_id)
    return _hand_over_page(pathway, _to_somebody(pathway, request.args.get("a")))


@bp.post("/sportello/percorsi/<uuid:pathway_id>/passaggio")
@requires(Permission.HELPDESK_EDIT)
def hand_over(pathway_id: UUID) -> ResponseReturnValue:
    """Give the pathway to somebody else."""
    pathway = _found(pathway_id)
    to = _to_somebody(pathway, request.form.get("person_id"))
    if to is None:
        return _hand_over_page(pathway, None, missing=True), REFUSED

    def again(refused: WrongFact) -> str:
        return _hand_over_page(pathway, None, fault=str(refused))

    return acts.act(
        DOOR,
        pathway,
        lambda: pathways.hand_over(pathway, to, by=signed_in_actor()),
        _("Percorso passato: le due persone che ascoltano ricevono un'e-mail."),
        again,
    )


@bp.post("/sportello/percorsi/<uuid:pathway_id>/attesa")
@requires(Permission.HELPDESK_EDIT)
def put_back(pathway_id: UUID) -> ResponseReturnValue:
    """Put it back among those that wait."""
    pathway = _found(pathway_id)

    def again(refused: WrongFact) -> str:
        raise refused  # it can only be overtaken

    return acts.act(
        DOOR, pathway, lambda: pathways.wait(pathway, by=signed_in_actor()), _("È di nuovo in lista d'attesa."), again
    )


acts.add_pages(bp, DOOR, requires(Permission.HELPDESK_EDIT))


def _page(pathway: Pathway, form: OperatorForm | None) -> str:
    return render_template(
        "helpdesk/manage/pathway.html",
        pathway=pathway,
        form=form,
        before=before_in_line(pathway) if pathway.state == PathwayState.WAITING else 0,
        elsewhere=same_contact_elsewhere(pathway),
        assignments=assignments_of(pathway),
        meetings=meetings_of(pathway),
        progress=progress_of([pathway])[pathway.id],
        door=DOOR,
    )


def _decision_page(pathway: Pathway, form: DecisionForm, *, reason: str | None = None) -> str:
    return render_template("helpdesk/manage/pathway_reason.html", pathway=pathway, form=form, reason=reason, door=DOOR)


def _followed(pathway_id: UUID) -> Pathway:
    pathway = _found(pathway_id)
    return pathway if pathway.is_followed else abort(404)


def _to_somebody(pathway: Pathway, typed: str | None) -> Person | None:
    """Who is chosen, if they could follow it: somebody else who serves the service."""
    chosen = known_id(typed)
    possible = {load.person.id: load.person for load in operators_by_load(pathway.service_id)}
    return possible.get(chosen) if chosen is not None and chosen != pathway.person_id else None


def _hand_over_page(pathway: Pathway, to: Person | None, *, missing: bool = False, fault: str = "") -> str:
    form = OperatorForm(operators_by_load(pathway.service_id), formdata=None, besides=pathway.person_id)
    if missing:
        form.person_id.errors = [_("Scegliere chi lo segue.")]
    if fault:
        form.form_errors.append(fault)
    coming = coming_meetings(pathway.id)
    passing = {meeting.id: look_at_passing(meeting, to.id) for meeting in coming} if to else {}
    return render_template(
        "helpdesk/manage/pathway_hand_over.html",
        pathway=pathway,
        form=form,
        to=to,
        coming=coming,
        passing=passing,
        door=DOOR,
    )
