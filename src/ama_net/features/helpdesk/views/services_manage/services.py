"""Services: the list, one of them, a new one; changed, moved, closed, opened."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.helpdesk.forms_services import ServiceForm
from ama_net.features.helpdesk.operations.services import (
    add_service,
    change_service,
    close_service,
    is_used,
    move_service,
    open_service,
)
from ama_net.features.helpdesk.operations.waiting_ends import how_many_wait
from ama_net.features.helpdesk.queries_listeners import who_has_hours, who_served, who_signs_in
from ama_net.features.helpdesk.queries_services import all_services, operators_by_service, operators_of
from ama_net.features.helpdesk.views.services_manage.door import DONE, REFUSED, bp, service_or_404
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame


@bp.get("/sportello/servizi")
@requires(Permission.HELPDESK_SETUP)
def index() -> str:
    """The services in their order, each with who serves it."""
    services = all_services()
    return render_template("helpdesk/manage/services.html", services=services, serving=operators_by_service(services))


@bp.get("/sportello/servizi/<uuid:service_id>")
@requires(Permission.HELPDESK_SETUP)
def show(service_id: UUID) -> str:
    """One service: what it is, who serves it, how many wait for it."""
    service = service_or_404(service_id)
    serving = operators_of(service)
    return render_template(
        "helpdesk/manage/service.html",
        service=service,
        serving=serving,
        served=who_served(service),
        waiting=how_many_wait(service_id) if service.is_open else 0,
        with_hours=who_has_hours(service),
        entering=who_signs_in(one.person_id for one in serving),
    )


@bp.route("/sportello/servizi/nuovo", methods=["GET", "POST"])
@requires(Permission.HELPDESK_SETUP)
def new() -> ResponseReturnValue:
    """Add a service: it is closed until who listens was chosen, and it is opened."""
    form = ServiceForm()
    if form.validate_on_submit():
        try:
            service = add_service(form.facts(), is_open=False, by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Servizio aggiunto: sul sito non c'è ancora. Adesso si sceglie chi ascolta."), "success")
            return redirect(url_for(".show", service_id=service.id), DONE)
    page = render_template("helpdesk/manage/service_form.html", form=form, service=None, used=False)
    return page, REFUSED if form.errors else 200


@bp.route("/sportello/servizi/<uuid:service_id>/dati", methods=["GET", "POST"])
@requires(Permission.HELPDESK_SETUP)
def edit(service_id: UUID) -> ResponseReturnValue:
    """Change a service; what is booked stays as it was booked."""
    service = service_or_404(service_id)
    form = ServiceForm(service)
    if form.validate_on_submit():
        try:
            change_service(service, form.facts(), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Servizio salvato."), "success")
            return redirect(url_for(".show", service_id=service_id), DONE)
    page = render_template("helpdesk/manage/service_form.html", form=form, service=service, used=is_used(service))
    return page, REFUSED if form.errors else 200


@bp.post("/sportello/servizi/<uuid:service_id>/posto")
@requires(Permission.HELPDESK_SETUP)
def move(service_id: UUID) -> ResponseReturnValue:
    """Move a service up or down in the list, and on the site."""
    move_service(service_or_404(service_id), up=request.form.get("way") != "down", by=signed_in_actor())
    return redirect(url_for(".index"), DONE)


@bp.route("/sportello/servizi/<uuid:service_id>/chiusura", methods=["GET", "POST"])
@requires(Permission.HELPDESK_SETUP)
def close(service_id: UUID) -> ResponseReturnValue:
    """Take it off the site; what is booked stays. Who waits is told: it says first how many they are."""
    service = service_or_404(service_id)
    if request.method == "GET":
        return render_template("helpdesk/manage/service_close.html", service=service, waiting=how_many_wait(service_id))
    told = close_service(service, by=signed_in_actor())
    flash(_("Servizio chiuso: non si prenota più. Gli appuntamenti già presi restano."), "success")
    if told:
        flash(
            _("La lista d'attesa è chiusa: chi ha lasciato un'e-mail è avvisato, gli altri sono fra le telefonate."),
            "info",
        )
    return redirect(url_for(".show", service_id=service_id), DONE)


@bp.post("/sportello/servizi/<uuid:service_id>/apertura")
@requires(Permission.HELPDESK_SETUP)
def reopen(service_id: UUID) -> ResponseReturnValue:
    """Give it again."""
    open_service(service_or_404(service_id), by=signed_in_actor())
    flash(_("Servizio aperto: si può prenotare."), "success")
    return redirect(url_for(".show", service_id=service_id), DONE)
