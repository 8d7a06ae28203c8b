"""Booking by oneself: who one is, and another time when the one that was held is gone."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, StringField
from wtforms.validators import ValidationError

from ama_net.features.helpdesk.forms_visitor import VisitorForm
from ama_net.features.helpdesk.models import Mode, Service
from ama_net.features.helpdesk.settings import HelpdeskSettings, OnlineKind
from ama_net.features.helpdesk.slots import Slot
from ama_net.features.helpdesk.times_page import choice_of, read_choice
from ama_net.features.helpdesk.visitor_words import MODES
from ama_net.foundation.web.pages import datetime_words
from ama_net.kernel.confiding import ContactKind
from ama_net.kernel.tenancy.settings import read_settings


class BookingForm(VisitorForm):
    """The second of the three screens. ``slot`` is there only when no time is held: it was never, or it went to somebody else."""

    page_order = ("slot", *VisitorForm.page_order)

    slot = RadioField(_l("Scegli un altro orario"), validate_choice=False)
    held_mode: Mode | None = None
    only_mode: Mode | None = None
    """How one meets, where the service leaves no choice."""
    no_room_online = False
    """Whether who listens has to send the way into an online meeting."""

    def prepare(self, service: Service, held_mode: Mode | None, instead: Iterable[Slot], *, wish: str = "") -> None:
        """Fit the form to the service: ``held_mode`` of the time that is held, or times to choose from instead of it.

        ``wish`` is a choice made before, on a form that was not sent yet.
        """
        self.held_mode, self.only_mode = held_mode, service.modes[0] if len(service.modes) == 1 else None
        self.no_room_online = read_settings(HelpdeskSettings).online_kind == OnlineKind.NONE
        if not service.asks_reason:
            del self.reason
        if held_mode is not None:
            del self.slot
        else:
            self._choose_among(service, instead)
            self.slot.data = self.slot.data or wish
        self._say_how_to_be_reached(online=Mode.ONLINE in service.modes)

    def _choose_among(self, service: Service, instead: Iterable[Slot]) -> None:
        several = len(service.modes) > 1
        self.slot.choices = [
            SelectChoice(choice_of(slot, mode), _said(slot, mode if several else None))
            for slot in instead
            for mode in slot.modes
        ]

    @property
    def chosen(self) -> tuple[datetime, Mode] | None:
        """The other time, if one was chosen."""
        return read_choice(self.slot.data) if "slot" in self else None

    @property
    def mode(self) -> Mode | None:
        """How the two will meet, as far as it is known."""
        return self.chosen[1] if self.chosen else self.held_mode or self.only_mode

    def _say_how_to_be_reached(self, *, online: bool) -> None:
        """By telephone one is called; into an online meeting somebody may have to be sent a link."""
        if self.mode == Mode.PHONE:
            self.contact.label.text = _("Il numero a cui ti chiamiamo")
            self.contact.description = _("Lo usiamo soltanto per questo appuntamento.")
            self.call_time.label.text = _("Se dobbiamo avvisarti di un cambio, quando possiamo chiamare?")
        elif self.no_room_online and (self.mode == Mode.ONLINE or (self.mode is None and online)):
            self.contact.description = _("Per incontrarci online serve un'e-mail, o un cellulare che riceve messaggi.")

    def validate_slot(self, field: RadioField) -> None:
        """The one that was held is gone, so another is needed."""
        if self.chosen is None:
            raise ValidationError(_("Scegli uno di questi orari."))

    def validate_contact(self, field: StringField) -> None:
        """By telephone one is called: that takes a number."""
        super().validate_contact(field)
        if self.mode == Mode.PHONE and self.contact_kind is not ContactKind.PHONE:
            raise ValidationError(_("Per parlarci al telefono serve un numero: scrivi quello a cui ti chiamiamo."))


def _said(slot: Slot, mode: Mode | None) -> str:
    return " · ".join(filter(None, (datetime_words(slot.starts_at), str(MODES[mode]) if mode else "")))
