"""The office's pages of the years: the list, closing one, its approval, opening it again."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.bookkeeping.first_note import statement_of
from ama_net.features.bookkeeping.forms_years import ApprovalForm, CloseForm, ReopenForm
from ama_net.features.bookkeeping.models import AccountingYear
from ama_net.features.bookkeeping.operations.years import close_year, note_approval, reopen_year
from ama_net.features.bookkeeping.queries_years import all_years, closed_document, year_kept
from ama_net.features.bookkeeping.statement_paper import statement_pdf
from ama_net.features.bookkeeping.views.statement_manage import DONE, REFUSED, YEAR, asked_year
from ama_net.foundation.clock import today
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.payments.settings import is_locked
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame

bp = Blueprint("years_manage", __name__)


@bp.get("/conti/anni")
@requires(Permission.BOOKKEEPING_READ)
def index() -> str:
    """The years, with what came, what went and what was there at their end."""
    return render_template("bookkeeping/manage/years.html", years=all_years(), this_year=today().year)


@bp.get(f"/conti/anni/{YEAR}")
@requires(Permission.BOOKKEEPING_READ)
def show(year: int) -> str:
    """One year: whether it may be closed, its approval, its paper."""
    return _page(asked_year(year))


@bp.post(f"/conti/anni/{YEAR}/chiusura")
@requires(Permission.BOOKKEEPING_EDIT)
def close(year: int) -> ResponseReturnValue:
    """Close a year."""
    form = CloseForm()
    if form.validate_on_submit():
        try:
            close_year(asked_year(year), make_paper=statement_pdf, by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Anno chiuso: il rendiconto è fra i documenti e i movimenti non cambiano più."), "success")
            return redirect(url_for(".show", year=year), DONE)
    return _page(asked_year(year), close_form=form), REFUSED


@bp.post(f"/conti/anni/{YEAR}/approvazione")
@requires(Permission.BOOKKEEPING_EDIT)
def approve(year: int) -> ResponseReturnValue:
    """Write when the assembly approved it."""
    form = ApprovalForm().begin()
    if form.validate_on_submit():
        try:
            note_approval(
                asked_year(year), on=form.approved_on.data, resolution_id=form.resolution_id.data, by=signed_in_actor()
            )
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Approvazione scritta."), "success")
            return redirect(url_for(".show", year=year), DONE)
    return _page(asked_year(year), approval_form=form), REFUSED


@bp.post(f"/conti/anni/{YEAR}/riapertura")
@requires(Permission.SETTINGS_EDIT)
def reopen(year: int) -> ResponseReturnValue:
    """Open it again: only who presides may."""
    form = ReopenForm()
    if form.validate_on_submit():
        try:
            reopen_year(asked_year(year), why=form.why.data or "", by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(
                _("Anno riaperto: il rendiconto di prima non è più in uso, e i movimenti si possono cambiare."),
                "success",
            )
            return redirect(url_for(".show", year=year), DONE)
    return _page(asked_year(year), reopen_form=form), REFUSED


def _page(
    year: int,
    *,
    close_form: CloseForm | None = None,
    approval_form: ApprovalForm | None = None,
    reopen_form: ReopenForm | None = None,
) -> str:
    row = year_kept(year)
    return render_template(
        "bookkeeping/manage/year.html",
        year=year,
        row=row,
        closed=row is not None and row.closed_at is not None,
        locked=is_locked(year),
        over=year < today().year,
        statement=statement_of(year),
        document=closed_document(row) if row else None,
        close_form=close_form or CloseForm(formdata=None),
        approval_form=approval_form or _approval(row),
        reopen_form=reopen_form or ReopenForm(formdata=None),
    )


def _approval(row: AccountingYear | None) -> ApprovalForm:
    data = {"approved_on": row.approved_on, "resolution_id": row.resolution_id} if row else {}
    return ApprovalForm(formdata=None, data=data).begin()
