"""Households: who lives together, and who receives the paper letters for all."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from ama_net.features.members.forms_members import HouseholdForm
from ama_net.features.members.models import Household, HouseholdPerson, Membership
from ama_net.features.members.operations.households import (
    address_letters,
    join_household,
    leave_household,
    make_household,
)
from ama_net.features.members.views.members_manage.door import DONE, REFUSED, bp, member_or_404
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.people.forms.fields import blame


@bp.get("/soci/famiglie")
@requires(Permission.MEMBERS_READ)
def households() -> str:
    """Every household."""
    people = selectinload(Household.people).joinedload(HouseholdPerson.person)
    found = list(
        db.session.scalars(select(Household).options(people).order_by(Household.name, Household.id).limit(500))
    )
    return render_template("members/manage/households.html", households=found)


@bp.route("/soci/<uuid:membership_id>/famiglia", methods=["GET", "POST"])
@requires(Permission.MEMBERS_EDIT)
def live_together(membership_id: UUID) -> ResponseReturnValue:
    """Say who lives with a member: the other's household, or a new one of both."""
    membership, form = member_or_404(membership_id), HouseholdForm()
    if membership.person is None:
        abort(404)
    if form.validate_on_submit():
        try:
            _together(membership.person, _called(form.number.data or ""))
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Famiglia annotata."), "success")
            return redirect(url_for(".show", membership_id=membership_id, _anchor="famiglia"), DONE)
    page = render_template("members/manage/household_form.html", membership=membership, form=form)
    return page, REFUSED if form.errors else 200


@bp.post("/soci/famiglie/<uuid:household_id>/destinatario")
@requires(Permission.MEMBERS_EDIT)
def addressee(household_id: UUID) -> ResponseReturnValue:
    """Choose who receives the paper letters of a household."""
    household = db.session.get(Household, household_id) or abort(404)
    wanted = request.form.get("person", "")
    person = next((one.person for one in household.people if str(one.person_id) == wanted), None)
    address_letters(household, person, by=signed_in_actor())
    flash(_("Destinatario delle lettere aggiornato."), "success")
    return redirect(url_for(".households"), DONE)


@bp.post("/soci/famiglie/<uuid:household_id>/persone/<uuid:person_id>/fine")
@requires(Permission.MEMBERS_EDIT)
def move_out(household_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Take a person out of a household."""
    wanted = select(HouseholdPerson).where(
        HouseholdPerson.household_id == household_id, HouseholdPerson.person_id == person_id
    )
    leave_household(db.session.scalars(wanted).one_or_none() or abort(404), by=signed_in_actor())
    flash(_("Fatto: non è più in questa famiglia."), "success")
    return redirect(url_for(".households"), DONE)


def _called(number: str) -> Person:
    """Who has a number in the register."""
    if not (number.isascii() and number.isdigit()):
        raise WrongFact("number", _("Scrivi il numero di socio, solo cifre."))
    wanted = select(Membership).where(Membership.number == int(number)).options(joinedload(Membership.person))
    found = db.session.scalars(wanted).one_or_none()
    if found is None or found.person is None:
        raise WrongFact("number", _("Nessuna persona ha questo numero di socio."))
    return found.person


def _together(person: Person, other: Person) -> None:
    by = signed_in_actor()
    if person.id == other.id:
        raise WrongFact("number", _("È il suo stesso numero: scrivi quello dell'altra persona."))
    homes = {
        row.person_id: row.household
        for row in db.session.scalars(
            select(HouseholdPerson)
            .where(HouseholdPerson.person_id.in_((person.id, other.id)))
            .options(joinedload(HouseholdPerson.household))
        )
    }
    if len(homes) == 2:
        raise WrongFact("number", _("Tutte e due le persone sono già in una famiglia: prima toglila da una."))
    if other.id in homes:
        join_household(homes[other.id], person, by=by)
        return
    home = homes.get(person.id) or make_household(person.family_name, person, by=by)
    join_household(home, other, by=by)
