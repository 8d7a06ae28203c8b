"""Somebody who waits, for the tests of the waiting list."""

from typing import Any

from ama_net.features.helpdesk.models import FreePart, Mode, Service, WaitingEntry
from ama_net.features.helpdesk.operations.waiting import join_list
from ama_net.features.helpdesk.visitor_secrets import contact_digest, token_of
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.confiding import token_digest
from tests.factories.helpdesk import make_visitor


def wait_for(
    service: Service,
    nickname: str = "Luna",
    *,
    contact: str = "",
    mode: Mode | None = None,
    free_part: FreePart = FreePart.ANY,
    by: Actor = SYSTEM,
    **values: Any,
) -> WaitingEntry:
    """One more in the list of a service, with a contact of their own unless said."""
    contact = contact or f"{nickname.lower()}@posta.example"
    visitor = make_visitor(nickname, contact, contact_digest=contact_digest(contact))
    visitor.secret_digest = token_digest(token_of(visitor))
    entry = join_list(service, visitor, mode=mode, free_part=free_part, by=by)
    for name, value in values.items():
        setattr(entry, name, value)
    return entry
