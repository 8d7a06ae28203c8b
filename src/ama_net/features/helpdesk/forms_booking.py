"""Booking by oneself: who one is, and another time when the one that was held is gone."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, StringField
from wtforms.validators import ValidationError

from ama_net.features.helpdesk.forms_visitor import VisitorForm
from ama_net.features.helpdesk.models import Mode, Service
from ama_net.features.helpdesk.slots import Slot
from ama_net.features.helpdesk.times_page import choice_of, read_choice
from ama_net.features.helpdesk.visitor_words import MODES
from ama_net.foundation.web.pages import datetime_words
from ama_net.kernel.confiding import ContactKind


class BookingForm(VisitorForm):
    """The second of the three screens. ``slot`` is there only when the time that was held went to somebody else."""

    page_order = ("slot", *VisitorForm.page_order)

    slot = RadioField(_l("Scegli un altro orario"), validate_choice=False)
    held_mode: Mode | None = None

    def prepare(self, service: Service, held_mode: Mode | None, instead: Iterable[Slot]) -> None:
        """Fit the form to the service: ``held_mode`` of the time that is held, or times to choose from instead of it."""
        self.held_mode = held_mode
        if not service.asks_reason:
            del self.reason
        if held_mode is not None:
            del self.slot
            return
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

    def validate_slot(self, field: RadioField) -> None:
        """The one that was held is gone, so another is needed."""
        if self.chosen is None:
            raise ValidationError(_("Scegli uno di questi orari."))

    def validate_contact(self, field: StringField) -> None:
        """By telephone one is called: that takes a number."""
        super().validate_contact(field)
        mode = self.chosen[1] if self.chosen else self.held_mode
        if mode == Mode.PHONE and self.contact_kind is not ContactKind.PHONE:
            raise ValidationError(_("Per parlarci al telefono serve un numero: scrivi quello a cui ti chiamiamo."))


def _said(slot: Slot, mode: Mode | None) -> str:
    return " · ".join(filter(None, (datetime_words(slot.starts_at), str(MODES[mode]) if mode else "")))
