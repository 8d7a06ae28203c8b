"""Online meetings: each in a room of its own, of a random name, on the host the association chose; shown only to the two.

Jitsi Meet makes a room of whoever opens its address. BigBlueButton makes one when it is asked with a checksum of the
association's secret, and lets in by addresses with another: there the link is one of this system, which asks for the room
and leads into it. Neither host is told a name. The name of the room is sealed, in no mail and in no calendar; a meeting
that is moved, or passes to another operator, has a new one.
"""

import secrets
from datetime import timedelta
from typing import Any

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import select

from ama_net.features.helpdesk import bigbluebutton
from ama_net.features.helpdesk.models import Appointment, AppointmentState, Mode
from ama_net.features.helpdesk.settings import HelpdeskSettings, OnlineKind
from ama_net.features.helpdesk.signals import appointment_changed
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.text import known_id
from ama_net.kernel.confiding import host_address
from ama_net.kernel.tenancy.keys import keyed_digest
from ama_net.kernel.tenancy.settings import read_settings

EARLY, LATE = timedelta(minutes=15), timedelta(hours=1)
"""When a room of BigBlueButton can be entered: from so long before the meeting to so long after it."""

LISTENER, VISITOR = "l", "v"


def online_link(appointment: Appointment, *, language: str = "it", listens: bool = False) -> str:
    """The address of an appointment's online room, made when it is first asked for; empty when it has none.

    None has: who meets otherwise, what is not confirmed or is over, who took everything back, and whose association makes no
    rooms by this system.
    Show it on the visitor's own page and (``listens``) on that of who listens, and nowhere else.
    """
    settings = read_settings(HelpdeskSettings)
    if not _has_room(appointment) or not _makes_rooms(settings):
        return ""
    name = _room_of(appointment)
    if not name:
        return ""
    if settings.online_kind == OnlineKind.JITSI:
        return f"{_base(settings)}/{name}"
    token = _signer().dumps([appointment.id.hex, LISTENER if listens else VISITOR, _mark(name)])
    return host_address("helpdesk_online_public.enter", {"token": str(token)}, language)


def appointment_of_link(token: str) -> tuple[Appointment, bool] | None:
    """The appointment a link to BigBlueButton is of, and whether it is that of who listens; None for any other text.

    The link of a room that is not the appointment's any more leads nowhere.
    """
    try:
        appointment_id, who, mark = _signer().loads(token)
    except (BadData, ValueError, TypeError):
        return None
    appointment = db.session.get(Appointment, known_id(appointment_id))
    if appointment is None or not _has_room(appointment) or _mark(appointment.online_room or "") != mark:
        return None
    return appointment, who == LISTENER


def is_open_now(appointment: Appointment) -> bool:
    """Whether the room can be entered: from a little before the meeting until a while after."""
    return appointment.starts_at - EARLY <= now() <= appointment.ends_at + LATE


def way_in(appointment: Appointment, *, listens: bool) -> str:
    """Ask BigBlueButton for the room, and give the address that lets one in.

    Raises:
        FetchError: the host does not answer, refuses, or nobody told this system its secret.
    """
    settings = read_settings(HelpdeskSettings)
    return bigbluebutton.way_in(_base(settings), appointment.online_room or "", listens=listens)


def _makes_rooms(settings: HelpdeskSettings) -> bool:
    return settings.online_kind != OnlineKind.NONE and settings.online_host != ""


def _has_room(appointment: Appointment) -> bool:
    over = appointment.ends_at + LATE < now()
    confirmed = appointment.mode == Mode.ONLINE and appointment.state == AppointmentState.CONFIRMED
    return confirmed and not over and not _is_emptied(appointment)


def _is_emptied(appointment: Appointment) -> bool:
    """Whether nothing is left of who comes: no room must be made that nothing would erase."""
    return appointment.visitor is not None and appointment.visitor.emptied_at is not None


def _room_of(appointment: Appointment) -> str:
    """Its room; whoever of the two looks first makes it, and under the row's lock both find the same.

    None for who took everything back at that very moment: emptying passes by the same row.
    """
    if appointment.online_room is None:
        db.session.execute(select(Appointment.id).where(Appointment.id == appointment.id).with_for_update())
        db.session.refresh(appointment, ["online_room_sealed"])
        if appointment.visitor is not None:
            db.session.refresh(appointment.visitor, ["emptied_at"])
    if appointment.online_room is None and not _is_emptied(appointment):
        appointment.online_room = secrets.token_hex(16)
        db.session.flush()
    return appointment.online_room or ""


def _base(settings: HelpdeskSettings) -> str:
    host = settings.online_host.rstrip("/")
    return host if "://" in host else f"https://{host}"


def _mark(name: str) -> str:
    return keyed_digest("helpdesk-online-room", name).hex()[:32]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(keyed_digest("helpdesk-online", "signing"), salt="helpdesk-online")


@appointment_changed.connect
def _leave_the_room(appointment: Appointment, **told: Any) -> None:
    """A new time, or another operator: a new room."""
    if told["what"] != "confirmed":
        appointment.online_room = None
