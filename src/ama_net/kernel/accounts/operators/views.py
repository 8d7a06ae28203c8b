"""``/operatori``: sign-in at the bare host only, and the list of associations. At an association's host none is there."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import delete

from ama_net.foundation.database import db
from ama_net.foundation.web.limits import limiter
from ama_net.kernel.accounts.codes import CodeUnusable
from ama_net.kernel.accounts.forms import NewPasswordForm, SignInForm
from ama_net.kernel.accounts.operations.sign_in import WrongCredentials
from ama_net.kernel.accounts.operators import operations
from ama_net.kernel.accounts.operators.models import OperatorSession
from ama_net.kernel.accounts.operators.queries import list_tenants, operator_of
from ama_net.kernel.accounts.passwords import WeakPassword
from ama_net.kernel.accounts.sessions import open_session

bp = Blueprint("operators", __name__, url_prefix="/operatori")

COOKIE_KEY = "operator"
FOR_EVERYBODY = frozenset(
    {"operators.sign_in", "operators.check_sign_in", "operators.link", "operators.choose_password"}
)


@bp.before_request
def _bare_host_and_operator() -> ResponseReturnValue | None:
    if g.get("tenant") is not None:
        abort(404)
    token = session.get(COOKIE_KEY)
    g.operator = operator_of(token) if token else None
    if g.operator is None and request.endpoint not in FOR_EVERYBODY:
        return redirect(url_for(".sign_in"))
    return None


@bp.errorhandler(CodeUnusable)
def link_is_over(_error: CodeUnusable) -> ResponseReturnValue:
    """410: the link was good once, or never."""
    return render_template("accounts/operators/link_over.html"), 410


@bp.get("")
def index() -> ResponseReturnValue:
    """The associations: slug, name, hosts, state."""
    return render_template("accounts/operators/index.html", associations=list_tenants(), operator=g.operator)


@bp.get("/accedi")
def sign_in() -> ResponseReturnValue:
    """The form."""
    return redirect(url_for(".index")) if g.operator else _sign_in_page(SignInForm())


@bp.post("/accedi")
@limiter.limit("10 per minute; 50 per hour")
def check_sign_in() -> ResponseReturnValue:
    """Check the password; one answer for every refusal."""
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form), 422
    try:
        operator = operations.check_operator(email=form.email.data, password=form.password.data)
    except WrongCredentials:
        form.form_errors.append(_("L'indirizzo o la password non sono giusti, oppure l'accesso è fermo per 15 minuti."))
        return _sign_in_page(form), 422
    session.clear()
    session[COOKIE_KEY], _row = open_session(
        OperatorSession, user_agent=request.user_agent.string, operator_id=operator.id
    )
    return redirect(url_for(".index"), 303)


@bp.post("/esci")
def sign_out() -> ResponseReturnValue:
    """End this browser's session."""
    db.session.execute(delete(OperatorSession).where(OperatorSession.id == g.operator.session_id))
    session.clear()
    return redirect(url_for(".sign_in"), 303)


@bp.get("/password/<token>")
def link(token: str) -> ResponseReturnValue:
    """Choose the password with the link the command printed."""
    return _password_page(token, NewPasswordForm())


@bp.post("/password/<token>")
@limiter.limit("20 per minute")
def choose_password(token: str) -> ResponseReturnValue:
    """Keep it; then one signs in with it."""
    form = NewPasswordForm()
    if not form.validate_on_submit():
        return _password_page(token, form), 422
    try:
        operations.choose_operator_password(token=token, password=form.password.data)
    except WeakPassword as error:
        form.password.errors = [str(error)]
        return _password_page(token, form), 422
    session.clear()
    flash(_("Password scelta: ora accedi."), "success")
    return redirect(url_for(".sign_in"), 303)


def _sign_in_page(form: SignInForm) -> str:
    return render_template("accounts/operators/sign_in.html", form=form)


def _password_page(token: str, form: NewPasswordForm) -> str:
    operator = operations.operator_of_link(token)
    return render_template("accounts/operators/password.html", form=form, email=operator.email)
