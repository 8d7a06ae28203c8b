"""What gifts show in the personal area."""

from flask_babel import lazy_gettext as _l

from ama_net.kernel.access import Actor
from ama_net.kernel.accounts.personal import PersonalRoom


def is_somebody(actor: Actor) -> bool:
    """Whoever is a person of the register may have given: the menu asks nothing of the database."""
    return actor.person_id is not None


ROOM = PersonalRoom(
    key="donations",
    title=_l("Le mie donazioni"),
    icon="heart",
    endpoint="donations_my.index",
    concerns=is_somebody,
    order=30,
)
