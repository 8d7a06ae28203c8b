"""A new link for who receives the newsletter: asked with an address, also from the page of a link that mail programs cut."""

from flask import Blueprint, current_app, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from ama_net.across.newsletters.addresses import address_digest
from ama_net.across.newsletters.forms_subscribing import LinkForm
from ama_net.across.newsletters.operations.links_again import send_link
from ama_net.across.newsletters.reading import is_own_mailbox
from ama_net.foundation.web.asking import DONE, REFUSED, keep_to_oneself
from ama_net.foundation.web.languages import current_locale
from ama_net.foundation.web.limits import limiter

bp = Blueprint("links_public", __name__)
bp.after_request(keep_to_oneself)

NOT_HERE = 404
TYPED = "newsletter_typed"
"""Where a browser keeps the address it typed, until the page that follows says it: a slip is seen at once."""


@bp.get("/newsletter/link")
def index() -> str:
    """The form."""
    return _html(LinkForm(formdata=None))


@bp.post("/newsletter/link")
@limiter.limit("20 per hour")
def send() -> ResponseReturnValue:
    """Mail the link; the same answer for whatever address."""
    form = LinkForm()
    if not form.validate_on_submit():
        return _html(form), REFUSED
    address = form.link_email.data or ""
    send_link(address, current_locale(), own=is_own_mailbox(address_digest(address)))
    session[TYPED] = address
    return redirect(url_for(".sent"), DONE)


@bp.get("/newsletter/link/inviato")
def sent() -> str:
    """Look at your mail; the address is said once, to the browser that typed it."""
    return render_template("newsletters/public/link_sent.html", typed=session.pop(TYPED, ""))


@bp.get("/newsletter/conferma", strict_slashes=False)
@bp.get("/newsletter/disiscrizione", strict_slashes=False)
@bp.get("/newsletter/preferenze", strict_slashes=False)
def cut() -> ResponseReturnValue:
    """What is left of a link of which a mail program kept the beginning."""
    return broken()


def broken(_error: object = None) -> ResponseReturnValue:
    """The page of a link that is of nobody: cut, over, made up, or of another association. It tells none of these apart."""
    return _html(LinkForm(formdata=None), is_broken=True), NOT_HERE


def may_subscribe() -> dict[str, object]:
    """For the pages: whether the form to subscribe is there; readers' links work in a closed room too."""
    return {"may_subscribe": current_app.extensions["room_is_open"]("subscribing_public.index")}


bp.context_processor(may_subscribe)


def _html(form: LinkForm, *, is_broken: bool = False) -> str:
    return render_template("newsletters/public/link.html", link_form=form, is_broken=is_broken, **may_subscribe())
