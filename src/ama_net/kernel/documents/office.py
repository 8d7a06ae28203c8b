"""What the room shows in the office: an entry of the menu, and its part of the search."""

from flask import url_for
from flask_babel import lazy_gettext as _l

from ama_net.foundation.database import db
from ama_net.kernel.access import OfficeRoom, Permission, SearchHit, signed_in_actor
from ama_net.kernel.documents.lists import DOCUMENTS
from ama_net.kernel.documents.queries import all_documents
from ama_net.kernel.documents.rules import readable_by
from ama_net.kernel.documents.words import KINDS


def search(term: str, limit: int) -> list[SearchHit]:
    """Documents by title, among those the actor may read."""
    assert DOCUMENTS.search is not None
    mine = all_documents().where(readable_by(signed_in_actor()))
    return [
        SearchHit(one.title, str(KINDS.get(one.kind, "")), url_for("documents_manage.show", document_id=one.id))
        for one in db.session.scalars(DOCUMENTS.search(mine, term).limit(limit))
    ]


ROOM = OfficeRoom(
    key="documents",
    title=_l("Documenti e libri"),
    icon="document",
    endpoint="documents_manage.index",
    permission=Permission.DOCUMENTS_READ,
    search=search,
    order=350,
)
