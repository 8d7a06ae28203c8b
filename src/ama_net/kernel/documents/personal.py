"""What the room shows in the personal area."""

from flask_babel import lazy_gettext as _l

from ama_net.kernel.access import Actor, Role
from ama_net.kernel.accounts.personal import PersonalRoom


def concerns(actor: Actor) -> bool:
    """Members."""
    return Role.MEMBER in actor.roles


ROOM = PersonalRoom("documents", _l("Documenti"), "document", "documents_my.index", concerns=concerns, order=40)
