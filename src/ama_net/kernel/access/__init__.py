"""Who may do what, as one page (``permissions.py``), and the actor every operation is told of with ``by=``.

It stands under every other room of the kernel, so that each of them can name the permission of its own pages; who the
signed-in person is (accounts, sessions, second factor) is the business of ``kernel/accounts``.
"""

from ama_net.kernel.access.actor import SYSTEM, Actor, current_actor, signed_in_actor
from ama_net.kernel.access.doors import Door, open_door, requires
from ama_net.kernel.access.office import Figure, OfficeRoom, SearchHit
from ama_net.kernel.access.permissions import PERMISSIONS_OF, Permission, Role

__all__ = [
    "PERMISSIONS_OF",
    "SYSTEM",
    "Actor",
    "Door",
    "Figure",
    "OfficeRoom",
    "Permission",
    "Role",
    "SearchHit",
    "current_actor",
    "open_door",
    "requires",
    "signed_in_actor",
]
