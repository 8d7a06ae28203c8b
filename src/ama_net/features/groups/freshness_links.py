"""The link of the monthly mail: signed, good for one term and for this alone, over after six weeks or with the term."""

from uuid import UUID

from itsdangerous import BadData, URLSafeTimedSerializer

from ama_net.features.groups.models import Facilitator
from ama_net.features.groups.queries_facilitators import accounts_of
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.accounts.models import SUSPENDED
from ama_net.kernel.tenancy.keys import keyed_digest

LASTS_SECONDS = 45 * 24 * 3600


def link_path(term: Facilitator) -> str:
    """The address that lets who holds this term confirm the facts of its group, without signing in."""
    return f"/gruppi/conferma/{_signer().dumps(term.id.hex)}"


def term_of_link(token: str) -> Facilitator | None:
    """The term a link is for; None when it is not ours or too old, the term is over, or the person may not sign in."""
    try:
        term = db.session.get(Facilitator, UUID(_signer().loads(token, max_age=LASTS_SECONDS)))
    except (BadData, ValueError, TypeError, AttributeError):
        return None
    if term is None or term.person_id is None or not term.is_current(today()):
        return None
    account = accounts_of([term.person_id]).get(term.person_id)
    return None if account is not None and account.status == SUSPENDED else term


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(keyed_digest("freshness-link", "signing"), salt="freshness-link")
