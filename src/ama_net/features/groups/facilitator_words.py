"""How the roles and the training of facilitators are said."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.features.groups.models.facilitators import FacilitatorRole, FreshnessAnswer, Training

FACILITATOR_ROLES: dict[str, LazyString] = {
    FacilitatorRole.FACILITATOR: _l("Facilita"),
    FacilitatorRole.CO_FACILITATOR: _l("Facilita insieme"),
    FacilitatorRole.CONTACT: _l("Riferimento"),
}

TRAININGS: dict[str, LazyString] = {
    Training.NONE: _l("Nessuna formazione annotata"),
    Training.BASE: _l("Corso di base"),
    Training.SHADOWING: _l("Affiancamento"),
    Training.QUALIFIED: _l("Formazione completa"),
}

FRESHNESS_ANSWERS: dict[str, LazyString] = {
    FreshnessAnswer.NONE: _l("Senza risposta"),
    FreshnessAnswer.RIGHT: _l("Tutto giusto"),
    FreshnessAnswer.CHANGED: _l("Qualcosa è cambiato"),
}
