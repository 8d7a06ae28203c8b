"""One invented request of a member, so that the office's page has something to answer."""

from pathlib import Path

from sqlalchemy import exists, select

from ama_net.features.members.models import DataChangeRequest, Membership
from ama_net.features.members.operations.area_changes import ask_change, known_facts
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.accounts.models import Account


def seed_demo_area(_folder: Path) -> None:
    """A member of the cast asks to correct their address; once."""
    if db.session.scalar(select(exists().where(DataChangeRequest.id.is_not(None)))):
        return
    plain = select(Membership).join(Account, Account.person_id == Membership.person_id)
    found = db.session.scalars(plain.where(Account.roles == [Role.MEMBER.value]).order_by(Membership.number)).first()
    if found is None or found.person is None:
        return
    home = {"street": "via di Esempio 12", "postcode": "44121", "municipality": "Ferrara", "province": "FE"}
    ask_change(found.person, {**known_facts(found.person), **home}, by=SYSTEM)
