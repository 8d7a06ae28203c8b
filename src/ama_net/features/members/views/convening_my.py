"""Asking for the assembly from the personal area: beginning a request, signing one, taking the signature back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.members import vote_words
from ama_net.features.members.convening_words import convening_refusal
from ama_net.features.members.forms_convening import ConveningForm
from ama_net.features.members.models import ConveningRequest, ConveningState, Membership
from ama_net.features.members.operations.convening import (
    ConveningRefused,
    ask_assembly,
    sign_request,
    unsign_request,
    withdraw_request,
)
from ama_net.features.members.queries_convening import (
    counts_of,
    memberships_of,
    requests_shown,
    signatures_counted,
    signed_among,
    threshold_now,
)
from ama_net.features.members.settings_convening import ConveningSettings
from ama_net.foundation.database import db
from ama_net.kernel.access import signed_in_actor
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("convening_my", __name__)

DONE, REFUSED = 303, 422
SHOWN = (ConveningState.OPEN, ConveningState.REACHED, ConveningState.CONVENED)


@bp.get("/riunioni/richieste")
def index() -> str:
    """The requests members may sign, and those that were reached."""
    _mine()
    requests = requests_shown(*SHOWN)
    return render_template(
        "members/my/convening.html",
        requests=requests,
        counts=counts_of([one.id for one in requests]),
        threshold=threshold_now()[0],
        words=vote_words,
    )


@bp.route("/riunioni/richieste/nuova", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Begin one."""
    mine, form = _mine()[0], ConveningForm()
    if form.validate_on_submit():
        facts = {"agenda": form.agenda.data or "", "reasons": form.reasons.data or ""}
        if _attempt(lambda: ask_assembly(mine, **facts, by=signed_in_actor()), _("Richiesta aperta, e firmata da te.")):
            return redirect(url_for(".index"), DONE)
    threshold, members = threshold_now()
    days = read_settings(ConveningSettings).keep_days
    values = {"form": form, "threshold": threshold, "members": members, "days": days}
    return render_template("members/my/convening_new.html", **values), REFUSED if form.is_submitted() else 200


@bp.get("/riunioni/richieste/<uuid:request_id>")
def show(request_id: UUID) -> str:
    """One of them."""
    mine, asked = _mine(), _found(request_id)
    threshold, members = threshold_now()
    signed = signed_among(asked.id, mine)
    return render_template(
        "members/my/convening_request.html",
        asked=asked,
        counted=signatures_counted(asked.id),
        threshold=asked.threshold or threshold,
        members=asked.members or members,
        signed=signed,
        all_signed=len(signed) == len(mine),
        began=asked.membership_id in {membership.id for membership in mine},
        words=vote_words,
    )


@bp.post("/riunioni/richieste/<uuid:request_id>/firma")
def sign(request_id: UUID) -> ResponseReturnValue:
    """Sign it."""
    mine, asked = _mine(), _found(request_id)
    _attempt(lambda: sign_request(asked, mine, by=signed_in_actor()), _("Hai firmato."))
    return redirect(url_for(".show", request_id=request_id), DONE)


@bp.post("/riunioni/richieste/<uuid:request_id>/ritiro-firma")
def unsign(request_id: UUID) -> ResponseReturnValue:
    """Take the signature back."""
    mine, asked = _mine(), _found(request_id)

    def take_back() -> None:
        for membership in mine:
            unsign_request(asked, membership, by=signed_in_actor())

    _attempt(take_back, _("Firma ritirata."))
    return redirect(url_for(".show", request_id=request_id), DONE)


@bp.post("/riunioni/richieste/<uuid:request_id>/ritiro")
def withdraw(request_id: UUID) -> ResponseReturnValue:
    """Give it up, for who began it."""
    mine, asked = _mine(), _found(request_id)
    if asked.membership_id not in {membership.id for membership in mine}:
        abort(404)
    _attempt(lambda: withdraw_request(asked, by=signed_in_actor()), _("Richiesta ritirata: testi e firme cancellati."))
    return redirect(url_for(".index"), DONE)


def _mine() -> list[Membership]:
    """The memberships one signs for; who has none finds no page."""
    return memberships_of(signed_in_actor().person_id) or abort(404)


def _found(request_id: UUID) -> ConveningRequest:
    found = db.session.get(ConveningRequest, request_id)
    return found if found is not None and found.state in SHOWN else abort(404)


def _attempt(work: Callable[[], Any], said: str) -> bool:
    try:
        work()
    except ConveningRefused as refused:
        db.session.rollback()
        flash(convening_refusal(refused.reason), "error")
        return False
    flash(said, "success")
    return True
