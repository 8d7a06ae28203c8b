"""An invented letter that came, and one to write, for the demo."""

from datetime import date
from pathlib import Path

from sqlalchemy import exists, select

from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.correspondence.models import Channel, Direction, ProtocolEntry
from ama_net.kernel.correspondence.operations_writing import Arrived, note_arrival
from ama_net.kernel.tenancy import current_tenant


def seed_demo_letters(_folder: Path) -> None:
    """Two letters in the protocol of an association that keeps members; once."""
    rooms = current_tenant().identity.rooms
    if not (rooms.members and rooms.documents):
        return
    if db.session.scalar(select(exists().where(ProtocolEntry.direction == Direction.IN))):
        return
    day = min(date(today().year, 1, 15), today())
    came = (
        ("Bando per contributi alle associazioni (esempio)", "Comune di Esempio", Channel.PEC),
        ("Conferma della sala per l'assemblea (esempio)", "Casa di Esempio", Channel.POST),
    )
    for subject, who, channel in came:
        note_arrival(Arrived(subject, who, day, kind="public_body", channel=channel), by=SYSTEM)
