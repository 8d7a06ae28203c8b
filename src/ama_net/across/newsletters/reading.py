"""What a page of readers takes from the request: whose link it is, and what proves who pressed its button."""

from flask import abort, request

from ama_net.across.newsletters.addresses import address_digest
from ama_net.across.newsletters.links import Reader, read_token
from ama_net.foundation.database import db
from ama_net.kernel.access import current_actor
from ama_net.kernel.accounts.models import Account


def reader_or_404(token: str) -> Reader:
    """Whose link it is.

    A token that this association never made is a page that is not there, also for the POST of RFC 8058: it names nobody who
    could leave, and answering 200 would only hide a mistake of ours. That of another association is one of these.
    """
    return read_token(token) or abort(404)


def is_own_mailbox(digest: bytes) -> bool:
    """Whether whoever is at this page signed in with the address of a digest."""
    actor = current_actor()
    account = db.session.get(Account, actor.account_id) if actor is not None and actor.account_id else None
    return account is not None and address_digest(account.email) == digest


def facts_of_request() -> dict[str, str]:
    """The rest of a proof of consent: from where in the network, with which browser."""
    return {"network": request.remote_addr or "", "browser": request.user_agent.string}
