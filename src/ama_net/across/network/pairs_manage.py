"""The office's page on pairs: groups that another association lists too, to be joined on the portal or kept apart."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.directory.pairs import Pair, answer_pair, find_pairs, my_pairs
from ama_net.kernel.directory.words import STATUS_WORDS, schedule_words
from ama_net.kernel.tenancy.keys import settings_of_app

bp = Blueprint("network_pairs", __name__)

ANSWERS = {"uguali": True, "diversi": False}


@bp.get("/gruppi/doppioni")
@requires(Permission.GROUPS_EDIT)
def index() -> str:
    """The pairs of this association: those to answer first."""
    return render_template(
        "network/manage/pairs.html",
        pairs=my_pairs(),
        address=_public_address,
        state=_state,
        when=schedule_words,
        STATUS_WORDS=STATUS_WORDS,
    )


@bp.post("/gruppi/doppioni/ricerca")
@requires(Permission.GROUPS_EDIT)
def search() -> ResponseReturnValue:
    """Look for pairs now, without waiting for the night."""
    waiting = find_pairs()
    flash(
        ngettext("Un gruppo aspetta una risposta.", "%(num)s gruppi aspettano una risposta.", waiting)
        if waiting
        else _("Nessun gruppo nuovo da confrontare."),
        "success",
    )
    return redirect(url_for(".index"), 303)


@bp.post("/gruppi/doppioni/<uuid:pair_id>/risposta")
@requires(Permission.GROUPS_EDIT)
def answer(pair_id: UUID) -> ResponseReturnValue:
    """Say whether the two are one group; another answer takes the first back."""
    same = ANSWERS.get(request.form.get("risposta", ""))
    if same is None:
        abort(400)
    if not answer_pair(pair_id, same=same, by=signed_in_actor()):
        abort(404)
    flash(
        _("Risposta salvata: quando risponde sì anche l'altra associazione, il portale lo mostra una volta sola.")
        if same
        else _("Risposta salvata: restano due gruppi diversi."),
        "success",
    )
    return redirect(url_for(".index"), 303)


def _state(pair: Pair) -> str:
    """Where the pair stands, in a sentence."""
    other = pair.theirs.tenant_name
    if pair.joined:
        return str(_("Uniti: il portale mostra il gruppo una volta sola."))
    if pair.my_answer is False:
        return str(_("Restano due gruppi diversi: la risposta è stata no."))
    if pair.their_answer is False:
        return str(_("Restano due gruppi: %(name)s ha risposto che sono diversi.", name=other))
    if pair.my_answer:
        return str(_("La nostra risposta è sì: manca quella di %(name)s.", name=other))
    if pair.their_answer:
        return str(_("%(name)s ha già risposto che è lo stesso gruppo.", name=other))
    return str(_("Nessuna delle due associazioni ha ancora risposto."))


def _public_address(host: str, slug: str) -> str:
    return f"{settings_of_app().origin(host)}/gruppi/{slug}"
