"""The office's pages of accounts: the list, an account with its roles, invitations, the settings of signing in."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Permission, requires, signed_in_actor
from ama_net.kernel.accounts import rules
from ama_net.kernel.accounts.forms import InvitationForm, RolesForm, SettingsForm
from ama_net.kernel.accounts.listing import ACCOUNTS, STATUS_WORDS, accounts_with_people, role_words
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.accounts.operations import office as operations
from ama_net.kernel.accounts.operations.inviting_people import person_to_invite
from ama_net.kernel.accounts.queries import browsers_of
from ama_net.kernel.accounts.settings import AccountsSettings
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("accounts_manage", __name__)


@bp.errorhandler(operations.NotYours)
def not_yours(_error: operations.NotYours) -> ResponseReturnValue:
    """What rules.py refuses looks like a page that is not there."""
    return current_app.handle_http_exception(NotFound())


@bp.get("/accessi")
@requires(Permission.ACCOUNTS_READ)
def index() -> ResponseReturnValue:
    """The list."""
    page = ACCOUNTS.page(accounts_with_people(), request.args)
    return render_template("accounts/manage/index.html", page=page, role_words=role_words, status_words=STATUS_WORDS)


@bp.get("/accessi/<uuid:account_id>")
@requires(Permission.ACCOUNTS_READ)
def show(account_id: UUID) -> ResponseReturnValue:
    """One account: who, how it stands, its roles, what can be done."""
    account = _account(account_id)
    form = RolesForm(data={"roles": [role.value for role in account.role_set]})
    return _account_page(account, form)


@bp.post("/accessi/<uuid:account_id>/ruoli")
@requires(Permission.ACCOUNTS_EDIT)
def change_roles(account_id: UUID) -> ResponseReturnValue:
    """Give it the chosen roles; those the actor may not give stay as they are."""
    account, actor, form = _account(account_id), signed_in_actor(), RolesForm()
    form.offer(actor)
    if not form.validate_on_submit():
        return _account_page(account, form), 422
    kept = {role for role in account.role_set if not rules.may_give_role(actor, role)}
    try:
        operations.change_roles(account=account, roles=form.chosen | kept, by=actor)
    except operations.LastInCharge:
        form.roles.errors = [_last_in_charge()]
        return _account_page(account, form), 422
    flash(_("Ruoli salvati."), "success")
    return redirect(url_for(".show", account_id=account.id), 303)


@bp.get("/accessi/invito")
@requires(Permission.ACCOUNTS_EDIT)
def new_invitation() -> ResponseReturnValue:
    """The form to invite somebody."""
    form = InvitationForm()
    form.offer(signed_in_actor())
    return render_template("accounts/manage/invitation.html", form=form)


@bp.post("/accessi/invito")
@requires(Permission.ACCOUNTS_EDIT)
def invite() -> ResponseReturnValue:
    """Make the account and send the mail."""
    form, actor = InvitationForm(), signed_in_actor()
    form.offer(actor)
    if form.validate_on_submit():
        try:
            account = _invite(form, actor)
        except operations.EmailTaken:
            form.email.errors = [_("C'è già un accesso con questo indirizzo.")]
        else:
            flash(_("Invito spedito a %(email)s. Vale sette giorni.", email=account.email), "success")
            return redirect(url_for(".show", account_id=account.id), 303)
    return render_template("accounts/manage/invitation.html", form=form), 422


@bp.post("/accessi/<uuid:account_id>/invito")
@requires(Permission.ACCOUNTS_EDIT)
def invite_again(account_id: UUID) -> ResponseReturnValue:
    """Send the invitation anew."""
    account = _account(account_id)
    operations.invite_again(account=account, by=signed_in_actor())
    flash(_("Invito spedito di nuovo a %(email)s.", email=account.email), "success")
    return redirect(url_for(".show", account_id=account.id), 303)


@bp.post("/accessi/<uuid:account_id>/sospensione")
@requires(Permission.ACCOUNTS_EDIT)
def suspend(account_id: UUID) -> ResponseReturnValue:
    """Close it; the way back is offered at once."""
    account = _account(account_id)
    try:
        operations.suspend(account=account, by=signed_in_actor())
    except operations.LastInCharge:
        flash(_last_in_charge(), "error")
        return redirect(url_for(".show", account_id=account.id), 303)
    said: Any = {
        "text": _("Accesso sospeso: i suoi dispositivi sono stati scollegati."),
        "undo_url": url_for(".reactivate", account_id=account.id),
    }
    flash(said, "success")
    return redirect(url_for(".show", account_id=account.id), 303)


@bp.post("/accessi/<uuid:account_id>/riattivazione")
@requires(Permission.ACCOUNTS_EDIT)
def reactivate(account_id: UUID) -> ResponseReturnValue:
    """Open it again."""
    account = _account(account_id)
    operations.reactivate(account=account, by=signed_in_actor())
    flash(_("Accesso riattivato."), "success")
    return redirect(url_for(".show", account_id=account.id), 303)


@bp.post("/accessi/<uuid:account_id>/secondo-passaggio/rimozione")
@requires(Permission.ACCOUNTS_EDIT)
def remove_second_factor(account_id: UUID) -> ResponseReturnValue:
    """For who lost phone and recovery codes."""
    account = _account(account_id)
    operations.remove_second_factor(account=account, by=signed_in_actor())
    flash(_("Secondo passaggio tolto: la persona è stata avvisata per e-mail."), "success")
    return redirect(url_for(".show", account_id=account.id), 303)


@bp.get("/accessi/impostazioni")
@requires(Permission.SETTINGS_READ)
def settings() -> ResponseReturnValue:
    """What the association decided about signing in."""
    form = SettingsForm(data=read_settings(AccountsSettings).model_dump())
    return render_template("accounts/manage/settings.html", form=form)


@bp.post("/accessi/impostazioni")
@requires(Permission.SETTINGS_EDIT)
def change_settings() -> ResponseReturnValue:
    """Decide otherwise."""
    form = SettingsForm()
    if not form.validate_on_submit():
        return render_template("accounts/manage/settings.html", form=form), 422
    operations.require_second_factor(required=form.require_second_factor.data, by=signed_in_actor())
    flash(_("Impostazioni salvate."), "success")
    return redirect(url_for(".settings"), 303)


def _account(account_id: UUID) -> Account:
    account = db.session.scalar(accounts_with_people().where(Account.id == account_id))
    if account is None:
        abort(404)
    return account


def _account_page(account: Account, form: RolesForm) -> str:
    actor = signed_in_actor()
    form.offer(actor)
    return render_template(
        "accounts/manage/show.html",
        account=account,
        form=form,
        status_words=STATUS_WORDS,
        role_words=role_words(account),
        may_edit=actor.can(Permission.ACCOUNTS_EDIT),
        may_care=rules.may_care_for(actor, account),
        may_suspend=rules.may_suspend(actor, account),
        browsers=browsers_of(account.id),
    )


def _invite(form: InvitationForm, actor: Actor) -> Account:
    person = person_to_invite(
        given_name=form.given_name.data, family_name=form.family_name.data, email=form.email.data, by=actor
    )
    account, _token = operations.invite(person=person, email=form.email.data, roles=form.chosen, by=actor)
    return account


def _last_in_charge() -> str:
    return str(_("Non si può: nell'associazione non resterebbe nessuno che può gestire gli accessi."))
