"""How a form that somebody confides in is taken: nothing typed is lost, nothing is kept twice, nothing is in an address.

Asking to join, proposing a group, asking to be told: the same steps, each with its own form and page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError

from ama_net.features.groups.forms_join import PersonForm
from ama_net.features.groups.join_consent import consent_text, guardian_text
from ama_net.features.groups.models import JoinRequest
from ama_net.features.groups.operations.join_requests import FormAlreadyUsed, Sending
from ama_net.features.groups.views.join_receipt import keep_receipt
from ama_net.foundation.web.languages import current_locale
from ama_net.foundation.web.security import csrf
from ama_net.kernel.tenancy import current_tenant_or_none

DONE, REFUSED, TOO_MANY = 303, 422, 429


@dataclass(frozen=True)
class AskPage:
    """A page to ask something on: how its form is made, how it is shown, what is done with a good one."""

    form: Callable[..., Any]
    show: Callable[[Any], str]
    send: Callable[[Any], JoinRequest]


def blank(page: AskPage) -> str:
    """The empty form. Its key makes a second sending of it harmless."""
    form = page.form(formdata=None)
    form.renew_key()
    return page.show(form)


def take(page: AskPage) -> ResponseReturnValue:
    """Keep what a form says, then lead to the page that shows the way back to it."""
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
        keep_receipt(page.send(form))
    except FormAlreadyUsed:
        form = _typed_form(
            page,
            _("Con questo modulo hai già mandato una richiesta. Se vuoi mandarne un'altra, premi di nuovo il bottone."),
        )
        form.renew_key()
        return page.show(form), REFUSED
    return redirect(url_for("join_requests_public.received"), DONE)


def too_many(page: AskPage) -> Response:
    """What was typed is given back: five an hour is much for a person, and a library has one address for many."""
    fault = _("Da questo collegamento sono arrivate molte richieste: riprova tra un'ora, oppure parla con noi.")
    return make_response(page.show(_typed_form(page, fault)), TOO_MANY)


def sending_of(form: PersonForm) -> Sending:
    """A valid form as operations take it, with the very words that were agreed to."""
    return Sending(
        words=form.words(),
        form_key=form.form_key.data or "",
        consent=consent_text(form.purpose),
        language=current_locale(),
        guardian=guardian_text() if form.has_guardian else None,
    )


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


def association() -> str:
    """Whom a limit counts for, when it is for everybody: not the host, which has several names and any port."""
    tenant = current_tenant_or_none()
    return tenant.slug if tenant else "-"


def _typed_form(page: AskPage, fault: str) -> Any:
    """The form as it came, with a fault that is of no field; the honeypot is emptied, browsers fill it too."""
    form = page.form()
    form.renew_key_if_bad()
    if "second_name" in form:
        form.second_name.data = ""
    form.form_errors = [fault]
    return form
