"""Documents in the personal area: those for members, and those about oneself."""

from uuid import UUID

from flask import Blueprint, Response, abort, render_template

from ama_net.kernel.access import signed_in_actor
from ama_net.kernel.documents import words
from ama_net.kernel.documents.downloads import file_answer
from ama_net.kernel.documents.models import Document
from ama_net.kernel.documents.queries import document_by_id, version_of
from ama_net.kernel.documents.rules import about_them, for_member, may_read
from ama_net.kernel.documents.views.public import by_kind

bp = Blueprint("documents_my", __name__)


@bp.get("/documenti")
def index() -> str:
    """What members may read, and what is about oneself."""
    actor = signed_in_actor()
    shared = by_kind(for_member(actor) & Document.person_id.is_(None))
    own = by_kind(about_them(actor) & Document.withdrawn_at.is_(None))
    return render_template("documents/my/index.html", shared=shared, own=own, said=words)


@bp.get("/documenti/<uuid:document_id>")
def file(document_id: UUID) -> Response:
    """The newest version of a document one may read."""
    actor, document = signed_in_actor(), document_by_id(document_id)
    if document is None or not may_read(actor, document):
        abort(404)
    return file_answer(document, version_of(document, 0) or abort(404), by=actor)
