"""The pathways of who listens (``/my/sportello/percorsi``): those they follow now, and nobody else's.

A pathway handed over is not there any more for who had it. Opening one is written in the audit: it says who the person is
and why they came.
"""

from uuid import UUID

from flask import Blueprint, abort, render_template

from ama_net.features.helpdesk import appointment_words, pathway_words
from ama_net.features.helpdesk.models import Pathway
from ama_net.features.helpdesk.operations.notes import open_to_read
from ama_net.features.helpdesk.queries_pathways import (
    meetings_of,
    pathway_followed_by,
    pathways_followed_by,
    progress_of,
)
from ama_net.features.helpdesk.rules import NotFollowed, listens
from ama_net.features.helpdesk.views import pathway_acts as acts
from ama_net.features.helpdesk.views.pathway_acts import PathwayDoor
from ama_net.foundation.web.asking import keep_to_oneself
from ama_net.kernel.access import signed_in_actor
from ama_net.kernel.confiding import words
from ama_net.kernel.people.identifiers import show_phone

bp = Blueprint("pathways_my", __name__)
bp.after_request(keep_to_oneself)


def _found(pathway_id: UUID) -> Pathway:
    return pathway_followed_by(_own_person(), pathway_id) or abort(404)


def _own_person() -> UUID:
    actor = signed_in_actor()
    return actor.person_id if listens(actor) and actor.person_id else abort(404)


DOOR = PathwayDoor("pathways_my", "layouts/personal.html", _found)


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": pathway_words, "meeting_words": appointment_words, "confided": words, "show_phone": show_phone}


@bp.get("/sportello/percorsi")
def index() -> str:
    """Whom one follows."""
    mine = pathways_followed_by(_own_person())
    return render_template("helpdesk/my/pathways.html", pathways=mine, progress=progress_of(mine))


@bp.get("/sportello/percorsi/<uuid:pathway_id>")
def show(pathway_id: UUID) -> str:
    """One pathway: who they are, why they came, the meetings. Opening it is in the audit."""
    pathway = _found(pathway_id)
    try:
        open_to_read(pathway.visitor, by=signed_in_actor())
    except NotFollowed:
        abort(404)
    return render_template(
        "helpdesk/my/pathway.html",
        pathway=pathway,
        meetings=meetings_of(pathway),
        progress=progress_of([pathway])[pathway.id],
        door=DOOR,
    )


acts.add_pages(bp, DOOR)
