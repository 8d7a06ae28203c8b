"""What is given back: the rules that resolutions made, and the types of expense."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.volunteers.forms_expenses import AdmittedForm, RuleForm, TypeForm
from ama_net.features.volunteers.models import ExpenseRule, ExpenseType
from ama_net.features.volunteers.operations.expense_rules import (
    Admitted,
    NewRule,
    add_type,
    end_rule,
    open_or_close_type,
    write_rule,
)
from ama_net.features.volunteers.queries_expenses import all_rules, all_types, rule_on
from ama_net.features.volunteers.queries_hours import open_activities
from ama_net.features.volunteers.views.expense_desk import DONE, REFUSED
from ama_net.features.volunteers.views.expenses_manage.door import bp
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.documents import Organ, Resolution
from ama_net.kernel.documents.forms import resolution_choices
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame


@bp.get("/spese/regole")
@requires(Permission.EXPENSES_READ)
def rules() -> str:
    """The rule that holds, those before it, the types."""
    return _rules(TypeForm(formdata=None))


@bp.route("/spese/regole/nuova", methods=["GET", "POST"])
@requires(Permission.EXPENSES_EDIT)
def new_rule() -> ResponseReturnValue:
    """Write what a resolution decided."""
    form = RuleForm(data=_as_now()).suit(
        resolution_choices(_("Scegliere"), Organ.BOARD, Organ.ASSEMBLY), open_activities()
    )
    lines = [(kind, _line(kind)) for kind in all_types() if kind.is_open]
    good = request.method != "POST" or not [one for _kind, one in lines if not one.validate()]
    if form.validate_on_submit() and good:
        try:
            write_rule(_typed(form, lines), by=signed_in_actor())
        except WrongFact as error:
            db.session.rollback()
            blame(form, error)
        else:
            flash(_("Regola scritta."), "success")
            return redirect(url_for(".rules"), DONE)
    page = render_template("volunteers/manage/expense_rule.html", form=form, lines=lines)
    return page, REFUSED if form.errors or form.form_errors or not good else 200


@bp.post("/spese/regole/<uuid:rule_id>/fine")
@requires(Permission.EXPENSES_EDIT)
def end(rule_id: UUID) -> ResponseReturnValue:
    """Say that what is spent from today on is not given back, until another rule begins."""
    rule = db.session.get(ExpenseRule, rule_id) or abort(404)
    try:
        end_rule(rule, on=max(today(), rule.from_day), by=signed_in_actor())
    except WrongFact as error:
        flash(str(error), "warning")
    else:
        flash(_("La regola non vale più."), "success")
    return redirect(url_for(".rules"), DONE)


@bp.post("/spese/tipi")
@requires(Permission.EXPENSES_EDIT)
def new_type() -> ResponseReturnValue:
    """Add a type of expense."""
    form = TypeForm()
    if form.validate_on_submit():
        try:
            add_type(form.label.data or "", by_kilometre=form.by_kilometre.data, by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Tipo di spesa aggiunto: vale dalla prossima regola che lo comprende."), "success")
            return redirect(url_for(".rules"), DONE)
    return _rules(form), REFUSED


@bp.post("/spese/tipi/<uuid:type_id>/stato")
@requires(Permission.EXPENSES_EDIT)
def turn_type(type_id: UUID) -> ResponseReturnValue:
    """Close a type, or open it again."""
    kind = db.session.get(ExpenseType, type_id) or abort(404)
    open_or_close_type(kind, by=signed_in_actor())
    flash(_("Salvato."), "success")
    return redirect(url_for(".rules"), DONE)


def _rules(form: TypeForm) -> str:
    return render_template(
        "volunteers/manage/expense_rules.html",
        now=rule_on(today()),
        rules=all_rules(),
        types=all_types(),
        form=form,
        today=today(),
    )


def _as_now() -> dict[str, object]:
    """A new rule begins as the one that holds: resolutions change a figure, seldom everything."""
    rule = rule_on(today())
    if rule is None:
        return {}
    declared = [one.activity_id for one in rule.activities]
    return {"activities": declared, "claim_days": rule.claim_days, "km_rate": rule.km_rate}


def _line(kind: ExpenseType) -> AdmittedForm:
    rule = rule_on(today())
    known = next((one for one in rule.types if one.type_id == kind.id), None) if rule else None
    data = {"admitted": True, "limit": known.limit_cents, "declared": known.self_certified} if known else None
    return AdmittedForm(data=data, prefix=f"t{kind.id.hex}-")


def _typed(form: RuleForm, lines: list[tuple[ExpenseType, AdmittedForm]]) -> NewRule:
    assert form.from_day.data is not None
    return NewRule(
        resolution=db.session.get_one(Resolution, form.resolution_id.data),
        from_day=form.from_day.data,
        admitted=tuple(
            Admitted(kind.id, one.limit.data, one.declared.data) for kind, one in lines if one.admitted.data
        ),
        activities=tuple(form.activities.data or ()),
        km_rate=form.km_rate.data,
        claim_days=form.claim_days.data,
    )
