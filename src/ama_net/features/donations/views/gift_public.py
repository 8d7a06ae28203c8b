"""The page of one gift, by its secret link: how to pay it, where it is, calling it off. GET shows, POST acts."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from ama_net.foundation.web.asking import keep_to_oneself

bp = Blueprint("gift_public", __name__)
bp.after_request(keep_to_oneself)


@bp.get("/sostieni/dono/<secret>")
def show(secret: str) -> ResponseReturnValue:
    """How to pay it, or what became of it."""
    abort(404)


@bp.post("/sostieni/dono/<secret>/pagamento")
def pay(secret: str) -> ResponseReturnValue:
    """Go to the provider's page to pay."""
    abort(404)


@bp.get("/sostieni/dono/<secret>/ritorno")
def back(secret: str) -> ResponseReturnValue:
    """Where the provider's page leads back to: what is said is read from the gift, never from the address."""
    abort(404)


@bp.post("/sostieni/dono/<secret>/annullamento")
def cancel(secret: str) -> ResponseReturnValue:
    """Call the gift off: its money will not come."""
    abort(404)
