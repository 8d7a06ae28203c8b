"""The finder's answer: a fragment also tells htmx the address to show, without the filters that were left empty."""

from flask import Response, make_response, request

from ama_net.foundation.web.pages import is_fragment
from ama_net.kernel.directory.addressing import address_to_share


def with_address(page: str) -> Response:
    """The page, and for a fragment the address that people may copy from the bar."""
    answer = make_response(page)
    if is_fragment():
        answer.headers["HX-Replace-Url"] = address_to_share(request.args, request.script_root + request.path)
    return answer
