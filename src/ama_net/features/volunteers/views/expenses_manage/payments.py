"""Lists of payments: made of the claims to pay, printed for the treasurer, said to be paid."""

from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ama_net.features.volunteers.expense_paper import csv_of_list, list_file_name, list_pdf
from ama_net.features.volunteers.forms_expenses import PaidForm
from ama_net.features.volunteers.models import PaymentList
from ama_net.features.volunteers.operations.expense_payments import make_payment_list, pay_list
from ama_net.features.volunteers.queries_expenses import claims_in, claims_to_pay, payment_lists
from ama_net.features.volunteers.views.expense_desk import DONE, REFUSED
from ama_net.features.volunteers.views.expenses_manage.claim import paid_in
from ama_net.features.volunteers.views.expenses_manage.door import bp
from ama_net.foundation.database import db
from ama_net.foundation.pdf import pdf_answer
from ama_net.foundation.text import known_id
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import record
from ama_net.kernel.payments.queries import open_accounts
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame


@bp.get("/spese/distinte")
@requires(Permission.EXPENSES_READ)
def lists() -> str:
    """The lists of payments, and the claims that wait for one."""
    return render_template("volunteers/manage/expense_lists.html", lists=payment_lists(), to_pay=claims_to_pay())


@bp.post("/spese/distinte")
@requires(Permission.EXPENSES_EDIT)
def make() -> ResponseReturnValue:
    """Make a list of the chosen claims."""
    chosen = [found for text in request.form.getlist("selected") if (found := known_id(text)) is not None]
    try:
        made = make_payment_list(chosen, by=signed_in_actor())
    except WrongFact as error:
        flash(str(error), "warning")
        return redirect(url_for(".lists"), DONE)
    flash(_("Distinta n. %(number)s pronta.", number=made.number_words), "success")
    return redirect(url_for(".one_list", list_id=made.id), DONE)


@bp.route("/spese/distinte/<uuid:list_id>", methods=["GET", "POST"])
@requires(Permission.EXPENSES_READ)
def one_list(list_id: UUID) -> ResponseReturnValue:
    """A list: what is to be paid to whom; saying that it was paid."""
    found = _list(list_id)
    if request.method == "POST" and not signed_in_actor().can(Permission.EXPENSES_EDIT):
        abort(404)
    accounts = open_accounts()
    form = PaidForm(data={"account_id": accounts[0].id if accounts else None}).suit(accounts)
    if form.validate_on_submit():
        try:
            paid = pay_list(found, paid_in(form), by=signed_in_actor())
        except WrongFact as error:
            db.session.rollback()
            found = _list(list_id)
            blame(form, error)
        else:
            flash(ngettext("Segnato %(num)s rimborso pagato.", "Segnati %(num)s rimborsi pagati.", paid), "success")
            return redirect(url_for(".one_list", list_id=list_id), DONE)
    page = render_template("volunteers/manage/expense_list.html", one=found, claims=claims_in(found), form=form)
    return page, REFUSED if form.errors or form.form_errors else 200


@bp.get("/spese/distinte/<uuid:list_id>.pdf")
@requires(Permission.EXPENSES_EDIT)
def list_paper(list_id: UUID) -> Response:
    """The list on paper: it has the accounts, so printing it is written in the audit."""
    found = _list(list_id)
    record(by=signed_in_actor(), verb="list.exported", subject=("list", "distinta-rimborsi"))
    return pdf_answer(list_pdf(found), list_file_name(found))


@bp.get("/spese/distinte/<uuid:list_id>.csv")
@requires(Permission.EXPENSES_EDIT)
def list_file(list_id: UUID) -> Response:
    """The same as a file, for the bank's page."""
    found = _list(list_id)
    record(by=signed_in_actor(), verb="list.exported", subject=("list", "distinta-rimborsi"))
    return csv_of_list(found)


def _list(list_id: UUID) -> PaymentList:
    return db.session.get(PaymentList, list_id) or abort(404)
