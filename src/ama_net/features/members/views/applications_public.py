"""Applying to become a member, and coming back to see the answer: no account, a secret link. GET shows, POST acts."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_limiter import RequestLimit

from ama_net.features.members.application_facts import facts_of
from ama_net.features.members.application_rules import last_day_to_appeal, may_appeal, may_become
from ama_net.features.members.application_secrets import absolute_link, link_token
from ama_net.features.members.application_texts import declaration, privacy
from ama_net.features.members.application_words import TO_THE_APPLICANT
from ama_net.features.members.forms_applications import ApplyForm
from ama_net.features.members.models import Application, ApplicationState
from ama_net.features.members.operations.applications import (
    FormAlreadyUsed,
    NotNow,
    TooLate,
    appeal,
    apply,
    change_draft,
    withdraw,
)
from ama_net.features.members.operations.applications_papers import application_pdf, empty_form_pdf
from ama_net.features.members.queries_applications import application_of_token, open_categories
from ama_net.features.members.settings_applications import ApplicationsSettings, WhoDecides
from ama_net.foundation.clock import today
from ama_net.foundation.pdf import pdf_answer
from ama_net.foundation.web.asking import AskPage, blank, keep_to_oneself, take, too_many, was_kept
from ama_net.foundation.web.languages import current_locale
from ama_net.foundation.web.limits import limiter
from ama_net.foundation.web.security import csrf
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("applications_public", __name__)

DONE = 303
WAITING = (ApplicationState.SUBMITTED, ApplicationState.UNDER_REVIEW)
OPEN_TO_ALL = frozenset({"applications_public.apply_form", "applications_public.empty_form"})
"""Pages that say nothing about who reads them: they may be found."""


@bp.after_request
def _keep_to_oneself(response: Response) -> Response:
    open_page = request.endpoint in OPEN_TO_ALL and request.method == "GET"
    return response if open_page else keep_to_oneself(response)


# --- applying --------------------------------------------------------------------------------------------------------


@bp.get("/diventa-socio")
def apply_form() -> str:
    """The form, or how to apply on paper."""
    if not read_settings(ApplicationsSettings).accepts_online:
        return render_template("members/public/application_on_paper.html")
    return blank(_page())


def _too_many(_limit: RequestLimit) -> Response:
    return too_many(_page())


@bp.post("/diventa-socio")
@limiter.limit("5 per hour", deduct_when=was_kept, on_breach=_too_many)
@limiter.limit("100 per hour")
def send() -> ResponseReturnValue:
    """Keep the application, then lead to the page that shows where it is."""
    if not read_settings(ApplicationsSettings).accepts_online:
        abort(404)
    return take(_page())


csrf.exempt(send)  # ``take`` asks for the check itself, so that what was typed is not lost


@bp.get("/diventa-socio/modulo.pdf")
def empty_form() -> Response:
    """The form to print and fill by hand."""
    with force_locale("it"):
        return pdf_answer(empty_form_pdf(), "domanda-di-ammissione")


# --- the applicant's own pages ---------------------------------------------------------------------------------------


@bp.get("/diventa-socio/domanda/<token>")
def follow(token: str) -> str:
    """Where the application is, and what the applicant may do."""
    row = _own(token)
    settings = read_settings(ApplicationsSettings)
    return render_template(
        "members/public/application_follow.html",
        row=row,
        said=TO_THE_APPLICANT[row.state],
        answer_within=settings.decide_within_days if row.state in WAITING else 0,
        facts=facts_of(row),
        token=token,
        link=absolute_link(row.id, current_locale()),
        may_withdraw=may_become(row, ApplicationState.WITHDRAWN),
        may_appeal=may_appeal(row, today()),
        appeal_until=last_day_to_appeal(row) if row.state == ApplicationState.REFUSED else None,
        by_assembly=settings.appeal_organ == WhoDecides.ASSEMBLY,
        keep_months=settings.keep_ended_months,
    )


@bp.get("/diventa-socio/domanda/<token>/dati")
def draft(token: str) -> ResponseReturnValue:
    """The draft, to go on writing."""
    row = _own(token)
    if row.state != ApplicationState.DRAFT:
        return redirect(url_for(".follow", token=token), DONE)
    page = _page(row)
    form = page.form(formdata=None)
    form.fill(facts_of(row), row.category_id)
    form.renew_key()
    return page.show(form)


@bp.post("/diventa-socio/domanda/<token>/dati")
@limiter.limit("60 per hour")
def correct(token: str) -> ResponseReturnValue:
    """Put the draft aside again, or send it."""
    try:
        return take(_page(_own(token)))
    except NotNow:
        flash(_("Questa domanda è già partita: non si può più correggere da qui."), "warning")
        return redirect(url_for(".follow", token=token), DONE)


csrf.exempt(correct)  # as above


@bp.post("/diventa-socio/domanda/<token>/ritiro")
def take_back(token: str) -> ResponseReturnValue:
    """Withdraw the application."""
    try:
        withdraw(_own(token), by=PUBLIC)
    except NotNow:
        flash(_("Sulla domanda si è già deciso: non si può più ritirare."), "warning")
    else:
        flash(_("Domanda ritirata."), "success")
    return redirect(url_for(".follow", token=token), DONE)


@bp.post("/diventa-socio/domanda/<token>/riesame")
def ask_again(token: str) -> ResponseReturnValue:
    """Appeal against a refusal."""
    try:
        appeal(_own(token), on=today(), by=PUBLIC)
    except (NotNow, TooLate):
        flash(_("Il riesame non si può più chiedere: il tempo è finito, o lo hai già chiesto."), "warning")
    else:
        flash(_("Abbiamo ricevuto la tua richiesta: si decide alla prima riunione utile."), "success")
    return redirect(url_for(".follow", token=token), DONE)


@bp.get("/diventa-socio/domanda/<token>/domanda.pdf")
def paper(token: str) -> Response:
    """The application as a document, to keep or to sign."""
    row = _own(token)
    if row.is_emptied:
        abort(404)
    with force_locale("it"):
        return pdf_answer(application_pdf(row), "domanda-di-ammissione")


def _own(token: str) -> Application:
    row = application_of_token(token)
    if row is None:
        abort(404)
    return row


def _page(row: Application | None = None) -> AskPage:
    categories = open_categories()

    def form(**options: Any) -> ApplyForm:
        made = ApplyForm(**options)
        made.offer(categories)
        return made

    def show(made: ApplyForm) -> str:
        return render_template(
            "members/public/application.html",
            form=made,
            row=row,
            several=len(categories) > 1,
            adult=declaration(),
            minor=declaration(minor=True),
            privacy=privacy(),
        )

    return AskPage(form, show, lambda made: _keep(made, row), used=FormAlreadyUsed, done=_lead_on)


def _keep(form: ApplyForm, row: Application | None) -> Application:
    declared = declaration(minor=form.is_minor) if form.has_declared else None
    sending = form.sending(declared=declared, language=current_locale())
    if row is None:
        return apply(sending, by=PUBLIC, as_draft=form.is_draft)
    change_draft(row, sending, by=PUBLIC, as_draft=form.is_draft)
    return row


def _lead_on(row: Application) -> ResponseReturnValue:
    if row.state == ApplicationState.DRAFT:
        flash(_("Bozza messa da parte: conserva il link di questa pagina."), "success")
    else:
        flash(_("Domanda mandata: conserva il link di questa pagina."), "success")
    return redirect(url_for(".follow", token=link_token(row.id)), DONE)
