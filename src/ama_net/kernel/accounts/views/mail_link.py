"""Signing in by a mailed link: asking for it, and the page it leads to. GET shows a button, POST signs in.

Programs that open the links of a mail before its reader does find only the button.
"""

from flask import Blueprint, render_template, request, session
from flask.typing import ResponseReturnValue

from ama_net.foundation.web.limits import limiter
from ama_net.kernel.accounts.codes import CodeUnusable
from ama_net.kernel.accounts.forms import ForgottenForm
from ama_net.kernel.accounts.next_page import local_path
from ama_net.kernel.accounts.operations import mail_link
from ama_net.kernel.accounts.views.public import go_on

bp = Blueprint("accounts_mail_link", __name__)

ONWARD_KEY = "link_next"
"""Where this browser wanted to go; on another device the link leads to the personal area."""


@bp.errorhandler(CodeUnusable)
def link_is_over(_error: CodeUnusable) -> ResponseReturnValue:
    """410: the link was good once, or never."""
    return render_template("accounts/public/mail_link_over.html"), 410


@bp.get("/accedi/link")
def ask() -> ResponseReturnValue:
    """The form that asks for a link."""
    onward = local_path(request.args.get("next"), request.script_root)
    if onward:
        session[ONWARD_KEY] = onward
    return render_template("accounts/public/mail_link.html", form=ForgottenForm())


@bp.post("/accedi/link")
@limiter.limit("5 per minute; 20 per hour")
def send() -> ResponseReturnValue:
    """The same answer whether the address is known or not."""
    form = ForgottenForm()
    if not form.validate_on_submit():
        return render_template("accounts/public/mail_link.html", form=form), 422
    mail_link.ask_link(form.email.data)
    return render_template("accounts/public/mail_link_sent.html", email=form.email.data)


@bp.get("/accedi/link/<token>")
def show(token: str) -> ResponseReturnValue:
    """Whose area the link opens, and a button."""
    return render_template("accounts/public/mail_link_use.html", account=mail_link.account_of_link(token))


@bp.post("/accedi/link/<token>")
@limiter.limit("20 per minute")
def use(token: str) -> ResponseReturnValue:
    """Sign in, or go on to the second step."""
    account = mail_link.use_link(token)
    return go_on(account, local_path(session.pop(ONWARD_KEY, None), request.script_root))
