"""How a public form that somebody confides in is taken: nothing typed is lost, nothing is kept twice, no program gets in.

Asking to join a group, proposing one, applying to become a member: the same steps, each with its own form and page. The
form carries a key (a second sending of it is the same thing) and, if it has a ``second_name``, a field people do not see.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from wtforms import HiddenField, StringField

from ama_net.foundation.crypto import new_token
from ama_net.foundation.web.forms import WebForm
from ama_net.foundation.web.proof_of_work import challenge_for, is_proof
from ama_net.foundation.web.security import csrf

DONE, REFUSED, TOO_MANY = 303, 422, 429

_FORM_KEY = re.compile(r"[A-Za-z0-9_-]{43}")


class KeyedForm(WebForm):
    """A form with a key of its own."""

    form_key = HiddenField()
    challenge: str = ""
    """The proof of work the page asks for (components/proof.html); usually none."""

    def renew_key_if_bad(self) -> None:
        """Give the form a key of ours when it comes without one."""
        if not _FORM_KEY.fullmatch(self.form_key.data or ""):
            self.renew_key()

    def renew_key(self) -> None:
        """Make the next sending of this form a thing of its own."""
        self.form_key.data = new_token()


def honeypot() -> StringField:
    """The field hidden from people and filled by programs that fill everything; call it ``second_name``."""
    return StringField(_l("Lascia vuoto questo campo"))


@dataclass(frozen=True)
class AskPage:
    """A page to ask something on: how its form is made, how it is shown, what is done with a good one.

    ``used`` is what ``send`` raises when the same form was sent before with other words; ``done`` answers with where to
    go once it was taken.
    """

    form: Callable[..., Any]
    show: Callable[[Any], str]
    send: Callable[[Any], Any]
    used: type[Exception]
    done: Callable[[Any], ResponseReturnValue]


def blank(page: AskPage) -> str:
    """The empty form. Its key makes a second sending of it harmless."""
    form = page.form(formdata=None)
    form.renew_key()
    return page.show(form)


def take(page: AskPage) -> ResponseReturnValue:
    """Keep what a form says, then lead on. The view must be exempt from the check that is made here."""
    try:
        csrf.protect()
    except CSRFError:
        fault = _(
            "La pagina era aperta da molto, o il browser non accetta i cookie. Controlla e premi di nuovo il bottone."
        )
        return page.show(_typed_form(page, fault)), 400
    form = page.form()
    form.renew_key_if_bad()
    if not form.validate():
        return page.show(form), REFUSED
    if "second_name" in form and form.second_name.data:
        return page.show(_typed_form(page, _("La richiesta non è partita. Premi di nuovo il bottone."))), REFUSED
    try:
        return page.done(page.send(form))
    except page.used:
        form = _typed_form(
            page,
            _("Con questo modulo hai già mandato una richiesta. Se vuoi mandarne un'altra, premi di nuovo il bottone."),
        )
        form.renew_key()
        return page.show(form), REFUSED


def too_many(page: AskPage) -> Response:
    """What was typed is given back: five an hour is much for a person, and a library has one address for many."""
    fault = _("Da questo collegamento sono arrivate molte richieste: riprova tra un'ora, oppure parla con noi.")
    return make_response(page.show(_typed_form(page, fault)), TOO_MANY)


def ask_for_proof(page: AskPage) -> Response:
    """What was typed is given back with a proof of work to do: one more press of the button, and a program pays for each.

    A browser that was asked and could not is told to come back later.
    """
    if answers_challenge():
        return too_many(page)
    fault = _("Da questo collegamento sono arrivate molte richieste. Premi di nuovo il bottone: serve qualche secondo.")
    form = _typed_form(page, fault)
    form.challenge = challenge_for(form.form_key.data)
    return make_response(page.show(form), TOO_MANY)


def answers_challenge() -> bool:
    """Whether the form comes from a page that asked for a proof."""
    return "proof" in request.form


def is_proved() -> bool:
    """Whether it brings one, made for it."""
    return is_proof(request.form.get("proof", ""), request.form.get("form_key", ""))


def keep_to_oneself(response: Response) -> Response:
    """No copy in a cache, no trace in a search engine."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def was_kept(response: Response) -> bool:
    """Whether a form was taken: only then it counts for the limits."""
    return response.status_code == DONE


def was_refused(response: Response) -> bool:
    """Whether it was not."""
    return response.status_code != DONE


def _typed_form(page: AskPage, fault: str) -> Any:
    """The form as it came, with a fault that is of no field; the honeypot is emptied, browsers fill it too."""
    form = page.form()
    form.renew_key_if_bad()
    if "second_name" in form:
        form.second_name.data = ""
    form.form_errors = [fault]
    return form
