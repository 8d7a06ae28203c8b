"""Asking to join a group, and coming back to see the answer: no account, no theme in an address, nothing kept by browsers.

GET shows, POST acts. None of these pages adds entries to the browser's history by itself, and search engines are told
to stay out.
"""

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter import RequestLimit

from ama_net.features.groups import join_secrets
from ama_net.features.groups.forms_join import JoinForm, MessageForm
from ama_net.features.groups.join_consent import consent_text
from ama_net.features.groups.join_words import NEWS, TO_THE_PERSON, TO_WHO_WAITS
from ama_net.features.groups.models import Group
from ama_net.features.groups.models.join_requests import JoinRequest, JoinState, Purpose
from ama_net.features.groups.operations.join_requests import NotNow, ask_to_join, keep_open, withdraw, write_again
from ama_net.features.groups.queries_facilitator_requests import facilitators_answer
from ama_net.features.groups.queries_join_requests import group_to_join, request_of_code, request_of_token
from ama_net.features.groups.settings import GroupsSettings
from ama_net.features.groups.views.join_flow import (
    DONE,
    RECEIPT,
    REFUSED,
    TOO_MANY,
    AskPage,
    ask_page,
    association,
    blank,
    keep_to_oneself,
    sending_of,
    take,
    too_many,
    was_kept,
    was_refused,
)
from ama_net.features.groups.views.proposals_public import news_url
from ama_net.foundation.database import db
from ama_net.foundation.web.languages import current_locale
from ama_net.foundation.web.limits import limiter
from ama_net.foundation.web.security import csrf
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.confiding import guardian_text, show_code
from ama_net.kernel.confiding.forms import CodeForm
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("join_requests_public", __name__)
bp.after_request(keep_to_oneself)


# --- asking ----------------------------------------------------------------------------------------------------------


@bp.get("/gruppi/<slug>/partecipa")
def ask_form(slug: str) -> str:
    """The form."""
    return blank(_ask_page(slug))


def _too_many_requests(_limit: RequestLimit) -> Response:
    return too_many(_ask_page(str((request.view_args or {})["slug"])))


@bp.post("/gruppi/<slug>/partecipa")
@limiter.limit("5 per hour", deduct_when=was_kept, on_breach=_too_many_requests)
@limiter.limit("100 per hour")
def ask(slug: str) -> ResponseReturnValue:
    """Send the request, then lead to the page that shows the way back to it."""
    return take(_ask_page(slug))


csrf.exempt(ask)  # ``take`` asks for the check itself, so that what was typed is not lost


def _ask_page(slug: str) -> AskPage:
    group = group_to_join(slug)
    if group is None:
        abort(404)

    def show(form: JoinForm) -> str:
        return _ask_html(group, form)

    def send(form: JoinForm) -> JoinRequest:
        return ask_to_join(group, sending_of(form), by=PUBLIC)

    return ask_page(JoinForm, show, send)


def _ask_html(group: Group, form: JoinForm) -> str:
    return render_template(
        "groups/public/join_request.html",
        group=group,
        form=form,
        consent=consent_text(),
        guardian=guardian_text(),
        facilitators_answer=facilitators_answer(),
        keep_days=read_settings(GroupsSettings).keep_requests_days,
    )


# --- the way back ----------------------------------------------------------------------------------------------------


@bp.get("/richieste/ricevuta")
def received() -> ResponseReturnValue:
    """The link and the code, for who has just asked; after ten minutes, or at once on demand, no more."""
    row_id = RECEIPT.row_id()
    row = db.session.get(JoinRequest, row_id) if row_id else None
    if row is None or row.is_emptied:
        flash(_("Per riservatezza, link e codice non si vedono più. Se hai il codice, scrivilo qui."), "message")
        return redirect(url_for(".find_form"), DONE)
    token, code = join_secrets.WAYS.link_token(row.id), join_secrets.WAYS.short_code(row.id)
    return render_template(
        "groups/public/join_request_received.html",
        row=row,
        link=join_secrets.absolute_link(token, current_locale()),
        page_url=url_for(".follow", token=token),
        code=show_code(code),
    )


@bp.post("/richieste/ricevuta")
def hide_receipt() -> ResponseReturnValue:
    """Forget the link and the code in this browser."""
    RECEIPT.forget()
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
@limiter.limit("5 per minute; 20 per hour", deduct_when=was_refused, on_breach=_too_many_codes)
@limiter.limit("200 per hour", key_func=association, deduct_when=was_refused, on_breach=_too_many_codes)
def find() -> ResponseReturnValue:
    """Open the request of a short code. Every wrong code has the same answer, whatever is wrong with it."""
    form = CodeForm()
    row = request_of_code(form.code.data or "")
    if row is None:
        return _wrong_code(_("Non troviamo nessuna richiesta con questo codice. Ricontrollalo e riprova.")), REFUSED
    return redirect(url_for(".follow", token=join_secrets.WAYS.new_pass(row.id)), DONE)


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


@bp.post("/richieste/<token>/proroga")
def keep(token: str) -> ResponseReturnValue:
    """Keep the request open, after the warning that it is about to be closed."""
    try:
        keep_open(_own(token), by=PUBLIC)
    except NotNow:
        flash(_("La richiesta è già chiusa. Se vuoi, puoi scriverci di nuovo."), "message")
    else:
        flash(_("Va bene: la richiesta resta aperta."), "success")
    return redirect(url_for(".follow", token=token), DONE)


@bp.post("/richieste/<token>/ritiro")
def take_back(token: str) -> ResponseReturnValue:
    """Withdraw the request: all it said is deleted at once."""
    withdraw(_own(token), by=PUBLIC)
    RECEIPT.forget()
    flash(_("Richiesta ritirata: quello che avevi scritto è stato cancellato."), "success")
    return redirect(url_for(".follow", token=token), DONE)


def _own(token: str) -> JoinRequest:
    row = request_of_token(token)
    if row is None:
        abort(404)
    return row


def _follow_page(row: JoinRequest, form: MessageForm, token: str) -> str:
    told = row.proposal is not None and row.told_at is not None and not row.is_emptied
    return render_template(
        "groups/public/join_request_follow.html",
        row=row,
        said=_state_words(row),
        news=NEWS[row.proposal.stage] if told and row.proposal else None,
        news_url=news_url(row.proposal) if told and row.proposal else None,
        form=form,
        token=token,
        keep_days=read_settings(GroupsSettings).keep_requests_days,
    )


def _state_words(row: JoinRequest) -> tuple[object, object]:
    waits = row.purpose == Purpose.INTEREST and row.state == JoinState.NEW
    return TO_WHO_WAITS if waits else TO_THE_PERSON[row.state]
