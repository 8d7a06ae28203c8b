"""The association's feeds and its public API, and the page that explains them."""

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import HTTPException

from ama_net.kernel.directory.feeds import api
from ama_net.kernel.directory.feeds.about import channels
from ama_net.kernel.directory.feeds.addresses import ADDRESSES, answer
from ama_net.kernel.directory.feeds.whose import association

bp = Blueprint("groups_feeds", __name__)


@bp.get("/dati-aperti")
def about() -> str:
    """What is offered to machines, and on what terms."""
    return render_template("groups/feeds/about.html", whose=association(), channels=channels(association()))


@bp.get("/api/", defaults={"rest": ""})
@bp.get("/api/<path:rest>")
def other(rest: str) -> Response:
    """One group of the API, or nothing."""
    return answer(f"/api/{rest}", association())


def _feed(**_values: str) -> Response:
    return answer(request.path, association())


for _path in ADDRESSES:
    bp.add_url_rule(_path, _path.strip("/").replace("/", "_").replace(".", "_"), _feed, methods=["GET"])


@bp.errorhandler(HTTPException)
def refused(error: HTTPException) -> Response | HTTPException:
    """A program is told in its own words."""
    if request.path.startswith("/api/") and error.code is not None:
        return api.problem(error.code, error.description or "")
    return error
