"""Passing one's own group to another facilitator, and answering who offers theirs."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.groups.forms_facilitators import PersonChoiceForm
from ama_net.features.groups.models import FacilitatorHandover, Group
from ama_net.features.groups.operations.facilitators import Overtaken
from ama_net.features.groups.operations.handovers import (
    accept_handover,
    ask_handover,
    decline_handover,
    withdraw_handover,
)
from ama_net.features.groups.queries_facilitators import (
    fellow_facilitators,
    handovers_to,
    open_handover,
    own_term,
)
from ama_net.features.groups.views.my import DONE, REFUSED, own_group, own_person
from ama_net.kernel.access import signed_in_actor

bp = Blueprint("groups_my_handovers", __name__)


@bp.get("/gruppi/<slug>/passaggio")
def show(slug: str) -> str:
    """To whom the group may be offered, or the offer that waits for an answer."""
    return _page(own_group(slug), PersonChoiceForm(formdata=None))


@bp.post("/gruppi/<slug>/passaggio")
def ask(slug: str) -> ResponseReturnValue:
    """Offer it to one of them."""
    group, form = own_group(slug), PersonChoiceForm()
    fellows = fellow_facilitators(outside=group.id)
    form.offer(fellows)
    if not form.validate_on_submit():
        return _page(group, form), REFUSED
    person = next(one for one in fellows if one.id == form.person_id.data)
    try:
        ask_handover(own_term(group.id, own_person()) or abort(404), person, by=signed_in_actor())
    except Overtaken:
        flash(_("C'è già una proposta che aspetta una risposta."), "warning")
    else:
        flash(_("Proposta mandata. Il gruppo resta a te finché l'altra persona non accetta."), "success")
    return redirect(url_for("groups_my.show", slug=slug), DONE)


@bp.post("/gruppi/<slug>/passaggio/ritiro")
def withdraw(slug: str) -> ResponseReturnValue:
    """Keep the group after all."""
    group = own_group(slug)
    waiting = open_handover(own_term(group.id, own_person()))
    try:
        if waiting is not None:
            withdraw_handover(waiting, by=signed_in_actor())
    except Overtaken:
        flash(_("Intanto è arrivata la risposta."), "warning")
    else:
        flash(_("Proposta ritirata: il gruppo resta a te."), "success")
    return redirect(url_for("groups_my.show", slug=slug), DONE)


@bp.post("/gruppi/passaggi/<uuid:handover_id>/accettazione")
def accept(handover_id: UUID) -> ResponseReturnValue:
    """Take the group over."""
    handover = _offered(handover_id)
    slug = handover.facilitator.group.slug
    try:
        accept_handover(handover, by=signed_in_actor())
    except Overtaken:
        return _too_late()
    flash(_("Grazie! Da oggi il gruppo è affidato a te."), "success")
    return redirect(url_for("groups_my.show", slug=slug), DONE)


@bp.post("/gruppi/passaggi/<uuid:handover_id>/rifiuto")
def decline(handover_id: UUID) -> ResponseReturnValue:
    """Leave it where it is."""
    try:
        decline_handover(_offered(handover_id), by=signed_in_actor())
    except Overtaken:
        return _too_late()
    flash(_("Va bene: lo diciamo a chi te l'ha proposto."), "success")
    return redirect(url_for("accounts_my.home"), DONE)


def _offered(handover_id: UUID) -> FacilitatorHandover:
    return next((one for one in handovers_to(own_person()) if one.id == handover_id), None) or abort(404)


def _too_late() -> ResponseReturnValue:
    flash(_("Intanto la proposta è stata ritirata, o ha già avuto una risposta."), "warning")
    return redirect(url_for("accounts_my.home"), DONE)


def _page(group: Group, form: PersonChoiceForm) -> str:
    fellows = fellow_facilitators(outside=group.id)
    form.offer(fellows)
    waiting = open_handover(own_term(group.id, own_person()))
    return render_template("groups/my/handover.html", group=group, form=form, fellows=fellows, waiting=waiting)
