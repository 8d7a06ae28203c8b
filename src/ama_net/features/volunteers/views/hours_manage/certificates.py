"""The register of certificates: which number, whose, for what; opening one, revoking it."""

from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.volunteers.lists_certificates import CERTIFICATES, office_certificates
from ama_net.features.volunteers.models import HourCertificate
from ama_net.features.volunteers.operations.hour_certificates import revoke_certificate
from ama_net.features.volunteers.queries_hour_certificates import changed_among
from ama_net.features.volunteers.views.hours_manage.door import DONE, bp
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.documents.downloads import file_answer
from ama_net.kernel.documents.queries import version_of


@bp.get("/ore/attestati")
@requires(Permission.VOLUNTEERS_READ)
def certificates() -> str:
    """The certificates that were made, the newest first; those whose hours were put right since are marked."""
    page = CERTIFICATES.page(office_certificates(), request.args)
    changed = changed_among(page.rows)
    return render_template("volunteers/manage/hours_certificates.html", page=page, changed=changed)


@bp.get("/ore/attestati/<uuid:certificate_id>.pdf")
@requires(Permission.VOLUNTEERS_READ)
def certificate(certificate_id: UUID) -> Response:
    """The PDF of a certificate; who reads it is written in the audit."""
    found = _certificate(certificate_id)
    if found.document is None:
        abort(404)
    return file_answer(found.document, version_of(found.document, 1) or abort(404), by=signed_in_actor())


@bp.post("/ore/attestati/<uuid:certificate_id>/revoca")
@requires(Permission.VOLUNTEERS_EDIT)
def revoke(certificate_id: UUID) -> ResponseReturnValue:
    """Say that a certificate holds no more."""
    revoke_certificate(_certificate(certificate_id), by=signed_in_actor())
    flash(_("L'attestato non vale più: chi lo controlla lo legge."), "success")
    return redirect(url_for(".certificates"), DONE)


def _certificate(certificate_id: UUID) -> HourCertificate:
    return db.session.get(HourCertificate, certificate_id) or abort(404)
