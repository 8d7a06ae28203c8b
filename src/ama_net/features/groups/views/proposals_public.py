"""How a group starts, in public: what is about to, proposing one, reporting a need, asking to be told.

The forms keep the same care as asking to join: no theme in an address or in a title, nothing kept by browsers.
"""

from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import RequestLimit

from ama_net.features.groups.forms_join import InterestForm
from ama_net.features.groups.forms_proposals import NeedForm, ProposeForm
from ama_net.features.groups.join_consent import KEPT_AFTER_START_DAYS, consent_text
from ama_net.features.groups.models import JoinRequest, Proposal, Stage
from ama_net.features.groups.operations.proposals import Overtaken, propose
from ama_net.features.groups.operations.proposals_people import ask_to_be_told
from ama_net.features.groups.proposal_words import PUBLIC_STAGES
from ama_net.features.groups.queries import all_audiences, all_themes
from ama_net.features.groups.queries_proposals import (
    announced,
    district_names,
    place_of,
    public_proposal,
    where_it_went,
)
from ama_net.features.groups.rules import can_be_seen
from ama_net.features.groups.views.join_flow import (
    AskPage,
    ask_page,
    blank,
    keep_to_oneself,
    sending_of,
    take,
    too_many,
    was_kept,
)
from ama_net.foundation.web.limits import limiter
from ama_net.foundation.web.security import csrf
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.confiding import guardian_text

bp = Blueprint("proposals_public", __name__)

OPEN_TO_ALL = frozenset({"proposals_public.index", "proposals_public.show"})
"""Pages that say nothing about who reads them: they may be found and kept."""

PROPOSAL, NEED = "/gruppi/avvia/proposta", "/gruppi/avvia/bisogno"
FORMS: dict[str, type[ProposeForm]] = {"proposta": ProposeForm, "bisogno": NeedForm}


@bp.after_request
def _keep_to_oneself(response: Response) -> Response:
    return response if request.endpoint in OPEN_TO_ALL else keep_to_oneself(response)


@bp.get("/gruppi/avvia")
def index() -> str:
    """How a group starts, and the ones that are about to."""
    return render_template("groups/public/start.html", announced=announced(), stages=PUBLIC_STAGES, place_of=place_of)


@bp.get("/gruppi/avvia/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """A group that is being born; once it has its own page, that one."""
    found = public_proposal(slug)
    if found is None:
        return redirect(_other_place(slug) or abort(404))
    return render_template(
        "groups/public/proposal.html", proposal=found, stage=PUBLIC_STAGES[found.stage], place=place_of(found)
    )


def news_url(proposal: Proposal) -> str | None:
    """Where everybody reads what has become of a proposal, or None."""
    group = proposal.group
    if proposal.stage == Stage.ACTIVE and group is not None and can_be_seen(group):
        return url_for("groups_public.group", slug=group.slug)
    if proposal.published and proposal.stage in PUBLIC_STAGES:
        return url_for("proposals_public.show", slug=proposal.slug)
    return None


def _other_place(slug: str) -> str | None:
    went = where_it_went(slug)
    return news_url(went) if went is not None else None


# --- proposing a group, reporting a need -----------------------------------------------------------------------------


@bp.get(PROPOSAL, defaults={"which": "proposta"})
@bp.get(NEED, defaults={"which": "bisogno"})
def propose_form(which: str) -> str:
    """The form."""
    return blank(_propose_page(which))


def _too_many_proposals(_limit: RequestLimit) -> Response:
    return too_many(_propose_page(str((request.view_args or {})["which"])))


@bp.post(PROPOSAL, defaults={"which": "proposta"})
@bp.post(NEED, defaults={"which": "bisogno"})
@limiter.limit("5 per hour", deduct_when=was_kept, on_breach=_too_many_proposals)
@limiter.limit("100 per hour")
def send_proposal(which: str) -> ResponseReturnValue:
    """Send a proposal or a need, then lead to the page that shows the way back to it."""
    return take(_propose_page(which))


csrf.exempt(send_proposal)  # ``take`` asks for the check itself, so that what was typed is not lost


def _propose_page(which: str) -> AskPage:
    def form(**values: Any) -> ProposeForm:
        made = FORMS[which](**values)
        made.offer(all_themes(), all_audiences(), list(district_names().items()))
        return made

    def show_form(form: ProposeForm) -> str:
        return _form_page(f"groups/public/start_{'need' if which == 'bisogno' else 'group'}.html", form)

    def send(form: ProposeForm) -> JoinRequest:
        return propose(form.facts(), sending_of(form), by=PUBLIC)

    return ask_page(form, show_form, send)


# --- asking to be told -----------------------------------------------------------------------------------------------


@bp.get("/gruppi/avvia/<slug>/partecipa")
def interest_form(slug: str) -> str:
    """The form."""
    return blank(_interest_page(slug))


def _too_many_interests(_limit: RequestLimit) -> Response:
    return too_many(_interest_page(str((request.view_args or {})["slug"])))


@bp.post("/gruppi/avvia/<slug>/partecipa")
@limiter.limit("5 per hour", deduct_when=was_kept, on_breach=_too_many_interests)
@limiter.limit("100 per hour")
def send_interest(slug: str) -> ResponseReturnValue:
    """Ask to be told when it starts."""
    return take(_interest_page(slug))


csrf.exempt(send_interest)  # as above


def _interest_page(slug: str) -> AskPage:
    found = public_proposal(slug) or abort(404)

    def show_form(form: InterestForm) -> str:
        return _form_page("groups/public/proposal_join.html", form, proposal=found)

    def send(form: InterestForm) -> JoinRequest:
        try:
            return ask_to_be_told(found, sending_of(form), by=PUBLIC)
        except Overtaken:
            abort(404)

    return ask_page(InterestForm, show_form, send)


def _form_page(template: str, form: Any, **values: object) -> str:
    return render_template(
        template,
        form=form,
        consent=consent_text(form.purpose),
        guardian=guardian_text(),
        keep_days=KEPT_AFTER_START_DAYS,
        **values,
    )
