"""Signing in and out: ``/accedi``, its second step, ``/esci``."""

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.foundation.web.limits import limiter
from ama_net.kernel.access import Door, current_actor
from ama_net.kernel.accounts.codes import CodeUnusable
from ama_net.kernel.accounts.forms import SecondStepForm, SignInForm
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.accounts.next_page import local_path
from ama_net.kernel.accounts.operations import browsers
from ama_net.kernel.accounts.operations import sign_in as operations
from ama_net.kernel.accounts.signed_in import SECOND_STEP_KEY, sign_in_browser

bp = Blueprint("accounts_public", __name__)


@bp.get("/accedi")
def sign_in() -> ResponseReturnValue:
    """The form; who is signed in already goes on."""
    onward = local_path(request.args.get("next"), request.script_root)
    if current_actor() is not None:
        return redirect(onward or url_for("accounts_my.home"))
    return render_template("accounts/public/sign_in.html", form=SignInForm(data={"next": onward or ""}))


@bp.post("/accedi")
@limiter.limit("20 per minute; 200 per hour")
def check_sign_in() -> ResponseReturnValue:
    """Check the password. Anybody; one answer for every refusal."""
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("accounts/public/sign_in.html", form=form), 422
    try:
        account = operations.check_password(email=form.email.data, password=form.password.data)
    except operations.WrongCredentials:
        form.form_errors.append(_("L'indirizzo o la password non sono giusti, oppure l'accesso è fermo per 15 minuti."))
        return render_template("accounts/public/sign_in.html", form=form), 422
    return go_on(account, local_path(form.next.data, request.script_root))


@bp.get("/accedi/codice")
def second_step() -> ResponseReturnValue:
    """The page that asks for the code, only after a right password."""
    if SECOND_STEP_KEY not in session:
        return redirect(url_for(".sign_in"))
    return render_template("accounts/public/second_step.html", form=SecondStepForm())


@bp.post("/accedi/codice")
@limiter.limit("20 per minute; 200 per hour")
def check_second_step() -> ResponseReturnValue:
    """Check the code and sign in."""
    form, waiting = SecondStepForm(), session.get(SECOND_STEP_KEY) or {}
    if not form.validate_on_submit():
        return render_template("accounts/public/second_step.html", form=form), 422
    try:
        account = operations.finish_second_step(token=waiting.get("token", ""), typed=form.code.data)
    except CodeUnusable:
        session.pop(SECOND_STEP_KEY, None)
        flash(_("È passato troppo tempo: accedi di nuovo."), "warning")
        return redirect(url_for(".sign_in"), 303)
    except operations.WrongCredentials:
        form.code.errors = [
            _(
                "Il codice non è giusto o è già stato usato: aspetta il prossimo. Dopo molti errori ci si ferma 15 minuti."
            )
        ]
        return render_template("accounts/public/second_step.html", form=form), 422
    return _enter(account, waiting.get("next"))


@bp.post("/esci")
def sign_out() -> ResponseReturnValue:
    """End this browser's session, wherever it is asked from."""
    if current_actor() is not None:
        browsers.sign_out(g.session_id)
    session.clear()
    flash(_("Non sei più collegato a questo dispositivo."), "success")
    return redirect(request.script_root + "/", 303)


def go_on(account: Account, onward: str | None) -> ResponseReturnValue:
    """After the first step (a right password, a mailed link): sign in, or ask for the second step who has one."""
    if not account.has_second_factor:
        return _enter(account, onward)
    if current_actor() is not None:
        browsers.sign_out(g.session_id)  # its token is about to be lost with the cookie
    session.clear()
    session[SECOND_STEP_KEY] = {"token": operations.begin_second_step(account), "next": onward}
    return redirect(url_for("accounts_public.second_step"), 303)


def _enter(account: Account, onward: str | None) -> ResponseReturnValue:
    operations.complete_sign_in(account)
    sign_in_browser(account)
    office = f"{request.script_root}{Door.MANAGE.value}/" if account.works_in_office else None
    return redirect(onward or office or url_for("accounts_my.home"), 303)
