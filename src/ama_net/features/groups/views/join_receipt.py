"""The receipt: for ten minutes after asking, this browser may see the link and the code again.

They are shown on one page only, and only here. Old telephones load a page anew when one looks at another, and whoever left
no e-mail address would have no way back; after ten minutes, or when the person says so, the page is gone. The cookie
carries the request's id alone, signed: neither link nor code.
"""

from uuid import UUID

from flask import session

from ama_net.features.groups.models.join_requests import JoinRequest
from ama_net.foundation.clock import now
from ama_net.foundation.database import db

SHOWN_SECONDS = 10 * 60
_KEY = "join_receipt"


def keep_receipt(request: JoinRequest) -> None:
    """Let this browser see the receipt of a request it has just sent."""
    session[_KEY] = [request.id.hex, int(now().timestamp()) + SHOWN_SECONDS]


def forget_receipt() -> None:
    """Take the receipt away from this browser."""
    session.pop(_KEY, None)


def request_of_receipt() -> JoinRequest | None:
    """The request this browser has just sent, while its receipt may be seen."""
    request_id, until = session.get(_KEY) or ("", 0)
    if until < now().timestamp():
        forget_receipt()
        return None
    return db.session.get(JoinRequest, UUID(request_id))
