"""What gifts show in the personal area: only to who gave."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, select

from ama_net.features.donations.models import Gift, RecurringGift
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.accounts.personal import PersonalRoom


def has_given(actor: Actor) -> bool:
    """Whether they gave, or give."""
    if actor.person_id is None:
        return False
    once, again = (exists().where(model.person_id == actor.person_id) for model in (Gift, RecurringGift))
    return bool(db.session.scalar(select(once | again)))


ROOM = PersonalRoom(
    key="donations",
    title=_l("Le mie donazioni"),
    icon="heart",
    endpoint="donations_my.index",
    concerns=has_given,
    order=30,
)
