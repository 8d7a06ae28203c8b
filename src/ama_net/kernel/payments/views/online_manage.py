"""The office's page of payments online: the association's own account at Stripe, connected, tried, closed."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select

from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.payments.forms_online import OnlineForm
from ama_net.kernel.payments.models_online import ProviderAccount, ProviderEvent
from ama_net.kernel.payments.online.client import ProviderError, open_account
from ama_net.kernel.payments.online.events import KINDS
from ama_net.kernel.payments.operations.online_accounts import check_keys, close_online, connect_online, try_key
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.tenancy import current_tenant

bp = Blueprint("online_manage", __name__)

DONE, REFUSED = 303, 422


@bp.get("/incassi/online")
@requires(Permission.PAYMENTS_READ)
def index() -> str:
    """How the association takes payments online."""
    account = open_account()
    return _page(account, OnlineForm.of(account))


@bp.post("/incassi/online")
@requires(Permission.PAYMENTS_EDIT)
def save() -> ResponseReturnValue:
    """Connect it, or change how. A new key is tried before it is kept."""
    account = open_account()
    form = OnlineForm.of(account)
    if form.validate_on_submit():
        try:
            keys = form.keys()
            check_keys(keys)
            if keys.secret_key:
                try_key(keys.secret_key)
            connect_online(keys, by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        except ProviderError as error:
            form.secret_key.errors = [_refused(error)]
        else:
            flash(_("Pagamenti online salvati."), "success")
            return redirect(url_for(".index"), DONE)
    return _page(account, form), REFUSED


@bp.post("/incassi/online/prova")
@requires(Permission.PAYMENTS_EDIT)
def attempt() -> ResponseReturnValue:
    """Try the key that is kept."""
    account = open_account() or abort(404)
    try:
        try_key(account.secret_key or "")
    except WrongFact as error:
        flash(str(error), "error")
    except ProviderError as error:
        flash(_refused(error), "error")
    else:
        flash(_("Stripe risponde: la chiave è buona."), "success")
    return redirect(url_for(".index"), DONE)


@bp.post("/incassi/online/chiusura")
@requires(Permission.PAYMENTS_EDIT)
def close() -> ResponseReturnValue:
    """Take no more payments online."""
    close_online(open_account() or abort(404), by=signed_in_actor())
    flash(_("Pagamenti online chiusi: quelli già fatti si seguono ancora."), "success")
    return redirect(url_for(".index"), DONE)


def _page(account: ProviderAccount | None, form: OnlineForm) -> str:
    address = heard = None
    if account is not None:
        address = current_tenant().base_url + url_for("online_public.event", account_id=account.id)
        heard = db.session.scalar(
            select(func.max(ProviderEvent.received_at)).where(ProviderEvent.provider_account_id == account.id)
        )
    return render_template(
        "payments/manage/online.html", account=account, form=form, address=address, heard=heard, kinds=KINDS
    )


def _refused(error: ProviderError) -> str:
    if error.refused:
        return str(_("Stripe non riconosce questa chiave: copiarla di nuovo, intera, dalla sua pagina delle chiavi."))
    return str(_("Stripe non risponde: riprovare tra poco."))
