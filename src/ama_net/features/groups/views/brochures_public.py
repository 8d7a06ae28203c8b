"""The brochure on the site: the newest edition at one address that does not change, the dated copies on a page."""

from uuid import UUID

from flask import Blueprint, Response, abort, render_template, request

from ama_net.features.groups.queries_brochures import FORMATS, PAPER_WORDS, editions, newest_paper, paper_by_id
from ama_net.features.groups.views.papers import paper_answer

bp = Blueprint("brochures_public", __name__)


@bp.get("/gruppi/opuscolo")
def index() -> str:
    """The editions, the newest first."""
    return render_template("groups/public/brochures.html", editions=editions(withdrawn=False), PAPER_WORDS=PAPER_WORDS)


@bp.get("/gruppi/opuscolo.pdf")
def newest() -> Response:
    """The newest edition; ``?formato=`` a5 (unless told otherwise), a4, grande, libretto."""
    kind = FORMATS.get(request.args.get("formato", "a5")) or abort(404)
    return paper_answer(newest_paper(kind) or abort(404))


@bp.get("/gruppi/opuscolo/<uuid:paper_id>.pdf")
def paper(paper_id: UUID) -> Response:
    """One paper of a dated edition; one taken off the site is not there."""
    found = paper_by_id(paper_id)
    if found is None or found.is_withdrawn:
        abort(404)
    return paper_answer(found)
