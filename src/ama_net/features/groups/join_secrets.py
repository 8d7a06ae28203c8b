"""The ways back to a request: the secret link, the short code, and the pass that a right code opens.

Link and code are computed from the request's id with the association's key, so that they can be shown on the page and
written again in a mail, while the database keeps only their digests. Whoever steals it without the key can make neither.
"""

from base64 import urlsafe_b64encode
from uuid import UUID

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from ama_net.foundation.crypto import digest_token
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.keys import keyed_digest

CODE_LETTERS = "23456789ACDEFGHJKMNPQRTVWXY"
"""What a short code is made of: no letter or digit that a hand or an eye takes for another one of these."""

CODE_LENGTH = 8
_TAKEN_FOR = str.maketrans("ZSBU", "258V")
"""Letters that are not used, and what somebody who writes them has read."""

PASS_SECONDS = 30 * 60
"""How long a short code keeps its page open."""


def link_token(request_id: UUID) -> str:
    """The secret of a request's link: 256 bits that only the holder of the association's key can make."""
    return urlsafe_b64encode(keyed_digest("join-request-link", request_id.hex)).decode().rstrip("=")


def token_digest(token: str) -> bytes:
    """What is kept of a link."""
    return digest_token(token)


def short_code(request_id: UUID) -> str:
    """The eight characters that can be read over the telephone or written on paper."""
    number = int.from_bytes(keyed_digest("join-request-code", request_id.hex))
    letters = []
    for _ in range(CODE_LENGTH):
        number, index = divmod(number, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[index])
    return "".join(letters)


def show_code(code: str) -> str:
    """The code as it is shown: in two halves."""
    return f"{code[: CODE_LENGTH // 2]}-{code[CODE_LENGTH // 2 :]}"


def read_code(typed: str) -> str | None:
    """The code somebody meant, or None when it cannot be one. Spaces, hyphens and small letters do not matter."""
    letters = "".join(letter for letter in typed[:64].upper() if letter.isalnum()).translate(_TAKEN_FOR)
    return letters if len(letters) == CODE_LENGTH and set(letters) <= set(CODE_LETTERS) else None


def code_digest(code: str) -> bytes:
    """What is kept of a code. Keyed: so few characters could be tried out on a stolen database."""
    return keyed_digest("join-request-code-digest", code)


def form_digest(form_key: str) -> bytes:
    """What is kept of the form a request came from: enough to know a second sending of it."""
    return digest_token(form_key)


def new_pass(request_id: UUID) -> str:
    """The address part that stands for the link for half an hour, after a right code."""
    return str(_passes().dumps(request_id.hex))


def read_pass(text: str) -> UUID | None:
    """The request a pass is for, or None when it is not ours, or too old."""
    try:
        return UUID(_passes().loads(text, max_age=PASS_SECONDS))
    except (BadData, ValueError, TypeError, AttributeError):
        return None


def _passes() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(keyed_digest("join-request-pass", "signing"), salt="join-request-pass")


def absolute_link(token: str, language: str) -> str:
    """The whole address of the person's page, from the association's own host: for mails and for copying."""
    tenant = current_tenant()
    path = current_app.url_map.bind(tenant.host).build("join_requests_public.follow", {"token": token})
    return f"{tenant.base_url}{'/en' if language == 'en' else ''}{path}"


def office_link(request_id: UUID) -> str:
    """The whole address of a request's page in the office. It says nothing about the request."""
    tenant = current_tenant()
    path = current_app.url_map.bind(tenant.host).build("join_requests_manage.show", {"request_id": request_id})
    return f"{tenant.base_url}{path}"
