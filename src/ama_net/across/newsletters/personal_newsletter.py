"""What newsletters show in the personal area: one page, for who is in the register."""

from flask_babel import lazy_gettext as _l

from ama_net.kernel.access import Actor
from ama_net.kernel.accounts.personal import PersonalRoom


def concerns(actor: Actor) -> bool:
    """Whoever has a line in the register."""
    return actor.person_id is not None


ROOM = PersonalRoom("newsletter", _l("Newsletter"), "mail", "newsletter_my.index", concerns=concerns, order=60)
