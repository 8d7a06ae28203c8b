"""Planning shifts, one or a series; changing, publishing, calling off."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from ama_net.features.volunteers.forms_shifts import (
    CancelShiftForm,
    ChangeShiftForm,
    NewShiftForm,
    shift_values,
    week_day,
)
from ama_net.features.volunteers.models import Shift
from ama_net.features.volunteers.operations.shift_series import following, plan_series, plans_of_the_following
from ama_net.features.volunteers.operations.shifts import Changed, drop_shift, plan_shift
from ama_net.features.volunteers.operations.shifts_office import cancel_and_tell, change_and_tell, publish_and_tell
from ama_net.features.volunteers.shift_refusals import WouldLeaveOut
from ama_net.features.volunteers.views.shifts_manage.door import DONE, REFUSED, bp, shift_or_404
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.people.forms.fields import blame

FOLLOWING = "following"


@bp.route("/turni/nuovo", methods=["GET", "POST"])
@requires(Permission.SHIFTS_EDIT)
def new() -> ResponseReturnValue:
    """Plan a shift, or a series of them."""
    form = NewShiftForm(
        data={"day": week_day(request.args.get("giorno"), today())} if request.args.get("giorno") else {}
    )
    if form.validate_on_submit():
        try:
            made = _made(form)
        except WrongFact as error:
            blame(form, error)
        else:
            words = ngettext("Turno scritto come bozza.", "%(num)s turni scritti come bozze.", len(made))
            flash(words, "success")
            return redirect(url_for(".show", shift_id=made[0].id), DONE)
    return render_template("volunteers/manage/shift_form.html", form=form, shift=None, in_the_way=[]), _status(form)


@bp.route("/turni/<uuid:shift_id>/dati", methods=["GET", "POST"])
@requires(Permission.SHIFTS_EDIT)
def edit(shift_id: UUID) -> ResponseReturnValue:
    """Change a shift, or it and the following ones."""
    shift = shift_or_404(shift_id)
    form = ChangeShiftForm(data=shift_values(shift), activity_id=shift.activity_id)
    in_the_way: list[Person] = []
    if form.validate_on_submit():
        try:
            done = _changed(shift, form)
        except WouldLeaveOut as error:
            blame(form, error)
            in_the_way = list(
                db.session.scalars(select(Person).where(Person.id.in_(error.people)).order_by(Person.sort_name))
            )
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_changed_words(done), "success")
            return redirect(url_for(".show", shift_id=shift_id), DONE)
    return render_template("volunteers/manage/shift_form.html", form=form, shift=shift, in_the_way=in_the_way), _status(
        form
    )


@bp.post("/turni/<uuid:shift_id>/pubblicazione")
@requires(Permission.SHIFTS_EDIT)
def publish(shift_id: UUID) -> ResponseReturnValue:
    """Let volunteers see it, perhaps with the following ones."""
    shift = shift_or_404(shift_id)
    chosen = following(shift) if request.form.get("scope") == FOLLOWING else [shift]
    done = publish_and_tell(chosen, by=signed_in_actor())
    if done:
        flash(ngettext("Turno pubblicato.", "%(num)s turni pubblicati.", done), "success")
    else:
        flash(_("Non si può più pubblicare: è passato, annullato o già pubblicato."), "error")
    return redirect(url_for(".show", shift_id=shift_id), DONE)


@bp.route("/turni/<uuid:shift_id>/annullamento", methods=["GET", "POST"])
@requires(Permission.SHIFTS_EDIT)
def cancel(shift_id: UUID) -> ResponseReturnValue:
    """Call a shift off, or it and the following ones."""
    shift, form = shift_or_404(shift_id), CancelShiftForm()
    if form.validate_on_submit():
        chosen = following(shift) if form.scope.data == FOLLOWING else [shift]
        try:
            done = cancel_and_tell(chosen or [shift], why=form.why.data or "", by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(ngettext("Turno annullato.", "%(num)s turni annullati.", len(done)), "success")
            return redirect(url_for(".show", shift_id=shift_id), DONE)
    return render_template("volunteers/manage/shift_cancel.html", form=form, shift=shift), _status(form)


@bp.post("/turni/<uuid:shift_id>/eliminazione")
@requires(Permission.SHIFTS_EDIT)
def drop(shift_id: UUID) -> ResponseReturnValue:
    """Take away a draft that nobody was ever in."""
    try:
        drop_shift(shift_or_404(shift_id), by=signed_in_actor())
    except WrongFact as error:
        flash(str(error), "error")
        return redirect(url_for(".show", shift_id=shift_id), DONE)
    flash(_("Bozza eliminata."), "success")
    return redirect(url_for(".index"), DONE)


def _made(form: NewShiftForm) -> list[Shift]:
    rule, actor = form.rule(), signed_in_actor()
    if rule is None or not form.until.data:
        return [plan_shift(form.plan(), by=actor)]
    return plan_series(form.plan(), rule, form.until.data, by=actor, on_holidays=bool(form.on_holidays.data))


def _changed(shift: Shift, form: ChangeShiftForm) -> list[Changed]:
    plan = form.plan()
    together = plans_of_the_following(shift, plan) if form.scope.data == FOLLOWING else [(shift, plan)]
    return change_and_tell(together or [(shift, plan)], by=signed_in_actor(), leave_out=bool(form.leave_out.data))


def _changed_words(done: list[Changed]) -> str:
    words = str(ngettext("Turno cambiato.", "%(num)s turni cambiati.", len(done)))
    lost = sum(len(one.lost) for one in done)
    if not lost:
        return words
    return f"{words} {ngettext('Una persona ha perso il posto.', '%(num)s persone hanno perso il posto.', lost)}"


def _status(form: object) -> int:
    return REFUSED if getattr(form, "errors", None) else 200
