"""The support page: what a gift does, and giving it. A campaign's page is the same with its own words."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from ama_net.foundation.web.security import csrf

bp = Blueprint("giving_public", __name__)


@bp.get("/sostieni")
def index() -> str:
    """What gifts do here, and the form to give one."""
    abort(404)


@bp.get("/sostieni/<slug>")
def campaign(slug: str) -> str:
    """A campaign: what for, how far it is, the form."""
    abort(404)


@bp.post("/sostieni", defaults={"slug": ""})
@bp.post("/sostieni/<slug>")
def give(slug: str) -> ResponseReturnValue:
    """Write the gift down, then lead to its page."""
    abort(404)


csrf.exempt(give)  # ``take`` asks for the check itself, so that what was typed is not lost
