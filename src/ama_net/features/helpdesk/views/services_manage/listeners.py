"""Who serves a service: choosing them, from when, until when, and opening their part of the personal area."""

from datetime import date
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.helpdesk.forms_services import FirstDayForm, LastDayForm
from ama_net.features.helpdesk.models import Service
from ama_net.features.helpdesk.operations.services import StillExpected, assign_operator, end_operator
from ama_net.features.helpdesk.queries_listeners import candidates, who_signs_in
from ama_net.features.helpdesk.views.services_manage.door import DONE, REFUSED, bp, operator_or_404, service_or_404
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, Role, requires, signed_in_actor
from ama_net.kernel.accounts.operations.area_access import open_area
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.people.skills import known_skills


@bp.get("/sportello/servizi/<uuid:service_id>/chi-ascolta")
@requires(Permission.HELPDESK_SETUP)
def choose(service_id: UUID) -> str:
    """Who could serve: the helpdesk's people and the volunteers, by skill or by name."""
    service, typed = service_or_404(service_id), request.args.get("q", "").strip()[:100]
    skills = known_skills()
    skill = request.args.get("competenza", "")
    skill = skill if skill in skills else ""
    return render_template(
        "helpdesk/manage/service_choose.html",
        service=service,
        found=candidates(service, skill=skill, typed=typed),
        skills=[{"value": key, "label": words} for key, words in skills.items()],
        skill=skill,
        typed=typed,
    )


@bp.route("/sportello/servizi/<uuid:service_id>/chi-ascolta/<uuid:person_id>", methods=["GET", "POST"])
@requires(Permission.HELPDESK_SETUP)
def assign(service_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Let somebody serve, from a day."""
    service, person = service_or_404(service_id), db.session.get(Person, person_id) or abort(404)
    form = FirstDayForm(data={"first_day": today()})
    if form.validate_on_submit():
        try:
            _assigned(service, person, form.first_day.data or today())
        except WrongFact as error:
            form.first_day.errors = [*form.first_day.errors, str(error)]
        else:
            return redirect(url_for(".show", service_id=service_id), DONE)
    signs_in = bool(who_signs_in([person_id]))
    page = render_template(
        "helpdesk/manage/service_assign.html", service=service, person=person, form=form, signs_in=signs_in
    )
    return page, REFUSED if form.errors else 200


@bp.post("/sportello/servizi/<uuid:service_id>/chi-ascolta/<uuid:operator_id>/accesso")
@requires(Permission.HELPDESK_SETUP)
def give_access(service_id: UUID, operator_id: UUID) -> ResponseReturnValue:
    """Invite who serves to their personal area, where they see their appointments."""
    operator = operator_or_404(service_or_404(service_id), operator_id)
    opening = open_area(operator.person, Role.LISTENER, by=signed_in_actor())
    flash(opening.words, "success" if opening.is_good else "warning")
    return redirect(url_for(".show", service_id=service_id), DONE)


@bp.route("/sportello/servizi/<uuid:service_id>/chi-ascolta/<uuid:operator_id>/fine", methods=["GET", "POST"])
@requires(Permission.HELPDESK_SETUP)
def end(service_id: UUID, operator_id: UUID) -> ResponseReturnValue:
    """Let somebody's service end; who has appointments after that day is shown with them."""
    service = service_or_404(service_id)
    operator, form = operator_or_404(service, operator_id), LastDayForm(data={"last_day": today()})
    expected: StillExpected | None = None
    if form.validate_on_submit():
        try:
            end_operator(operator, by=signed_in_actor(), last_day=form.last_day.data)
        except StillExpected as error:
            expected = error
            blame(form, error)
        else:
            flash(_("Salvato."), "success")
            return redirect(url_for(".show", service_id=service_id), DONE)
    page = render_template(
        "helpdesk/manage/service_end.html", service=service, operator=operator, form=form, expected=expected
    )
    return page, REFUSED if form.errors else 200


def _assigned(service: Service, person: Person, first_day: date) -> None:
    assign_operator(service, person, by=signed_in_actor(), first_day=first_day)
    flash(_("%(name)s ascolta in questo servizio. Adesso servono i suoi orari.", name=person.name), "success")
