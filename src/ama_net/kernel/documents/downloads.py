"""A version's bytes as an answer: opened here, never kept by a browser or a proxy, never run in our pages."""

from flask import Response
from flask_babel import gettext as _

from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.documents.models import Document, DocumentVersion
from ama_net.kernel.documents.operations import body_of
from ama_net.kernel.documents.uploads import SHOWN

ALONE = "default-src 'none'; sandbox"
"""A file is nobody's page: no script, no origin, even if a browser took it for one."""

SHOWN_PDF = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'"
"""A PDF is shown by the browser's own reader, which a sandbox would stop."""


def file_answer(document: Document, version: DocumentVersion, *, by: Actor) -> Response:
    """The file of a version. Reading one that is about a person is written in the audit, unless they read it themselves."""
    if document.person_id is not None and document.person_id != by.person_id:
        record(by=by, verb="document.read", subject=document, changes={"number": version.number})
    shown = version.media_type in SHOWN
    answer = Response(body_of(version), mimetype=version.media_type)
    answer.headers.set(
        "Content-Disposition", "inline" if shown else "attachment", filename=version.file_name or _("documento")
    )
    answer.headers["Content-Security-Policy"] = SHOWN_PDF if shown else ALONE
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
