"""One's own second step, ``/my/accesso/codice``: prepare it with the phone, renew the recovery codes, take it away."""

import segno
from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.foundation.web.limits import limiter
from ama_net.kernel.access import Permission, signed_in_actor
from ama_net.kernel.accounts.forms import ConfirmForm, SecondStepForm
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.accounts.operations import second_factor as operations
from ama_net.kernel.accounts.operations.choosing_password import confirm_password
from ama_net.kernel.accounts.operations.sign_in import WrongCredentials
from ama_net.kernel.accounts.queries import unused_recovery_codes
from ama_net.kernel.accounts.settings import AccountsSettings
from ama_net.kernel.accounts.views.my import own_account, refuse_password
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("accounts_second_factor", __name__)


@bp.get("/accesso/codice")
def show() -> ResponseReturnValue:
    """How it stands, and what can be done; every action asks for the password again."""
    return _page(own_account(), ConfirmForm())


@bp.post("/accesso/codice/preparazione")
@limiter.limit("20 per minute")
def prepare() -> ResponseReturnValue:
    """Begin: make a new secret and show it. The old one, if any, counts until the new one is confirmed."""
    form, account = ConfirmForm(), own_account()
    if not _password_given(form, account):
        return _page(account, form), 422
    operations.begin_setup(account)
    return redirect(url_for(".setup"), 303)


@bp.get("/accesso/codice/preparazione")
def setup() -> ResponseReturnValue:
    """The QR for the application on the phone, the secret in letters, and the field for its first code."""
    account = own_account()
    if account.totp_pending is None:
        return redirect(url_for(".show"))
    return _setup_page(account, SecondStepForm())


@bp.post("/accesso/codice/conferma")
@limiter.limit("20 per minute")
def confirm() -> ResponseReturnValue:
    """Turn it on with the first code; the recovery codes are shown here and never again."""
    form, account = SecondStepForm(), own_account()
    if account.totp_pending is None:
        return redirect(url_for(".show"), 303)
    if form.validate_on_submit():
        try:
            codes = operations.confirm_setup(account=account, typed=form.code.data, by=signed_in_actor())
        except operations.WrongCode:
            form.code.errors = [
                _("Questo codice non è giusto: controlla l'ora del telefono e scrivi quello che vedi ora.")
            ]
        else:
            return render_template("accounts/my/recovery_codes.html", codes=codes)
    return _setup_page(account, form), 422


@bp.post("/accesso/codice/codici")
@limiter.limit("20 per minute")
def renew_codes() -> ResponseReturnValue:
    """Ten new recovery codes; the old ones stop working."""
    form, account = ConfirmForm(), own_account()
    if not account.has_second_factor or not _password_given(form, account):
        return _page(account, form), 422
    codes = operations.renew_recovery_codes(account=account, by=signed_in_actor())
    return render_template("accounts/my/recovery_codes.html", codes=codes)


@bp.post("/accesso/codice/rimozione")
@limiter.limit("20 per minute")
def remove() -> ResponseReturnValue:
    """Take it away, unless the association requires it."""
    form, account = ConfirmForm(), own_account()
    if not _password_given(form, account):
        return _page(account, form), 422
    try:
        operations.turn_off(account=account, by=signed_in_actor())
    except operations.SecondFactorRequired:
        form.form_errors.append(
            _("L'associazione chiede il secondo passaggio a chi lavora in ufficio: non si può togliere.")
        )
        return _page(account, form), 422
    flash(_("Il secondo passaggio è stato tolto."), "success")
    return redirect(url_for("accounts_my.access"), 303)


def _password_given(form: ConfirmForm, account: Account) -> bool:
    if not form.validate_on_submit():
        return False
    try:
        confirm_password(account, form.current.data)
    except WrongCredentials:
        refuse_password(form.current)
        return False
    return True


def _page(account: Account, form: ConfirmForm) -> str:
    required = read_settings(AccountsSettings).require_second_factor and signed_in_actor().can(Permission.OFFICE_OPEN)
    return render_template(
        "accounts/my/second_factor.html",
        account=account,
        form=form,
        required=required,
        codes_left=unused_recovery_codes(account.id),
    )


def _setup_page(account: Account, form: SecondStepForm) -> str:
    address = operations.setup_address(account)
    picture = segno.make(address, error="m").svg_data_uri(scale=6, border=2, dark="#000", light="#fff")
    secret = account.totp_pending or ""
    groups = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return render_template(
        "accounts/my/second_factor_setup.html", form=form, picture=picture, secret=groups, address=address
    )
