"""Who is in a named policy; and how one volunteer is insured."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ama_net.features.volunteers.forms_insurance import CoverForm, PutInForm, StopForm
from ama_net.features.volunteers.models import InsuranceCover, InsurancePolicy, PolicyKind, Volunteer
from ama_net.features.volunteers.operations.insurance_covers import (
    cover_everybody,
    cover_person,
    remove_cover,
    stop_cover,
)
from ama_net.features.volunteers.queries_insurance import cover_of, uncovered_signups
from ama_net.features.volunteers.queries_policies import covers_of, covers_of_person, policies, told_of_person
from ama_net.features.volunteers.views.insurance_manage.door import DONE, REFUSED, bp, policy_or_404, to_policy
from ama_net.features.volunteers.views.insurance_manage.policies import policy_page
from ama_net.features.volunteers.views.volunteers_manage.door import volunteer_or_404
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Listing, search_words
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.people.forms.fields import blame

COVERS = Listing(
    Column("name", _l("Nome"), value="person.list_name", sort=Person.sort_name),
    Column("first_on", _l("Dal"), sort=InsuranceCover.first_on),
    Column("last_on", _l("Al"), sort=InsuranceCover.last_on),
    Column("end", _l("Ultimo giorno")),
    search=search_words(Person.sort_name),
    order="name",
)


@bp.get("/volontari/assicurazione/<uuid:policy_id>/assicurati")
@requires(Permission.VOLUNTEERS_READ)
def insured(policy_id: UUID) -> str:
    """The names of a named policy."""
    policy = _named_or_404(policy_id)
    page = COVERS.page(covers_of(policy).order_by(None), request.args)
    return render_template("volunteers/manage/insurance_insured.html", policy=policy, page=page)


@bp.post("/volontari/assicurazione/<uuid:policy_id>/assicurati")
@requires(Permission.VOLUNTEERS_EDIT)
def follow(policy_id: UUID) -> ResponseReturnValue:
    """Let the names follow the register: who serves comes in, who stopped goes out."""
    policy, form = _named_or_404(policy_id), CoverForm()
    if form.validate() and form.from_on.data:
        try:
            moved = cover_everybody(policy, from_on=form.from_on.data, by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            said = ngettext("%(num)s nome aggiornato.", "%(num)s nomi aggiornati.", moved)
            flash(said if moved else _("L'elenco era già aggiornato."), "success")
            return to_policy(policy.id)
    return policy_page(policy, cover_form=form), REFUSED


@bp.route("/volontari/assicurazione/<uuid:policy_id>/assicurati/<uuid:cover_id>/fine", methods=["GET", "POST"])
@requires(Permission.VOLUNTEERS_EDIT)
def stop(policy_id: UUID, cover_id: UUID) -> ResponseReturnValue:
    """The last day somebody is covered."""
    cover = _cover_or_404(policy_id, cover_id)
    form = StopForm(data={"last_on": cover.last_on or min(today(), cover.policy.last_on)})
    if form.validate_on_submit() and form.last_on.data:
        try:
            stop_cover(cover, last_on=form.last_on.data, by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Ultimo giorno scritto. Resta da comunicarlo all'assicuratore."), "success")
            return redirect(url_for(".insured", policy_id=policy_id), DONE)
    page = render_template("volunteers/manage/insurance_stop.html", cover=cover, form=form)
    return page, REFUSED if form.errors else 200


@bp.post("/volontari/assicurazione/<uuid:policy_id>/assicurati/<uuid:cover_id>/eliminazione")
@requires(Permission.VOLUNTEERS_EDIT)
def remove_name(policy_id: UUID, cover_id: UUID) -> ResponseReturnValue:
    """Take somebody out as if they never were in it."""
    try:
        remove_cover(_cover_or_404(policy_id, cover_id), by=signed_in_actor())
    except WrongFact as error:
        flash(str(error), "warning")
    else:
        flash(_("Nome tolto dalla polizza."), "success")
    return redirect(url_for(".insured", policy_id=policy_id), DONE)


@bp.get("/volontari/<uuid:volunteer_id>/assicurazione")
@requires(Permission.VOLUNTEERS_READ)
def of_volunteer(volunteer_id: UUID) -> str:
    """How a volunteer is insured today, the days written, what the insurer was told, shifts that are not covered."""
    form = PutInForm(formdata=None, data={"from_on": today()})
    form.offer(policies())
    return _volunteer_page(volunteer_or_404(volunteer_id), form)


@bp.post("/volontari/<uuid:volunteer_id>/assicurazione")
@requires(Permission.VOLUNTEERS_EDIT)
def put_in(volunteer_id: UUID) -> ResponseReturnValue:
    """Put a volunteer in a named policy from a day on."""
    volunteer, form = volunteer_or_404(volunteer_id), PutInForm()
    form.offer(policies())
    if form.validate() and form.from_on.data:
        policy = _named_or_404(form.policy.data)
        try:
            cover_person(policy, volunteer.person, from_on=form.from_on.data, by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("È nella polizza. Resta da comunicarlo all'assicuratore."), "success")
            return redirect(url_for(".of_volunteer", volunteer_id=volunteer.id), DONE)
    return _volunteer_page(volunteer, form), REFUSED


def _volunteer_page(volunteer: Volunteer, form: PutInForm) -> str:
    person_id = volunteer.person_id
    return render_template(
        "volunteers/manage/insurance_volunteer.html",
        volunteer=volunteer,
        cover=cover_of(person_id, today()),
        covers=covers_of_person(person_id),
        told=told_of_person(person_id),
        signups=list(db.session.scalars(uncovered_signups(person_id))),
        form=form,
    )


def _named_or_404(policy_id: UUID) -> InsurancePolicy:
    policy = policy_or_404(policy_id)
    return policy if policy.kind == PolicyKind.NAMED else abort(404)


def _cover_or_404(policy_id: UUID, cover_id: UUID) -> InsuranceCover:
    cover = db.session.get(InsuranceCover, cover_id)
    return cover if cover is not None and cover.policy_id == policy_id else abort(404)
