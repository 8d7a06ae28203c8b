"""The office's pages of campaigns: the list in the order of the site, one with how it goes, adding and changing it."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.donations import campaign_facts, office_words
from ama_net.features.donations.forms_campaigns import CampaignForm
from ama_net.features.donations.models import Campaign
from ama_net.features.donations.operations.campaigns import (
    add_campaign,
    change_campaign,
    close_campaign,
    is_used,
    move_campaign,
    open_campaign,
)
from ama_net.features.donations.queries_campaigns import all_campaigns, how_far
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame

bp = Blueprint("campaigns_manage", __name__)

DONE, REFUSED = 303, 422


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": office_words, "item_words": campaign_facts.ITEM_WORDS}


@bp.get("/campagne")
@requires(Permission.DONATIONS_READ)
def index() -> str:
    """Every campaign, with what it has so far."""
    campaigns = list(db.session.scalars(all_campaigns()))
    return render_template(
        "donations/manage/campaigns.html", campaigns=campaigns, far=how_far([one.id for one in campaigns])
    )


@bp.get("/campagne/<uuid:campaign_id>")
@requires(Permission.DONATIONS_READ)
def show(campaign_id: UUID) -> str:
    """One campaign: what is said of it, how it goes."""
    campaign = _campaign_or_404(campaign_id)
    return render_template("donations/manage/campaign.html", campaign=campaign, far=how_far([campaign_id])[campaign_id])


@bp.route("/campagne/nuova", methods=["GET", "POST"])
@requires(Permission.DONATIONS_EDIT)
def new() -> ResponseReturnValue:
    """Add a campaign, a draft."""
    form = CampaignForm()
    if form.validate_on_submit():
        try:
            campaign = add_campaign(form.facts(), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Campagna aggiunta: è una bozza, si apre da qui."), "success")
            return redirect(url_for(".show", campaign_id=campaign.id), DONE)
    return _form_page(form, None)


@bp.route("/campagne/<uuid:campaign_id>/dati", methods=["GET", "POST"])
@requires(Permission.DONATIONS_EDIT)
def edit(campaign_id: UUID) -> ResponseReturnValue:
    """Change a campaign."""
    campaign = _campaign_or_404(campaign_id)
    form = CampaignForm(campaign)
    if form.validate_on_submit():
        try:
            change_campaign(campaign, form.facts(), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Salvato."), "success")
            return redirect(url_for(".show", campaign_id=campaign_id), DONE)
    return _form_page(form, campaign)


@bp.post("/campagne/<uuid:campaign_id>/apertura")
@requires(Permission.DONATIONS_EDIT)
def reopen(campaign_id: UUID) -> ResponseReturnValue:
    """Put it on the site."""
    open_campaign(_campaign_or_404(campaign_id), by=signed_in_actor())
    flash(_("La campagna è aperta: si può donare per lei dal sito."), "success")
    return redirect(url_for(".show", campaign_id=campaign_id), DONE)


@bp.post("/campagne/<uuid:campaign_id>/chiusura")
@requires(Permission.DONATIONS_EDIT)
def close(campaign_id: UUID) -> ResponseReturnValue:
    """Ask no more gifts for it."""
    close_campaign(_campaign_or_404(campaign_id), by=signed_in_actor())
    flash(_("La campagna è chiusa: la sua pagina resta e dice com'è andata."), "success")
    return redirect(url_for(".show", campaign_id=campaign_id), DONE)


@bp.post("/campagne/<uuid:campaign_id>/posto")
@requires(Permission.DONATIONS_EDIT)
def move(campaign_id: UUID) -> ResponseReturnValue:
    """Up or down in the list."""
    move_campaign(_campaign_or_404(campaign_id), up=request.form.get("way") == "up", by=signed_in_actor())
    return redirect(url_for(".index"), DONE)


def _campaign_or_404(campaign_id: UUID) -> Campaign:
    return db.session.get(Campaign, campaign_id) or abort(404)


def _form_page(form: CampaignForm, campaign: Campaign | None) -> ResponseReturnValue:
    page = render_template(
        "donations/manage/campaign_form.html",
        form=form,
        campaign=campaign,
        item_is_fixed=campaign is not None and is_used(campaign),
    )
    return page, REFUSED if form.errors else 200
