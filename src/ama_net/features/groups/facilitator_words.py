"""How the roles of facilitators and their answers are said."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.features.groups.models.facilitators import FacilitatorRole, FreshnessAnswer

FACILITATOR_ROLES: dict[str, LazyString] = {
    FacilitatorRole.FACILITATOR: _l("Facilita"),
    FacilitatorRole.CO_FACILITATOR: _l("Facilita insieme"),
    FacilitatorRole.CONTACT: _l("Riferimento"),
}

FRESHNESS_ANSWERS: dict[str, LazyString] = {
    FreshnessAnswer.NONE: _l("Senza risposta"),
    FreshnessAnswer.RIGHT: _l("Tutto giusto"),
    FreshnessAnswer.CHANGED: _l("Qualcosa è cambiato"),
}
