"""What the association publishes: statute, balances, what it received from public bodies (L. 124/2017)."""

from itertools import groupby
from uuid import UUID

from flask import Blueprint, Response, abort, render_template
from sqlalchemy import ColumnElement

from ama_net.foundation.database import db
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.documents import words
from ama_net.kernel.documents.downloads import file_answer
from ama_net.kernel.documents.elsewhere import published_elsewhere
from ama_net.kernel.documents.models import Document
from ama_net.kernel.documents.queries import all_documents, document_by_id, version_of
from ama_net.kernel.documents.rules import may_read, readable_by

bp = Blueprint("documents_public", __name__)


@bp.get("/documenti")
def index() -> str:
    """The public documents, by kind, and where the rest of what is published is."""
    kinds, others = by_kind(readable_by(None)), published_elsewhere()
    return render_template("documents/public/index.html", kinds=kinds, others=others, said=words)


@bp.get("/documenti/<uuid:document_id>")
def file(document_id: UUID) -> Response:
    """The newest version of a public document."""
    document = document_by_id(document_id)
    if document is None or not may_read(None, document):
        abort(404)
    return file_answer(document, version_of(document, 0) or abort(404), by=PUBLIC)


def by_kind(which: ColumnElement[bool]) -> list[tuple[str, list[Document]]]:
    """Documents gathered by kind: first those everybody looks for."""
    order = {kind: number for number, kind in enumerate(words.PUBLIC_ORDER)}
    found = list(db.session.scalars(all_documents().where(which)))
    found.sort(key=lambda one: (order.get(one.kind, 99), one.kind))
    return [(kind, list(rows)) for kind, rows in groupby(found, key=lambda one: one.kind)]
