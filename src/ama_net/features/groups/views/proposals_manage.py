"""Groups that are not there yet, in the office: the board by theme and district, the list, each proposal and its way."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ama_net.features.groups import proposal_words
from ama_net.features.groups.forms_proposals import ProposalForm, StepForm
from ama_net.features.groups.models import Proposal, Stage
from ama_net.features.groups.operations.proposals import Overtaken, add_proposal, change_proposal
from ama_net.features.groups.operations.proposals_merging import UNDO_MERGING, may_be_merged, merge
from ama_net.features.groups.operations.proposals_people import NEWS, Told, tell
from ama_net.features.groups.operations.proposals_steps import WrongStep, move, next_stages
from ama_net.features.groups.queries import all_audiences, all_themes
from ama_net.features.groups.queries_proposals import (
    PROPOSALS,
    board,
    district_names,
    groups_to_link,
    joined_to,
    name_of,
    office_proposals,
    people_of,
    place_of,
    proposal_of_office,
    similar_to,
)
from ama_net.features.groups.views.proposals_public import news_url
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.office import offer_undo
from ama_net.kernel.places.queries import suggest

bp = Blueprint("proposals_manage", __name__)

DONE, REFUSED, OVERTAKEN = 303, 422, 409

_OVERTAKEN = _l("Nel frattempo qualcun altro ha cambiato questa proposta: ricontrolla e riprova.")

FACTS = ("kind", "theme_id", "audience_id", "district", "organisation")
WORDS = ("title", "public_text", "public_where", "published")


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": proposal_words, "name_of": name_of, "place_of": place_of}


@bp.get("/gruppi/proposte")
@requires(Permission.GROUPS_READ)
def index() -> str:
    """The board, and the list it leads to."""
    page = PROPOSALS.page(office_proposals(), request.args)
    narrowed = bool(page.active) or page.number > 1
    return render_template(
        "groups/manage/proposals.html", page=page, board=None if narrowed else board(), may_edit=_may_edit()
    )


@bp.route("/gruppi/proposte/nuova", methods=["GET", "POST"])
@requires(Permission.GROUPS_EDIT)
def new() -> ResponseReturnValue:
    """Write down what was told by voice."""
    form = _offered(ProposalForm())
    if form.validate_on_submit():
        proposal = add_proposal(form.facts(), by=signed_in_actor())
        change_proposal(proposal, form.facts(), form.public_words(), by=signed_in_actor())
        flash(_("Proposta annotata."), "success")
        return redirect(url_for(".show", proposal_id=proposal.id), DONE)
    return _form_page(form, None)


@bp.get("/gruppi/proposte/<uuid:proposal_id>")
@requires(Permission.GROUPS_READ)
def show(proposal_id: UUID) -> ResponseReturnValue:
    """A proposal: what it is about, how far it is, how many wait."""
    proposal = _found(proposal_id)
    if proposal.merged_into is not None:
        flash(_("Questa proposta è unita a un'altra: eccola."), "info")
        return redirect(url_for(".show", proposal_id=proposal.merged_into))
    return _page(proposal, _step_form(proposal, empty=True))


@bp.route("/gruppi/proposte/<uuid:proposal_id>/dati", methods=["GET", "POST"])
@requires(Permission.GROUPS_EDIT)
def edit(proposal_id: UUID) -> ResponseReturnValue:
    """Correct it, and write what everybody reads of it."""
    proposal = _found(proposal_id)
    town = proposal.municipality.label if proposal.municipality_code and proposal.municipality else ""
    form = _offered(
        ProposalForm(data={**{name: getattr(proposal, name) for name in FACTS + WORDS}, "municipality": town})
    )
    if form.validate_on_submit():
        change_proposal(proposal, form.facts(), form.public_words(), by=signed_in_actor())
        flash(_("Proposta aggiornata."), "success")
        return redirect(url_for(".show", proposal_id=proposal_id), DONE)
    return _form_page(form, proposal)


@bp.post("/gruppi/proposte/<uuid:proposal_id>/passaggi")
@requires(Permission.GROUPS_EDIT)
def step(proposal_id: UUID) -> ResponseReturnValue:
    """Move it on."""
    proposal = _found(proposal_id)
    form = _step_form(proposal)
    if not form.validate():
        return _page(proposal, form), REFUSED
    try:
        move(proposal, form.step(), by=signed_in_actor())
    except Overtaken:
        return _overtaken(proposal_id)
    except WrongStep:
        form.to.errors = [
            _("Questo passo ora non si può fare. Per annunciarlo o avviarlo serve prima il nome del gruppo.")
        ]
        return _page(proposal, form), REFUSED
    flash(_("Passo annotato."), "success")
    return redirect(url_for(".show", proposal_id=proposal_id), DONE)


@bp.post("/gruppi/proposte/<uuid:proposal_id>/avvisi")
@requires(Permission.JOIN_REQUESTS_ANSWER)
def tell_people(proposal_id: UUID) -> ResponseReturnValue:
    """Tell who waits that there is news: once for each step, however often the button is pressed."""
    try:
        told = tell(_found(proposal_id), by=signed_in_actor())
    except Overtaken:
        return _overtaken(proposal_id)
    flash(_told_words(told), "success" if told.by_mail or told.to_call else "info")
    return redirect(url_for(".show", proposal_id=proposal_id), DONE)


@bp.post("/gruppi/proposte/unione")
@requires(Permission.GROUPS_EDIT)
def merging() -> ResponseReturnValue:
    """Join the chosen ones into the one that has come furthest, or else arrived first; for an hour it can be taken back."""
    chosen = list(db.session.scalars(PROPOSALS.chosen(office_proposals(), request.form)))
    if len(chosen) < 2:
        flash(_("Per unire servono almeno due proposte."), "info")
        return redirect(url_for(".index"), DONE)
    stages = list(Stage)
    into = min(chosen, key=lambda one: (-stages.index(Stage(one.stage)), one.created_at))
    try:
        payload = merge(into.id, [one.id for one in chosen if one is not into], by=signed_in_actor())
    except Overtaken:
        flash(_("Non si possono unire: una è già partita, chiusa o unita a un'altra."), "warning")
        return redirect(url_for(".index"), DONE)
    done = ngettext("%(num)s proposta unita a questa.", "%(num)s proposte unite a questa.", len(chosen) - 1)
    offer_undo(UNDO_MERGING, payload, done, by=signed_in_actor())
    return redirect(url_for(".show", proposal_id=into.id), DONE)


def _told_words(told: Told) -> str:
    if not told.by_mail and not told.to_call:
        return str(_("Erano già tutti avvisati: non è partito niente."))
    said = (
        [ngettext("%(num)s e-mail in partenza.", "%(num)s e-mail in partenza.", told.by_mail)] if told.by_mail else []
    )
    if told.to_call:
        said.append(ngettext("%(num)s persona da chiamare.", "%(num)s persone da chiamare.", told.to_call))
    return " ".join(said)


def _page(proposal: Proposal, form: StepForm) -> str:
    return render_template(
        "groups/manage/proposal.html",
        proposal=proposal,
        form=form,
        people=people_of(proposal),
        similar=similar_to(proposal) if may_be_merged(proposal) else [],
        joined=joined_to(proposal),
        public_url=news_url(proposal),
        may_edit=_may_edit(),
        may_tell=proposal.stage in NEWS and signed_in_actor().can(Permission.JOIN_REQUESTS_ANSWER),
        may_read=signed_in_actor().can(Permission.JOIN_REQUESTS_READ),
    )


def _step_form(proposal: Proposal, *, empty: bool = False) -> StepForm:
    form = StepForm(formdata=None, data={"seen": proposal.stage, "day": today()}) if empty else StepForm()
    may_start = proposal.group_id is None and Stage.ACTIVE in next_stages(proposal)
    form.offer(proposal, groups_to_link() if may_start else [])
    return form


def _form_page(form: ProposalForm, proposal: Proposal | None) -> ResponseReturnValue:
    towns = suggest(form.municipality.data or "")
    page = render_template("groups/manage/proposal_form.html", form=form, proposal=proposal, towns=towns)
    return page, REFUSED if form.errors else 200


def _offered(form: ProposalForm) -> ProposalForm:
    form.offer(all_themes(), all_audiences(), list(district_names().items()))
    return form


def _overtaken(proposal_id: UUID) -> ResponseReturnValue:
    flash(str(_OVERTAKEN), "warning")
    return redirect(url_for(".show", proposal_id=proposal_id), DONE)


def _found(proposal_id: UUID) -> Proposal:
    return proposal_of_office(proposal_id) or abort(404)


def _may_edit() -> bool:
    return signed_in_actor().can(Permission.GROUPS_EDIT)
