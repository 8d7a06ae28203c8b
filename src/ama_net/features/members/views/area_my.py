"""The member's own area: one's data and asking to change them, the card, leaving, the books (``/my/socio``)."""

from datetime import date, timedelta
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.members.area_papers import card_address, card_facts, card_pdf
from ama_net.features.members.forms_area import ChangeForm, InspectForm, LeaveForm
from ama_net.features.members.list_frame import shown_to_member
from ama_net.features.members.models import Membership
from ama_net.features.members.my_area import my_membership, my_memberships
from ama_net.features.members.operations.area_cards import card_of, renew_card
from ama_net.features.members.operations.area_changes import (
    Changes,
    NothingAsked,
    Settled,
    ask_change,
    changes_of,
    known_facts,
    residence_of,
    take_back_change,
)
from ama_net.features.members.operations.area_exits import CannotLeave, ask_exit, take_back_exit
from ama_net.features.members.operations.inspections import ask_to_inspect
from ama_net.features.members.queries_area import (
    exit_of,
    past_membership_of,
    person_in_full,
    waiting_change,
)
from ama_net.features.members.settings_area import AreaSettings, exit_day, is_late
from ama_net.features.members.stored_words import typed_words
from ama_net.foundation.clock import today
from ama_net.foundation.pdf import pdf_answer, qr_svg
from ama_net.kernel.access import signed_in_actor
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.people.identifiers import show_phone
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("members_my", __name__)

DONE, REFUSED = 303, 422
OF_MEMBER = "/socio/<uuid:membership_id>"


@bp.get("/socio")
def index() -> str:
    """One's own membership and those of the minors one answers for; who has none is told how to join."""
    memberships, actor = my_memberships(), signed_in_actor()
    past = None if memberships else past_membership_of(actor.person_id)
    return render_template(
        "members/my/membership.html",
        memberships=memberships,
        past=past,
        own_id=actor.person_id,
        exit_of=exit_of,
        own_fields={one.id: shown_to_member(one) for one in memberships},
    )


@bp.route(f"{OF_MEMBER}/dati", methods=["GET", "POST"])
def data(membership_id: UUID) -> ResponseReturnValue:
    """One's data as the association has them, and the form to ask for a change."""
    membership = my_membership(membership_id)
    person = _person(membership)
    form = ChangeForm(data=_shown(person))
    if form.validate_on_submit():
        try:
            ask_change(person, form.wanted(), by=signed_in_actor())
        except NothingAsked:
            form.form_errors.append(_("Non hai cambiato niente: correggi i dati che non vanno."))
        else:
            flash(_("La segreteria guarda la tua richiesta e ti risponde."), "success")
            return redirect(url_for(".data", membership_id=membership_id), DONE)
    waiting = waiting_change(person.id)
    page = render_template(
        "members/my/data.html",
        membership=membership,
        person=person,
        home=residence_of(person),
        form=form,
        waiting=waiting,
        changes=_said(changes_of(waiting)) if waiting else {},
        show_phone=show_phone,
    )
    return page, REFUSED if form.errors or form.form_errors else 200


@bp.post(f"{OF_MEMBER}/dati/ritiro")
def take_back(membership_id: UUID) -> ResponseReturnValue:
    """Take back a request that waits."""
    waiting = waiting_change(_person(my_membership(membership_id)).id)
    try:
        take_back_change(waiting or abort(404), by=signed_in_actor())
    except Settled:
        flash(_("Nel frattempo la segreteria ha risposto."), "warning")
    else:
        flash(_("Richiesta ritirata."), "success")
    return redirect(url_for(".data", membership_id=membership_id), DONE)


@bp.get(f"{OF_MEMBER}/tessera")
def card(membership_id: UUID) -> str:
    """The card on the screen, with its QR."""
    membership = my_membership(membership_id)
    made = card_of(membership, by=signed_in_actor())
    drawing = qr_svg(card_address(made))
    return render_template("members/my/card.html", membership=membership, facts=card_facts(membership), qr=drawing)


@bp.get(f"{OF_MEMBER}/tessera.pdf")
def card_paper(membership_id: UUID) -> Response:
    """The card to print."""
    membership = my_membership(membership_id)
    made = card_of(membership, by=signed_in_actor())
    return pdf_answer(card_pdf(membership, made), "tessera")


@bp.post(f"{OF_MEMBER}/tessera/rinnovo")
def renew(membership_id: UUID) -> ResponseReturnValue:
    """Another card: the QR of the first says from now on that it is not valid."""
    renew_card(my_membership(membership_id), by=signed_in_actor())
    flash(_("Hai una tessera nuova: quella di prima non vale più."), "success")
    return redirect(url_for(".card", membership_id=membership_id), DONE)


@bp.route(f"{OF_MEMBER}/libri", methods=["GET", "POST"])
def inspect(membership_id: UUID) -> ResponseReturnValue:
    """Ask to see the association's books."""
    membership, form = my_membership(membership_id), InspectForm()
    if form.validate_on_submit():
        try:
            ask_to_inspect(_person(membership), form.what.data or "", by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Richiesta scritta: la segreteria ti dice quando e come vedere i libri."), "success")
            return redirect(url_for(".index"), DONE)
    page = render_template("members/my/inspect.html", membership=membership, form=form)
    return page, REFUSED if form.errors else 200


@bp.route(f"{OF_MEMBER}/uscita", methods=["GET", "POST"])
def leave(membership_id: UUID) -> ResponseReturnValue:
    """Leave the association: what happens is said first."""
    membership, form = my_membership(membership_id), LeaveForm()
    if form.validate_on_submit():
        try:
            ask_exit(membership, by=signed_in_actor())
        except CannotLeave:
            flash(_("Il recesso è già scritto."), "warning")
        else:
            flash(_("Abbiamo scritto che esci dall'associazione."), "success")
        return redirect(url_for(".index"), DONE)
    return _leaving(membership, form), REFUSED if form.errors else 200


@bp.post(f"{OF_MEMBER}/uscita/ritiro")
def stay(membership_id: UUID) -> ResponseReturnValue:
    """Think better of it, until the withdrawal is in the register."""
    membership = my_membership(membership_id)
    try:
        take_back_exit(exit_of(membership.id) or abort(404), by=signed_in_actor())
    except CannotLeave:
        flash(_("Il recesso è già nel libro soci: per tornare si fa una nuova domanda."), "warning")
    else:
        flash(_("Il recesso è ritirato: resti socio."), "success")
    return redirect(url_for(".index"), DONE)


def _leaving(membership: Membership, form: LeaveForm) -> str:
    settings = read_settings(AreaSettings)
    day: date = exit_day(settings, today())
    return render_template(
        "members/my/leave.html",
        membership=membership,
        form=form,
        last_day=day - timedelta(days=1),
        at_once=day == today(),
        late_by=settings.exit_notice_months if is_late(settings, today()) else 0,
        confirmed=settings.exit_confirmed,
        waiting=exit_of(membership.id),
    )


def _person(membership: Membership) -> Person:
    if membership.person_id is None:
        abort(404)
    return person_in_full(membership.person_id)


def _said(changes: Changes) -> dict[str, str]:
    """What was asked, as a page says it."""
    return {name: typed_words(name, pair[1]) for name, pair in changes.items()}


def _shown(person: Person) -> dict[str, object]:
    """What the form begins with."""
    return {**known_facts(person), "birth_date": person.birth_date}
