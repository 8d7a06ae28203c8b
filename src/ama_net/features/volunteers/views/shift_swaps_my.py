"""Offering one's place in a shift, and answering what one is offered (``/my/turni/…/cambio``, ``/my/turni/cambi/…``)."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.volunteers import my_shift_words as said
from ama_net.features.volunteers.forms_swaps import SwapForm
from ama_net.features.volunteers.models import ShiftSwap, SwapState
from ama_net.features.volunteers.my_shift_words import refusal_words
from ama_net.features.volunteers.operations.swaps import accept_swap, decline_swap, offer_place, withdraw_swap
from ama_net.features.volunteers.queries import service_of
from ama_net.features.volunteers.queries_swaps import colleagues, places_to_exchange
from ama_net.features.volunteers.views.shifts_my import own_person, own_place
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import signed_in_actor
from ama_net.kernel.people import Person, WrongFact

bp = Blueprint("shift_swaps_my", __name__)

DONE, REFUSED = 303, 422


@bp.route("/turni/<uuid:shift_id>/cambio", methods=["GET", "POST"])
def offer(shift_id: UUID) -> ResponseReturnValue:
    """Offer one's place: to everybody of the activity, to one person, or for a shift of theirs."""
    person, place = own_place(shift_id)
    if place.state != "taken" or place.shift.starts_at <= now():
        abort(404)
    people = colleagues(place.shift.activity_id, besides=person.id)
    theirs = places_to_exchange(place, people)
    form = SwapForm().offer(people, theirs)
    if form.validate_on_submit():
        wanted = next((one for one in theirs if one.id == form.in_return.data), None)
        to = next((one for one in people if one.id == (form.to.data or (wanted and wanted.person_id))), None)
        try:
            offer_place(place, to=to, in_return=wanted, by=signed_in_actor())
        except WrongFact as refused:
            form.in_return.errors = [refusal_words(refused, person.id)]
        else:
            flash(_("Richiesta mandata. Finché nessuno accetta, il turno resta tuo."), "success")
            return redirect(url_for("shifts_my.show", shift_id=shift_id), DONE)
    page = render_template("volunteers/my/shift_swap.html", form=form, shift=place.shift, alone=not people, said=said)
    return page, REFUSED if form.errors else 200


@bp.post("/turni/cambi/<uuid:swap_id>/accettazione")
def accept(swap_id: UUID) -> ResponseReturnValue:
    """Go in the place of who offers theirs."""
    person = own_person()
    swap = _offered(swap_id, person)
    try:
        done = accept_swap(swap, person, by=signed_in_actor())
        if done.state == SwapState.DONE:
            flash(_("Fatto: il turno ora è tuo. Grazie!"), "success")
        else:
            flash(_("Grazie! Manca la conferma della segreteria: ti scriviamo appena arriva."), "success")
    except WrongFact as refused:
        flash(refusal_words(refused, person.id), "error")
    return _back(swap)


@bp.post("/turni/cambi/<uuid:swap_id>/rifiuto")
def decline(swap_id: UUID) -> ResponseReturnValue:
    """Say no to what was offered to oneself."""
    person = own_person()
    swap = _offered(swap_id, person)
    if swap.to_person_id != person.id:
        abort(404)
    try:
        decline_swap(swap, by=signed_in_actor())
        flash(_("Va bene, lo facciamo sapere."), "success")
    except WrongFact as refused:
        flash(refusal_words(refused, person.id), "error")
    return redirect(url_for("shifts_my.index"), DONE)


@bp.post("/turni/cambi/<uuid:swap_id>/ritiro")
def withdraw(swap_id: UUID) -> ResponseReturnValue:
    """Take one's own offer back."""
    person = own_person()
    swap = db.session.get(ShiftSwap, swap_id)
    if swap is None or swap.person_id != person.id:
        abort(404)
    try:
        withdraw_swap(swap, by=signed_in_actor())
        flash(_("Richiesta ritirata: al turno vieni tu."), "success")
    except WrongFact as refused:
        flash(refusal_words(refused, person.id), "error")
    return _back(swap)


def _offered(swap_id: UUID, person: Person) -> ShiftSwap:
    """An offer to oneself or to everybody, also one that is settled: who comes too late reads why. Only for who serves."""
    swap = db.session.get(ShiftSwap, swap_id)
    if swap is None or swap.person_id == person.id or swap.to_person_id not in (None, person.id):
        abort(404)
    return swap if service_of(person.id) is not None else abort(404)


def _back(swap: ShiftSwap) -> ResponseReturnValue:
    if swap.signup.shift.ends_at <= now():
        return redirect(url_for("shifts_my.index"), DONE)
    return redirect(url_for("shifts_my.show", shift_id=swap.signup.shift_id), DONE)
