"""Subscribing without an account: asking, and the button of the mailed link. GET shows, POST acts."""

from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import RequestLimit

from ama_net.across.newsletters.addresses import address_digest
from ama_net.across.newsletters.archive import latest
from ama_net.across.newsletters.consent_words import interests_words
from ama_net.across.newsletters.forms_subscribing import LinkForm, SubscribeForm, words_of
from ama_net.across.newsletters.links import choices_token
from ama_net.across.newsletters.operations.subscribing import (
    Asking,
    LinkOver,
    ask,
    asked_with,
    chosen_with,
    confirm,
    is_written_to,
)
from ama_net.across.newsletters.queries_lists import offered_lists
from ama_net.across.newsletters.reading import facts_of_request, is_own_mailbox
from ama_net.across.newsletters.settings import NewsletterSettings
from ama_net.across.newsletters.views.links_public import TYPED, broken
from ama_net.foundation.web.asking import (
    DONE,
    AskPage,
    ask_for_proof,
    blank,
    is_proved,
    keep_to_oneself,
    take,
    too_many,
    was_kept,
)
from ama_net.foundation.web.languages import current_locale
from ama_net.foundation.web.limits import limiter
from ama_net.foundation.web.security import csrf
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.people.consent_texts import NEWSLETTER
from ama_net.kernel.tenancy import current_tenant_id
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("subscribing_public", __name__)


@bp.after_request
def _keep_to_oneself(response: Response) -> Response:
    kept = keep_to_oneself(response)
    if request.endpoint == f"{bp.name}.index":
        del kept.headers["X-Robots-Tag"]  # it says nothing about who reads it: it may be found
    return kept


@bp.get("/newsletter")
def index() -> str:
    """What one receives, and the form."""
    return blank(_page())


def _too_many_askings(_limit: RequestLimit) -> Response:
    return ask_for_proof(_page())


def _association() -> str:
    return str(current_tenant_id())


def _enough_for_today(_limit: RequestLimit) -> Response:
    return too_many(_page())


@bp.post("/newsletter")
@limiter.limit("5 per hour", deduct_when=was_kept, exempt_when=is_proved, on_breach=_too_many_askings)
@limiter.limit(
    "60 per hour", key_func=_association, deduct_when=was_kept, exempt_when=is_proved, on_breach=_too_many_askings
)
@limiter.limit("100 per hour")
@limiter.limit("30 per day", deduct_when=was_kept, on_breach=_enough_for_today)
def send() -> ResponseReturnValue:
    """Ask; the same answer for whatever address."""
    return take(_page())


csrf.exempt(send)  # ``take`` asks for the check itself, so that what was typed is not lost


@bp.get("/newsletter/inviato")
def sent() -> str:
    """Look at your mail; the address is said once, to the browser that typed it."""
    return render_template("newsletters/public/subscribe_sent.html", typed=session.pop(TYPED, ""))


@bp.get("/newsletter/conferma/<token>")
def confirm_form(token: str) -> ResponseReturnValue:
    """What is confirmed, and the button: programs that read mail open links too."""
    try:
        done, wanted = is_written_to(asked_with(token)), chosen_with(token)
    except LinkOver:
        return broken()
    lists = [words_of(one)[0] for one in offered_lists() if one.number in wanted]
    return render_template("newsletters/public/subscribe_confirm.html", token=token, done=done, lists=lists)


@bp.post("/newsletter/conferma/<token>", endpoint="confirm")
@limiter.limit("60 per hour")
def confirm_it(token: str) -> ResponseReturnValue:
    """Confirm, then lead to what one may choose."""
    try:
        subscriber = confirm(token, by=PUBLIC)
    except LinkOver:
        return broken()
    return redirect(url_for("reader_public.preferences", token=choices_token(subscriber.id), nuova=1), DONE)


def _page() -> AskPage:
    return AskPage(SubscribeForm, _show, _send, used=_NeverUsed, done=lambda _none: redirect(url_for(".sent"), DONE))


class _NeverUsed(Exception):
    """A form sent twice asks the same again, and no second mail leaves."""


def _show(form: SubscribeForm) -> str:
    return render_template(
        "newsletters/public/subscribe.html",
        form=form,
        intro=read_settings(NewsletterSettings).sign_up_words,
        consent=NEWSLETTER.text().body,
        interests_consent=interests_words(),
        has_archive=bool(latest(1)),
        link_form=LinkForm(formdata=None),
    )


def _send(form: SubscribeForm) -> None:
    asking = Asking(
        address=form.email.data or "",
        name=form.name.data or "",
        language=current_locale(),
        lists=form.chosen,
        page=request.path,
        facts=facts_of_request(),
        own=is_own_mailbox(address_digest(form.email.data or "")),
    )
    ask(asking, by=PUBLIC)
    session[TYPED] = asking.address
