"""The office's pages on where the association's money is: accounts, cash boxes, what was there at the start."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.payments.forms_accounts import WITH_IBAN, AccountForm, BoxForm
from ama_net.kernel.payments.models import AccountKind, AccountUse, BankAccount
from ama_net.kernel.payments.operations.accounts import close_account, save_account, set_opening
from ama_net.kernel.payments.queries import all_accounts
from ama_net.kernel.payments.queries_reconciling import account_balances
from ama_net.kernel.payments.views.manage import DONE, REFUSED, bp
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.tenancy import current_tenant

__all__ = ["bp"]


@bp.get("/incassi/conti")
@requires(Permission.PAYMENTS_READ)
def accounts() -> str:
    """Where the association's money is, and how much by the books."""
    return render_template("payments/manage/accounts.html", accounts=all_accounts(), balances=account_balances())


@bp.route("/incassi/conti/nuovo", methods=["GET", "POST"])
@requires(Permission.PAYMENTS_EDIT)
def new_account() -> ResponseReturnValue:
    """Write down an account at a bank or at the post office."""
    return _account_page(None, AccountForm())


@bp.route("/incassi/conti/cassa", methods=["GET", "POST"])
@requires(Permission.PAYMENTS_EDIT)
def new_box() -> ResponseReturnValue:
    """Write down a cash box."""
    return _account_page(None, BoxForm())


@bp.route("/incassi/conti/<uuid:account_id>", methods=["GET", "POST"])
@requires(Permission.PAYMENTS_EDIT)
def edit_account(account_id: UUID) -> ResponseReturnValue:
    """Correct an account: of a bank it stays of a bank, of cash it stays of cash."""
    account = db.session.get(BankAccount, account_id) or abort(404)
    known = {"opening": account.opening_cents if account.opened_on else None}
    form = AccountForm if account.kind in WITH_IBAN else BoxForm
    return _account_page(account, form(obj=account, data=known))


@bp.post("/incassi/conti/<uuid:account_id>/chiusura")
@requires(Permission.PAYMENTS_EDIT)
def close(account_id: UUID) -> ResponseReturnValue:
    """Close an account, or open it again."""
    account = db.session.get(BankAccount, account_id) or abort(404)
    close_account(account, on=None if account.closed_on else today(), by=signed_in_actor())
    flash(_("Conto chiuso.") if account.closed_on else _("Conto di nuovo in uso."), "success")
    return redirect(url_for(".accounts"), DONE)


def _account_page(account: BankAccount | None, form: BoxForm) -> ResponseReturnValue:
    if form.validate_on_submit():
        try:
            saved = _save(account, form)
            set_opening(saved, on=form.opened_on.data, cents=form.opening.data or 0, by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
            db.session.rollback()
        else:
            flash(_("Conto salvato."), "success")
            return redirect(url_for(".accounts"), DONE)
    is_bank = isinstance(form, AccountForm)
    page = render_template("payments/manage/account_form.html", form=form, account=account, is_bank=is_bank)
    return page, REFUSED if form.errors else 200


def _save(account: BankAccount | None, form: BoxForm) -> BankAccount:
    label, by = form.label.data or "", signed_in_actor()
    if not isinstance(form, AccountForm):
        kind = AccountKind(account.kind) if account else AccountKind.CASH
        holder = account.holder if account else current_tenant().name
        return save_account(account, label=label, holder=holder, iban="", used_for=AccountUse.NONE, kind=kind, by=by)
    return save_account(
        account,
        label=label,
        holder=form.holder.data or "",
        iban=form.iban.data or "",
        used_for=AccountUse(form.used_for.data),
        kind=AccountKind(form.kind.data),
        by=by,
    )
