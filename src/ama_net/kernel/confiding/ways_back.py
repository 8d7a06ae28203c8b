"""The ways back to what was confided: the secret link, the short code, and the pass that a right code opens.

Link and code are computed from the row's id with the association's key, so that they can be shown on the page and written
again in a mail, while the database keeps only their digests. Whoever steals it without the key can make neither.
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Any
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


@dataclass(frozen=True)
class WaysBack:
    """The links and codes of one kind of thing; ``purpose`` keeps them apart from those of the others, for ever."""

    purpose: str

    def link_token(self, row_id: UUID) -> str:
        """The secret of a row's link: 256 bits that only the holder of the association's key can make."""
        return urlsafe_b64encode(keyed_digest(f"{self.purpose}-link", row_id.hex)).decode().rstrip("=")

    def short_code(self, row_id: UUID) -> str:
        """The eight characters that can be read over the telephone or written on paper."""
        number = int.from_bytes(keyed_digest(f"{self.purpose}-code", row_id.hex))
        letters = []
        for _ in range(CODE_LENGTH):
            number, index = divmod(number, len(CODE_LETTERS))
            letters.append(CODE_LETTERS[index])
        return "".join(letters)

    def code_digest(self, code: str) -> bytes:
        """What is kept of a code. Keyed: so few characters could be tried out on a stolen database."""
        return keyed_digest(f"{self.purpose}-code-digest", code)

    def new_pass(self, row_id: UUID) -> str:
        """The address part that stands for the link for half an hour, after a right code. It has a dot, links have none."""
        return str(self._passes().dumps(row_id.hex))

    def read_pass(self, text: str) -> UUID | None:
        """The row a pass is for, or None when it is not ours, or too old."""
        try:
            return UUID(self._passes().loads(text, max_age=PASS_SECONDS))
        except (BadData, ValueError, TypeError, AttributeError):
            return None

    def _passes(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(keyed_digest(f"{self.purpose}-pass", "signing"), salt=f"{self.purpose}-pass")


def token_digest(token: str) -> bytes:
    """What is kept of a link."""
    return digest_token(token)


def form_digest(form_key: str) -> bytes:
    """What is kept of the form something came from: enough to know a second sending of it."""
    return digest_token(form_key)


def show_code(code: str) -> str:
    """The code as it is shown: in two halves."""
    return f"{code[: CODE_LENGTH // 2]}-{code[CODE_LENGTH // 2 :]}"


def read_code(typed: str) -> str | None:
    """The code somebody meant, or None when it cannot be one. Spaces, hyphens and small letters do not matter."""
    letters = "".join(letter for letter in typed[:64].upper() if letter.isalnum()).translate(_TAKEN_FOR)
    return letters if len(letters) == CODE_LENGTH and set(letters) <= set(CODE_LETTERS) else None


def host_address(endpoint: str, values: dict[str, Any], language: str = "it") -> str:
    """A whole address on the association's own host, whoever asks: for mails and for copying."""
    tenant = current_tenant()
    path = current_app.url_map.bind(tenant.host).build(endpoint, values)
    return f"{tenant.base_url}{'/en' if language == 'en' else ''}{path}"
