"""Who asked to inspect the books of the association, what became of it, who answered (D.Lgs. 117/2017 art. 15 c. 3)."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from wtforms import SelectChoice

from ama_net.features.members.forms_register import InspectionAnswerForm, InspectionForm
from ama_net.features.members.models import BookInspection, InspectionState, Membership
from ama_net.features.members.operations.inspections import answer_inspection, ask_to_inspect
from ama_net.features.members.queries_inspections import INSPECTIONS, inspections
from ama_net.features.members.register_words import INSPECTION_KINDS, INSPECTION_STATES
from ama_net.features.members.settings_register import RegisterSettings
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.accounts.queries import names_of_accounts
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("inspections_manage", __name__)

DONE, REFUSED = 303, 422


@bp.get("/soci/libro/consultazioni")
@requires(Permission.MEMBERS_READ)
def index() -> str:
    """The log, the newest first."""
    page = INSPECTIONS.page(inspections(), request.args)
    within = timedelta(days=read_settings(RegisterSettings).inspection_days)
    return render_template(
        "members/manage/inspections.html",
        page=page,
        states=INSPECTION_STATES,
        kinds=INSPECTION_KINDS,
        names=names_of_accounts(one.answered_by for one in page.rows),
        within=within,
    )


@bp.route("/soci/libro/consultazioni/nuova", methods=["GET", "POST"])
@requires(Permission.MEMBERS_EDIT)
def new() -> ResponseReturnValue:
    """Write down a request that came by voice or by letter."""
    form = InspectionForm(data={"asked_on": today()})
    found = db.session.execute(
        select(Person.id, Person.family_name, Person.given_name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.ended_on.is_(None))
        .order_by(Person.sort_name)
    )
    form.member.choices = [SelectChoice(row.id, f"{row.family_name} {row.given_name}") for row in found]
    if form.validate_on_submit():
        person = db.session.get_one(Person, form.member.data)
        try:
            ask_to_inspect(person, form.what.data or "", by=signed_in_actor(), asked_on=form.asked_on.data)
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Richiesta annotata."), "success")
            return redirect(url_for(".index"), DONE)
    page = render_template("members/manage/inspection_new.html", form=form)
    return page, REFUSED if form.errors else 200


@bp.route("/soci/libro/consultazioni/<uuid:inspection_id>", methods=["GET", "POST"])
@requires(Permission.MEMBERS_EDIT)
def answer(inspection_id: UUID) -> ResponseReturnValue:
    """Write down the outcome of a request."""
    asked = db.session.get(BookInspection, inspection_id) or abort(404)
    form = InspectionAnswerForm(data={"on": today()})
    closed = {state: words for state, words in INSPECTION_STATES.items() if state != InspectionState.OPEN}
    form.state.choices = [SelectChoice(state, words) for state, words in closed.items()]
    if form.validate_on_submit():
        state, on, words = InspectionState(form.state.data), form.on.data or today(), form.answer.data or ""
        try:
            answer_inspection(asked, state, on=on, by=signed_in_actor(), answer=words)
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Esito annotato."), "success")
            return redirect(url_for(".index"), DONE)
    page = render_template(
        "members/manage/inspection.html",
        asked=asked,
        form=form,
        states=INSPECTION_STATES,
        names=names_of_accounts([asked.answered_by]),
    )
    return page, REFUSED if form.errors or form.form_errors else 200
