"""The leaflet of a group, for everybody."""

from flask import Blueprint, Response, abort

from ama_net.features.groups.operations.leaflets import leaflet_of
from ama_net.features.groups.queries import public_group
from ama_net.features.groups.views.papers import kept_pdf

bp = Blueprint("leaflets_public", __name__)


@bp.get("/gruppi/<slug>/volantino.pdf")
def leaflet(slug: str) -> Response:
    """The leaflet of a group that may be seen."""
    group = public_group(slug) or abort(404)
    kept = leaflet_of(group.id, with_body=True, set_aside=False) or abort(404)
    return kept_pdf(kept.body, name=f"volantino-{slug}", fingerprint=kept.sha256)
