"""The link of the monthly mail: signed, good for one term and for this alone, over after six weeks or with the term."""

from uuid import UUID

from itsdangerous import BadData, URLSafeTimedSerializer

from ama_net.features.groups.models import Facilitator
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.tenancy.keys import keyed_digest

LASTS_SECONDS = 45 * 24 * 3600


def link_path(term: Facilitator) -> str:
    """The address that lets who holds this term confirm the facts of its group, without signing in."""
    return f"/gruppi/conferma/{_signer().dumps(term.id.hex)}"


def term_of_link(token: str) -> Facilitator | None:
    """The term a link is for; None when it is not ours, too old, or the term is over."""
    try:
        term = db.session.get(Facilitator, UUID(_signer().loads(token, max_age=LASTS_SECONDS)))
    except (BadData, ValueError, TypeError, AttributeError):
        return None
    return term if term is not None and term.person_id and term.is_current(today()) else None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(keyed_digest("freshness-link", "signing"), salt="freshness-link")
