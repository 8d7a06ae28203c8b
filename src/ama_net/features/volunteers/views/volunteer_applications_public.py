"""Doing voluntary work: what volunteers do here, applying, confirming the address, coming back by the secret link."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter import RequestLimit

from ama_net.features.volunteers.forms_onboarding import CandidacyForm
from ama_net.features.volunteers.models import CandidacyState, VolunteerApplication
from ama_net.features.volunteers.onboarding_facts import facts_of
from ama_net.features.volunteers.onboarding_secrets import secret_of, way_back
from ama_net.features.volunteers.onboarding_words import TO_WHO_APPLIED, free_words
from ama_net.features.volunteers.operations.onboarding import FormAlreadyUsed, NotNow, ask_to_help, confirm, withdraw
from ama_net.features.volunteers.queries_hours import open_activities
from ama_net.features.volunteers.queries_onboarding import activity_words, candidacy_of_mailed, candidacy_of_token
from ama_net.features.volunteers.settings_onboarding import OnboardingSettings
from ama_net.foundation.web.asking import AskPage, blank, keep_to_oneself, take, too_many, was_kept
from ama_net.foundation.web.languages import current_locale
from ama_net.foundation.web.limits import limiter
from ama_net.foundation.web.security import csrf
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.people.identifiers import show_phone
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("volunteer_applications_public", __name__)

DONE = 303
OPEN_TO_ALL = frozenset({"volunteer_applications_public.index", "volunteer_applications_public.apply_form"})
"""Pages that say nothing about who reads them: they may be found."""


@bp.after_request
def _keep_to_oneself(response: Response) -> Response:
    open_page = request.endpoint in OPEN_TO_ALL and request.method == "GET"
    return response if open_page else keep_to_oneself(response)


@bp.get("/volontari")
def index() -> str:
    """What volunteers do here, what is asked of them, how to begin."""
    accepts = read_settings(OnboardingSettings).accepts_online
    return render_template("volunteers/public/volunteering.html", activities=open_activities(), accepts=accepts)


@bp.get("/volontari/candidatura")
def apply_form() -> ResponseReturnValue:
    """The form; where the association takes none from the site, the page that says how to speak."""
    if not read_settings(OnboardingSettings).accepts_online:
        return redirect(url_for(".index"), DONE)
    return blank(_page())


def _too_many(_limit: RequestLimit) -> Response:
    return too_many(_page())


@bp.post("/volontari/candidatura")
@limiter.limit("5 per hour", deduct_when=was_kept, on_breach=_too_many)
@limiter.limit("100 per hour")
def send() -> ResponseReturnValue:
    """Keep the application, then say what comes next."""
    if not read_settings(OnboardingSettings).accepts_online:
        abort(404)
    return take(_page())


csrf.exempt(send)  # ``take`` asks for the check itself, so that what was typed is not lost


@bp.get("/volontari/conferma/<token>")
def confirm_form(token: str) -> ResponseReturnValue:
    """Where the mailed link leads: a button, since programs open links too. Confirmed already, it leads on."""
    row = candidacy_of_mailed(token)
    if row is None:
        return render_template("volunteers/public/candidacy_gone.html"), 404
    if row.state != CandidacyState.UNCONFIRMED:
        return redirect(url_for(".follow", token=secret_of(row.id)), DONE)
    return render_template("volunteers/public/candidacy_confirm.html", row=row, facts=facts_of(row), token=token)


@bp.post("/volontari/conferma/<token>")
@limiter.limit("60 per hour")
def confirm_address(token: str) -> ResponseReturnValue:
    """The address is theirs: from now on the application counts."""
    row = candidacy_of_mailed(token) or abort(404)
    confirm(row, by=PUBLIC)
    flash(_("Indirizzo confermato. Grazie: adesso leggiamo la tua candidatura."), "success")
    return redirect(url_for(".follow", token=secret_of(row.id)), DONE)


@bp.get("/volontari/candidatura/<token>")
def follow(token: str) -> str:
    """Where the application is, what was answered, and taking it back."""
    row = _own(token)
    facts = facts_of(row)
    return render_template(
        "volunteers/public/candidacy_follow.html",
        row=row,
        facts=facts,
        said=TO_WHO_APPLIED[row.state],
        activities=activity_words(facts),
        when=free_words(facts.parts, facts.free_note),
        phone=show_phone(facts.phone) if facts.phone else "",
        token=token,
        link=way_back(row.id, current_locale()),
        settings=read_settings(OnboardingSettings),
    )


@bp.post("/volontari/candidatura/<token>/ritiro")
def take_back(token: str) -> ResponseReturnValue:
    """Withdraw the application: what it said is deleted at once."""
    try:
        withdraw(_own(token), by=PUBLIC)
    except NotNow:
        flash(_("La candidatura è già accolta: se ci ripensi, dillo all'associazione."), "warning")
    else:
        flash(_("Candidatura ritirata: quello che avevi scritto è stato cancellato."), "success")
    return redirect(url_for(".follow", token=token), DONE)


def _own(token: str) -> VolunteerApplication:
    return candidacy_of_token(token) or abort(404)


def _page() -> AskPage:
    activities = open_activities()

    def form(**options: Any) -> CandidacyForm:
        made = CandidacyForm(**options)
        made.offer(activities)
        return made

    def show(made: CandidacyForm) -> str:
        settings = read_settings(OnboardingSettings)
        return render_template("volunteers/public/candidacy.html", form=made, settings=settings)

    def lead_on(row: VolunteerApplication) -> ResponseReturnValue:
        return redirect(url_for(".follow", token=secret_of(row.id)), DONE)

    return AskPage(form, show, lambda made: ask_to_help(made.sending(), by=PUBLIC), used=FormAlreadyUsed, done=lead_on)
