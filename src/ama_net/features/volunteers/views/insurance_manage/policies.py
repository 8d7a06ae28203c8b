"""Policies: writing, correcting, renewing, removing them, and their papers."""

from datetime import date, timedelta
from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select

from ama_net.features.volunteers.forms_insurance import CoverForm, DayForm, PolicyForm
from ama_net.features.volunteers.insurance_overview import PolicyNow
from ama_net.features.volunteers.models import InsurancePolicy, PolicyKind
from ama_net.features.volunteers.operations.insurance import change_policy, remove_policy, renew_policy, write_policy
from ama_net.features.volunteers.operations.insurance_communications import insured_lines
from ama_net.features.volunteers.operations.insurance_covers import not_in, who_left
from ama_net.features.volunteers.queries_insured_numbers import exceeded, insured_on
from ama_net.features.volunteers.queries_policies import communications_of, days_of, decide_by, untold
from ama_net.features.volunteers.views.insurance_manage.door import DONE, REFUSED, bp, policy_or_404, to_policy
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.documents import documents_about, keep_document
from ama_net.kernel.documents.downloads import file_answer
from ama_net.kernel.documents.forms import FileForm
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame

SHOWN = 50
"""How many lines not told yet the page shows; the communication has them all."""


@bp.get("/volontari/assicurazione/<uuid:policy_id>")
@requires(Permission.VOLUNTEERS_READ)
def show(policy_id: UUID) -> str:
    """A policy: its facts, whom it covers, what the insurer was told and does not know yet."""
    return policy_page(policy_or_404(policy_id))


@bp.route("/volontari/assicurazione/nuova", methods=["GET", "POST"])
@requires(Permission.VOLUNTEERS_EDIT)
def new() -> ResponseReturnValue:
    """Write a policy down."""
    form = PolicyForm(data={"first_on": today(), "last_on": _a_year_from(today())})
    form.offer_insurers()
    if form.validate_on_submit():
        try:
            policy = write_policy(form.facts(), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Polizza scritta."), "success")
            return to_policy(policy.id)
    return _form_page(form, _("Scrivi una polizza"))


@bp.route("/volontari/assicurazione/<uuid:policy_id>/dati", methods=["GET", "POST"])
@requires(Permission.VOLUNTEERS_EDIT)
def edit(policy_id: UUID) -> ResponseReturnValue:
    """Correct a policy."""
    policy = policy_or_404(policy_id)
    form = PolicyForm.of(policy)
    form.offer_insurers()
    if form.validate_on_submit():
        try:
            change_policy(policy, form.facts(), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Polizza corretta."), "success")
            return to_policy(policy.id)
    return _form_page(form, _("Correggi la polizza"), policy)


@bp.route("/volontari/assicurazione/<uuid:policy_id>/rinnovo", methods=["GET", "POST"])
@requires(Permission.VOLUNTEERS_EDIT)
def renew(policy_id: UUID) -> ResponseReturnValue:
    """Write the policy that comes after."""
    policy = policy_or_404(policy_id)
    begins = policy.last_on + timedelta(days=1)
    form = PolicyForm.of(policy, first_on=begins, last_on=_a_year_from(begins))
    form.offer_insurers()
    if form.validate_on_submit():
        try:
            after = renew_policy(policy, form.facts(), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Polizza rinnovata."), "success")
            return to_policy(after.id)
    return _form_page(form, _("Rinnova la polizza"), policy)


@bp.post("/volontari/assicurazione/<uuid:policy_id>/eliminazione")
@requires(Permission.VOLUNTEERS_EDIT)
def remove(policy_id: UUID) -> ResponseReturnValue:
    """Take away a policy written by mistake."""
    try:
        remove_policy(policy_or_404(policy_id), by=signed_in_actor())
    except WrongFact as error:
        flash(str(error), "warning")
        return to_policy(policy_id)
    flash(_("Polizza eliminata."), "success")
    return redirect(url_for(".index"), DONE)


@bp.post("/volontari/assicurazione/<uuid:policy_id>/documenti")
@requires(Permission.VOLUNTEERS_EDIT)
def keep_paper(policy_id: UUID) -> ResponseReturnValue:
    """Keep a paper of a policy: the contract, a receipt of the premium."""
    policy, form = policy_or_404(policy_id), FileForm()
    good, file = form.read() if form.validate() else (False, None)
    if not good or file is None:
        return policy_page(policy, file_form=form), REFUSED
    title = _("Polizza n. %(number)s", number=policy.number)
    keep_document(file, title=title, kind="insurance", by=signed_in_actor(), about=policy)
    flash(_("Documento conservato."), "success")
    return to_policy(policy.id)


@bp.get("/volontari/assicurazione/<uuid:policy_id>/documenti/<uuid:document_id>")
@requires(Permission.VOLUNTEERS_READ)
def paper(policy_id: UUID, document_id: UUID) -> Response:
    """A paper of a policy, as it was kept."""
    found = [one for one in documents_about(policy_or_404(policy_id)) if one.id == document_id]
    return file_answer(found[0], found[0].versions[0], by=signed_in_actor()) if found else abort(404)


def policy_page(
    policy: InsurancePolicy,
    *,
    file_form: FileForm | None = None,
    day_form: DayForm | None = None,
    cover_form: CoverForm | None = None,
) -> str:
    """The page of a policy, with the forms as they were typed."""
    lines = untold(policy)
    numeric = policy.kind == PolicyKind.NUMERIC
    return render_template(
        "volunteers/manage/insurance_policy.html",
        policy=policy,
        missing=PolicyNow(policy, 0, None).missing,
        decide_by=decide_by(policy),
        insured=insured_on(policy, today()) if policy.is_in_force_on(today()) else None,
        exceeded=exceeded([policy], today()),
        untold=len(lines),
        lines=insured_lines(policy, lines[:SHOWN]),
        **_moving(policy),
        days=days_of(policy) if numeric else [],
        communications=communications_of(policy),
        papers=documents_about(policy),
        file_form=file_form or FileForm(formdata=None),
        day_form=day_form or DayForm(formdata=None),
        cover_form=cover_form or CoverForm(formdata=None, data={"from_on": max(today(), policy.first_on)}),
    )


def _moving(policy: InsurancePolicy) -> dict[str, int]:
    """How many would come in a named policy and go out of it, if it followed the register from today."""
    if policy.kind != PolicyKind.NAMED:
        return {"entering": 0, "leaving": 0}
    entering, leaving = not_in(policy, max(today(), policy.first_on)), who_left(policy)
    counted = [select(func.count()).select_from(one.subquery()) for one in (entering, leaving)]
    return dict(zip(("entering", "leaving"), (db.session.scalar(one) or 0 for one in counted), strict=True))


def _form_page(form: PolicyForm, title: str, policy: InsurancePolicy | None = None) -> ResponseReturnValue:
    page = render_template("volunteers/manage/insurance_form.html", form=form, title=title, policy=policy)
    return page, REFUSED if request.method == "POST" else 200


def _a_year_from(day: date) -> date:
    """The last day of the year that begins on a day."""
    leap_day = (day.month, day.day) == (2, 29)
    same = date(day.year + 1, 3, 1) if leap_day else day.replace(year=day.year + 1)
    return same - timedelta(days=1)
