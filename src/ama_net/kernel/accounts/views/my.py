"""The personal area's first page, and one's own access: password, address, second step, signed-in browsers."""

from uuid import UUID

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import Field

from ama_net.foundation.database import db
from ama_net.foundation.web.limits import limiter
from ama_net.kernel.access import Permission, signed_in_actor
from ama_net.kernel.accounts.forms import ChangeEmailForm, ChangePasswordForm
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.accounts.operations import browsers, choosing_password, email_change
from ama_net.kernel.accounts.operations.sign_in import WrongCredentials
from ama_net.kernel.accounts.passwords import WeakPassword
from ama_net.kernel.accounts.personal import first_name_of, next_things_of
from ama_net.kernel.accounts.queries import browsers_of
from ama_net.kernel.accounts.signed_in import sign_in_browser

bp = Blueprint("accounts_my", __name__)


def own_account() -> Account:
    """The account of who is signed in."""
    return db.session.get_one(Account, signed_in_actor().account_id)


def refuse_password(field: Field) -> None:
    """Say beside the field that the current password is wrong."""
    field.errors = [_("La password attuale non è giusta. Dopo molti errori ci si ferma 15 minuti.")]


@bp.get("", strict_slashes=False)
def home() -> ResponseReturnValue:
    """What is next for this person, from every room."""
    actor = signed_in_actor()
    return render_template(
        "accounts/my/home.html",
        first_name=first_name_of(actor),
        things=next_things_of(actor),
        office=actor.can(Permission.OFFICE_OPEN),
    )


@bp.get("/accesso")
def access() -> ResponseReturnValue:
    """How one signs in, and where one is signed in."""
    account = own_account()
    return render_template(
        "accounts/my/access.html", account=account, browsers=browsers_of(account.id), here=g.session_id
    )


@bp.get("/accesso/password")
def password() -> ResponseReturnValue:
    """The form to change the password."""
    return render_template("accounts/my/password.html", form=ChangePasswordForm())


@bp.post("/accesso/password")
@limiter.limit("20 per minute")
def change_password() -> ResponseReturnValue:
    """Change it: every browser is signed out, this one goes on with a new session."""
    form, account = ChangePasswordForm(), own_account()
    if form.validate_on_submit():
        try:
            choosing_password.change_password(
                account=account, current=form.current.data, password=form.password.data, by=signed_in_actor()
            )
        except WrongCredentials:
            refuse_password(form.current)
        except WeakPassword as error:
            form.password.errors = [str(error)]
        else:
            sign_in_browser(account)
            flash(_("La password è cambiata. Gli altri dispositivi sono stati scollegati."), "success")
            return redirect(url_for(".access"), 303)
    return render_template("accounts/my/password.html", form=form), 422


@bp.get("/accesso/email")
def email() -> ResponseReturnValue:
    """The form to change the address."""
    return render_template("accounts/my/email.html", form=ChangeEmailForm(), account=own_account())


@bp.post("/accesso/email")
@limiter.limit("5 per minute; 20 per hour")
def change_email() -> ResponseReturnValue:
    """Write to the new address; nothing changes until it is confirmed."""
    form, account = ChangeEmailForm(), own_account()
    if form.validate_on_submit():
        try:
            email_change.ask_email_change(account=account, new_email=form.email.data, password=form.current.data)
        except WrongCredentials:
            refuse_password(form.current)
        else:
            flash(
                _("Ti abbiamo scritto a %(email)s: apri il collegamento per confermare.", email=form.email.data),
                "success",
            )
            return redirect(url_for(".access"), 303)
    return render_template("accounts/my/email.html", form=form, account=own_account()), 422


@bp.post("/accesso/dispositivi/<uuid:session_id>/chiusura")
def end_browser(session_id: UUID) -> ResponseReturnValue:
    """Sign out one of one's own browsers."""
    if not browsers.sign_out_one(account_id=own_account().id, session_id=session_id):
        abort(404)
    flash(_("Dispositivo scollegato."), "success")
    return redirect(url_for(".access"), 303)


@bp.post("/accesso/dispositivi/chiusura")
def end_other_browsers() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    browsers.sign_out_others(account_id=own_account().id, keep=g.session_id)
    flash(_("Gli altri dispositivi sono stati scollegati."), "success")
    return redirect(url_for(".access"), 303)
