"""The office's page on people who may be written twice: each pair is looked at, made one, or told apart."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.members import merging as _members_follow  # noqa: F401  # the register hears of merges
from ama_net.foundation.database import db
from ama_net.foundation.jobs import enqueue
from ama_net.foundation.web.listing import Column, Listing
from ama_net.kernel.access import Actor, Permission, requires, signed_in_actor
from ama_net.kernel.office import CannotUndo, offer_undo, progress_url, start_progress, undoable
from ama_net.kernel.people import PersonPair, Reason
from ama_net.kernel.people.identifiers import show_phone
from ama_net.kernel.people.pairs import say_different, say_undecided, waiting_pairs
from ama_net.kernel.people.tasks import look_for_pairs

bp = Blueprint("member_duplicates_manage", __name__)

UNDO_KIND = "people.told_apart"
PAIRS = Listing(
    Column("first", _l("Persona"), value="id"),
    Column("second", _l("Forse è"), value="id"),
    Column("weight", _l("Perché"), sort=PersonPair.weight),
    Column("act", _l("Che cosa fare"), value="id"),
    order="-weight",
)


@bp.get("/soci/doppioni")
@requires(Permission.MEMBERS_EDIT)
def index() -> str:
    """The pairs that wait, the likeliest first."""
    page = PAIRS.page(waiting_pairs(), request.args)
    return render_template("members/manage/duplicates.html", page=page, reason=Reason, show_phone=show_phone)


@bp.post("/soci/doppioni/ricerca")
@requires(Permission.MEMBERS_EDIT)
def look() -> ResponseReturnValue:
    """Look for pairs now; every night it is done by itself."""
    progress = start_progress(_("Ricerca dei doppioni"), 0, kind="people.pairs", by=signed_in_actor())
    db.session.flush()
    enqueue(look_for_pairs, str(progress.id), url_for(".index"))
    return redirect(progress_url(progress.id))


@bp.post("/soci/doppioni/<uuid:pair_id>/distinzione")
@requires(Permission.MEMBERS_EDIT)
def tell_apart(pair_id: UUID) -> ResponseReturnValue:
    """Say that two people are two; they are not proposed again."""
    pair = db.session.get(PersonPair, pair_id) or abort(404)
    say_different(pair, by=signed_in_actor())
    text = _("Segnato: sono due persone. Non verrà chiesto di nuovo.")
    offer_undo(UNDO_KIND, {"pair": str(pair.id)}, text, by=signed_in_actor())
    return redirect(url_for(".index"))


@undoable(UNDO_KIND, Permission.MEMBERS_EDIT)
def undecide(payload: dict[str, Any], *, by: Actor) -> None:
    """Ask again about a pair told apart by mistake.

    Raises:
        CannotUndo: one of the two is not there any more.
    """
    assert by is not None
    if not say_undecided(UUID(payload["pair"])):
        raise CannotUndo
