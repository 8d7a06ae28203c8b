"""Asking to join a group, and coming back to see the answer: no account, no theme in an address, nothing kept by browsers.

GET shows, POST acts. None of these pages adds entries to the browser's history by itself, and search engines are told
to stay out.
"""

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter import RequestLimit
from flask_wtf.csrf import CSRFError

from ama_net.features.groups import join_secrets
from ama_net.features.groups.forms_join import CodeForm, JoinForm, MessageForm
from ama_net.features.groups.join_consent import consent_text
from ama_net.features.groups.join_words import TO_THE_PERSON
from ama_net.features.groups.models import Group
from ama_net.features.groups.models.join_requests import JoinRequest
from ama_net.features.groups.operations.join_requests import FormAlreadyUsed, NotNow, ask_to_join, withdraw, write_again
from ama_net.features.groups.queries_join_requests import group_to_join, request_of_code, request_of_token
from ama_net.features.groups.settings import GroupsSettings
from ama_net.features.groups.views.join_receipt import forget_receipt, keep_receipt, request_of_receipt
from ama_net.foundation.web.languages import current_locale
from ama_net.foundation.web.limits import limiter
from ama_net.foundation.web.security import csrf
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.tenancy import current_tenant_or_none
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("join_requests_public", __name__)

DONE, REFUSED, TOO_MANY = 303, 422, 429


@bp.after_request
def _keep_to_oneself(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _was_kept(response: Response) -> bool:
    return response.status_code == DONE


def _was_refused(response: Response) -> bool:
    return response.status_code != DONE


def _association() -> str:
    tenant = current_tenant_or_none()  # not the host: it has several names, and any port
    return tenant.slug if tenant else "-"


# --- asking ----------------------------------------------------------------------------------------------------------


@bp.get("/gruppi/<slug>/partecipa")
def ask_form(slug: str) -> str:
    """The form. Its key makes a second sending of it harmless."""
    form = JoinForm(formdata=None)
    form.renew_key()
    return _ask_page(_group(slug), form)


def _too_many_requests(_limit: RequestLimit) -> Response:
    """What was typed is given back: five an hour is much for a person, and a library has one address for many."""
    form = _typed_form(
        _("Da questo collegamento sono arrivate molte richieste: riprova tra un'ora, oppure parla con noi.")
    )
    return make_response(_ask_page(_group(str((request.view_args or {})["slug"])), form), TOO_MANY)


@bp.post("/gruppi/<slug>/partecipa")
@limiter.limit("5 per hour", deduct_when=_was_kept, on_breach=_too_many_requests)
@limiter.limit("100 per hour")
def ask(slug: str) -> ResponseReturnValue:
    """Send the request, then lead to the page that shows the way back to it."""
    group = _group(slug)
    try:
        csrf.protect()
    except CSRFError:
        form = _typed_form(
            _(
                "La pagina era aperta da molto, o il browser non accetta i cookie. Controlla e premi di nuovo il bottone."
            )
        )
        return _ask_page(group, form), 400
    form = JoinForm()
    form.renew_key_if_bad()
    if not form.validate():
        return _ask_page(group, form), REFUSED
    if form.second_name.data:
        return _ask_page(group, _typed_form(_("La richiesta non è partita. Premi di nuovo il bottone."))), REFUSED
    return _send(group, form)


csrf.exempt(ask)  # it asks for the check itself, so that what was typed is not lost


def _send(group: Group, form: JoinForm) -> ResponseReturnValue:
    try:
        row = ask_to_join(
            group=group,
            words=form.words(),
            form_key=form.form_key.data or "",
            consent=consent_text(),
            language=current_locale(),
            by=PUBLIC,
        )
    except FormAlreadyUsed:
        form = _typed_form(
            _("Con questo modulo hai già mandato una richiesta. Se vuoi mandarne un'altra, premi di nuovo il bottone.")
        )
        form.renew_key()
        return _ask_page(group, form), REFUSED
    keep_receipt(row)
    return redirect(url_for(".received"), DONE)


def _typed_form(fault: str) -> JoinForm:
    """The form as it came, with a fault that is of no field; the honeypot is emptied, browsers fill it too."""
    form = JoinForm()
    form.renew_key_if_bad()
    form.second_name.data = ""
    form.form_errors = [fault]
    return form


def _ask_page(group: Group, form: JoinForm) -> str:
    return render_template(
        "groups/public/join_request.html",
        group=group,
        form=form,
        consent=consent_text(),
        keep_days=read_settings(GroupsSettings).keep_requests_days,
    )


def _group(slug: str) -> Group:
    group = group_to_join(slug)
    if group is None:
        abort(404)
    return group


# --- the way back ----------------------------------------------------------------------------------------------------


@bp.get("/richieste/ricevuta")
def received() -> ResponseReturnValue:
    """The link and the code, for who has just asked; after ten minutes, or at once on demand, no more."""
    row = request_of_receipt()
    if row is None or row.is_emptied:
        flash(_("Per riservatezza, link e codice non si vedono più. Se hai il codice, scrivilo qui."), "message")
        return redirect(url_for(".find_form"), DONE)
    token, code = join_secrets.link_token(row.id), join_secrets.short_code(row.id)
    return render_template(
        "groups/public/join_request_received.html",
        row=row,
        link=join_secrets.absolute_link(token, current_locale()),
        page_url=url_for(".follow", token=token),
        code=join_secrets.show_code(code),
    )


@bp.post("/richieste/ricevuta")
def hide_receipt() -> ResponseReturnValue:
    """Forget the link and the code in this browser."""
    forget_receipt()
    flash(_("Fatto: link e codice non si vedono più su questo dispositivo."), "success")
    return redirect(url_for(".find_form"), DONE)


@bp.get("/richieste")
def find_form() -> str:
    """Where a short code is written."""
    return render_template("groups/public/join_request_find.html", form=CodeForm(formdata=None))


def _too_many_codes(_limit: RequestLimit) -> Response:
    return make_response(
        _wrong_code(_("Troppi tentativi. Riprova tra un'ora, usa il link della richiesta o parla con noi.")), TOO_MANY
    )


@bp.post("/richieste")
@limiter.limit("5 per minute; 20 per hour", deduct_when=_was_refused, on_breach=_too_many_codes)
@limiter.limit("200 per hour", key_func=_association, deduct_when=_was_refused, on_breach=_too_many_codes)
def find() -> ResponseReturnValue:
    """Open the request of a short code. Every wrong code has the same answer, whatever is wrong with it."""
    form = CodeForm()
    row = request_of_code(form.code.data or "")
    if row is None:
        return _wrong_code(_("Non troviamo nessuna richiesta con questo codice. Ricontrollalo e riprova.")), REFUSED
    return redirect(url_for(".follow", token=join_secrets.new_pass(row.id)), DONE)


def _wrong_code(fault: str) -> str:
    form = CodeForm()
    form.code.errors = [fault]
    return render_template("groups/public/join_request_find.html", form=form)


# --- the person's own page -------------------------------------------------------------------------------------------


@bp.get("/richieste/<token>")
def follow(token: str) -> str:
    """How the request is going, what was answered."""
    return _follow_page(_own(token), MessageForm(formdata=None), token)


@bp.post("/richieste/<token>/messaggi")
@limiter.limit("20 per hour")
def write(token: str) -> ResponseReturnValue:
    """Add a message."""
    row, form = _own(token), MessageForm()
    if not form.validate():
        return _follow_page(row, form, token), REFUSED
    try:
        write_again(row, form.body.data or "", by=PUBLIC)
    except NotNow:
        form.body.errors = [_("Ora non si può scrivere: aspetta la risposta, oppure la richiesta è chiusa.")]
        return _follow_page(row, form, token), 409
    flash(_("Il tuo messaggio è arrivato."), "success")
    return redirect(url_for(".follow", token=token), DONE)


@bp.post("/richieste/<token>/ritiro")
def take_back(token: str) -> ResponseReturnValue:
    """Withdraw the request: all it said is deleted at once."""
    withdraw(_own(token), by=PUBLIC)
    forget_receipt()
    flash(_("Richiesta ritirata: quello che avevi scritto è stato cancellato."), "success")
    return redirect(url_for(".follow", token=token), DONE)


def _own(token: str) -> JoinRequest:
    row = request_of_token(token)
    if row is None:
        abort(404)
    return row


def _follow_page(row: JoinRequest, form: MessageForm, token: str) -> str:
    return render_template(
        "groups/public/join_request_follow.html",
        row=row,
        said=TO_THE_PERSON[row.state],
        form=form,
        token=token,
        keep_days=read_settings(GroupsSettings).keep_requests_days,
    )
