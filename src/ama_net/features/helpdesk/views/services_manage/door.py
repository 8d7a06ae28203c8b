"""The blueprint of the office's pages of services, and what they all need."""

from uuid import UUID

from flask import Blueprint, abort

from ama_net.features.helpdesk import service_words
from ama_net.features.helpdesk.models import Service, ServiceOperator
from ama_net.features.helpdesk.whereabouts import place_of
from ama_net.foundation.database import db

bp = Blueprint("services_manage", __name__)

DONE, REFUSED = 303, 422


@bp.context_processor
def _words() -> dict[str, object]:
    return {"said": service_words, "place_of": place_of}


def service_or_404(service_id: UUID) -> Service:
    """A service of this association."""
    return db.session.get(Service, service_id) or abort(404)


def operator_or_404(service: Service, operator_id: UUID) -> ServiceOperator:
    """Somebody who serves a service, or did."""
    operator = db.session.get(ServiceOperator, operator_id)
    if operator is None or operator.service_id != service.id:
        abort(404)
    return operator
