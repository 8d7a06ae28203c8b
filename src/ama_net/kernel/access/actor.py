"""The actor: who does something, as operations and rules are told of it."""

from dataclasses import dataclass, field
from uuid import UUID

from flask import abort, g, has_request_context

from ama_net.kernel.access.permissions import Permission, Role, permissions_of


@dataclass(frozen=True)
class Actor:
    """A signed-in person, or the system itself (no account).

    ``label`` says who acted when no account did (``sistema``, ``cittadino``); ``name`` is for the page only and is
    never written in the audit.
    """

    account_id: UUID | None = None
    person_id: UUID | None = None
    name: str = ""
    label: str = ""
    roles: frozenset[Role] = frozenset()
    permissions: frozenset[Permission] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "permissions", permissions_of(self.roles))

    def can(self, permission: Permission) -> bool:
        """Whether one of the actor's roles gives the permission."""
        return permission in self.permissions


SYSTEM = Actor(label="sistema")
PUBLIC = Actor(label="pubblico")


def current_actor() -> Actor | None:
    """The person signed in on this request, or None. For views and templates only: operations take ``by=``."""
    return g.get("actor") if has_request_context() else None


def signed_in_actor() -> Actor:
    """Who is signed in, behind a door that lets nobody else in. For views only: operations take ``by=``."""
    return current_actor() or abort(404)
