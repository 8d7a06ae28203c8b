"""What a service of the helpdesk can be: its facts as they are given, and which cannot be."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.features.helpdesk.models import Mode, Service, ServiceKind
from ama_net.foundation.database import db
from ama_net.foundation.text import fold
from ama_net.kernel.people import WrongFact
from ama_net.kernel.places import Room

LONGEST_NAME = 120


@dataclass(frozen=True)
class ServiceFacts:
    """What a service is, as ``Service`` has it. ``room_ids``: the rooms of its venue that it meets in."""

    name: str
    kind: str = ServiceKind.MEETING
    name_en: str = ""
    summary: str = ""
    summary_en: str = ""
    minutes: int = 50
    step_minutes: int = 60
    break_before: int = 0
    break_after: int = 10
    notice_hours: int = 12
    horizon_days: int = 60
    change_hours: int = 12
    max_open: int = 1
    max_in_90_days: int = 0
    planned_meetings: int = 8
    in_person: bool = True
    online: bool = False
    phone: bool = False
    venue_id: UUID | None = None
    room_ids: tuple[UUID, ...] = ()
    place: str = ""
    asks_reason: bool = True
    has_waiting_list: bool = True


LIMITS: dict[str, tuple[int, int]] = {
    "minutes": (5, 480),
    "step_minutes": (5, 480),
    "break_before": (0, 240),
    "break_after": (0, 240),
    "notice_hours": (0, 720),
    "change_hours": (0, 720),
    "horizon_days": (1, 365),
    "max_open": (1, 20),
    "max_in_90_days": (0, 100),
    "planned_meetings": (1, 60),
}
"""From how little to how much: the table's checks, said beside the field."""


def check_service(facts: ServiceFacts, others: Sequence[Service]) -> None:
    """Whether a service can be so, beside the others.

    Raises:
        WrongFact: a fact cannot be, or another has this name.
    """
    if not facts.name.strip() or len(facts.name) > LONGEST_NAME:
        raise WrongFact("name", _l("Serve un nome, al massimo di 120 lettere."))
    if fold(facts.name) in {fold(one.name) for one in others}:
        raise WrongFact("name", _l("C'è già un servizio con questo nome."))
    for name, (least, most) in LIMITS.items():
        if not least <= getattr(facts, name) <= most:
            raise WrongFact(name, _l("Serve un numero fra %(min)s e %(max)s.", min=least, max=most))
    if not any(getattr(facts, mode.value) for mode in Mode):
        raise WrongFact("in_person", _l("Serve almeno un modo di incontrarsi: di persona, online o al telefono."))
    if facts.in_person and facts.venue_id is None and not facts.place.strip():
        raise WrongFact("venue_id", _l("Di persona, ma dove? Scegliere il luogo o scriverlo."))
    _check_rooms(facts)


def _check_rooms(facts: ServiceFacts) -> None:
    if not facts.room_ids:
        return
    of_the_venue = select(Room.id).where(Room.id.in_(facts.room_ids), Room.venue_id == facts.venue_id)
    if facts.venue_id is None or len(set(db.session.scalars(of_the_venue))) != len(set(facts.room_ids)):
        raise WrongFact("room_ids", _l("Le stanze sono di un altro luogo: sceglierle di nuovo."))
