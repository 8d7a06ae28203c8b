"""Where an appointment is, in words: for the visitor's pages and mails, for calendars. The service is never named."""

from flask_babel import gettext as _

from ama_net.features.helpdesk.models import Appointment, Mode, Service
from ama_net.features.helpdesk.settings import HelpdeskSettings, OnlineKind
from ama_net.kernel.places import Room
from ama_net.kernel.tenancy.settings import read_settings


def where_words(service: Service, mode: Mode | str, room: Room | None = None) -> str:
    """Where the two meet, or how one reaches the other."""
    if mode == Mode.ONLINE:
        made_here = read_settings(HelpdeskSettings).online_kind != OnlineKind.NONE
        return str(
            _("Online: il collegamento è nella tua pagina")
            if made_here
            else _("Online: ti mandiamo noi il collegamento")
        )
    if mode == Mode.PHONE:
        return str(_("Al telefono: ti chiamiamo noi"))
    return ", ".join(filter(None, (place_of(service), room.name if room else "")))


def where_of(appointment: Appointment) -> str:
    """The same, of an appointment."""
    return where_words(appointment.service, appointment.mode, appointment.room)


def calendar_place(appointment: Appointment) -> str:
    """The same in few words, for a calendar that others may see: an address, or how one meets."""
    if appointment.mode == Mode.ONLINE:
        return str(_("Online"))
    if appointment.mode == Mode.PHONE:
        return str(_("Al telefono"))
    venue = appointment.service.venue
    return (venue.in_one_line if venue else "") or appointment.service.place


def place_of(service: Service) -> str:
    """The place of a service in one line; empty when there is none."""
    venue = service.venue
    if venue is None:
        return service.place
    return ", ".join(filter(None, (venue.name, venue.in_one_line, service.place)))
