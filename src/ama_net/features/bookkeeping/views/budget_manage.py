"""The office's page of the budget: what is expected on each line, beside what happened."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask import flash as say
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.bookkeeping import plain_words
from ama_net.features.bookkeeping.first_note import statement_shown
from ama_net.features.bookkeeping.forms_years import BudgetForm, BudgetLineForm
from ama_net.features.bookkeeping.operations.years import budget_of, save_budget
from ama_net.features.bookkeeping.statement import YearFigures
from ama_net.features.bookkeeping.views.statement_manage import DONE, REFUSED, YEAR, asked_year
from ama_net.foundation.clock import today
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.payments.modello_d import AREAS, ITEMS

bp = Blueprint("budget_manage", __name__)


@bp.get("/conti/preventivo")
@requires(Permission.BOOKKEEPING_READ)
def index() -> ResponseReturnValue:
    """To the budget of this year."""
    return redirect(url_for(".show", year=today().year))


@bp.get(f"/conti/preventivo/{YEAR}")
@requires(Permission.BOOKKEEPING_READ)
def show(year: int) -> str:
    """What is expected beside what happened; with ``?scrivi=1`` the form to write it."""
    return _page(asked_year(year), BudgetForm(formdata=None), _lines(budget_of(year), typed=False))


@bp.post(f"/conti/preventivo/{YEAR}")
@requires(Permission.BOOKKEEPING_EDIT)
def save(year: int) -> ResponseReturnValue:
    """Write what is expected."""
    form, lines = BudgetForm(), _lines(budget_of(asked_year(year)), typed=True)
    wrong = [code for code, line in lines.items() if not line.validate()]
    if form.validate_on_submit() and not wrong:
        save_budget(year, {code: line.amount.data or 0 for code, line in lines.items()}, by=signed_in_actor())
        say(_("Preventivo salvato."), "success")
        return redirect(url_for(".show", year=year), DONE)
    return _page(year, form, lines), REFUSED


def _lines(known: dict[str, int], *, typed: bool) -> dict[str, BudgetLineForm]:
    return {
        code: BudgetLineForm(prefix=code)
        if typed
        else BudgetLineForm(None, prefix=code, data={"amount": known.get(code)})
        for code in ITEMS
    }


def _page(year: int, form: BudgetForm, lines: dict[str, BudgetLineForm]) -> str:
    statement = statement_shown(year)
    expected = YearFigures(year, budget_of(year))
    return render_template(
        "bookkeeping/manage/budget.html",
        year=year,
        this_year=today().year,
        form=form,
        lines=lines,
        writing=request.method == "POST" or bool(request.args.get("scrivi")),
        expected=expected,
        actual=statement.now,
        last=statement.before,
        plain=plain_words,
        areas=AREAS,
        items=ITEMS,
    )
