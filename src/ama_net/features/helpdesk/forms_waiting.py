"""What is typed about the waiting list: by who would like a place, by the office that offers one."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, ValidationError

from ama_net.features.helpdesk.forms_pathways import PathwayForm, PhoneForm
from ama_net.features.helpdesk.models import FreePart, Mode, Service
from ama_net.features.helpdesk.pathway_words import FREE_PARTS, WANTED_MODES
from ama_net.features.helpdesk.slots import Slot
from ama_net.features.helpdesk.times_page import choice_of
from ama_net.features.helpdesk.visitor_words import MODES
from ama_net.foundation.web.forms import WebForm
from ama_net.foundation.web.pages import datetime_words
from ama_net.kernel.confiding import ContactKind
from ama_net.kernel.people.forms.fields import choices


class WaitingForm(PathwayForm):
    """Asking for a place in the waiting list: the same as for a pathway, who asks and when and how they can come."""

    def __init__(self, service: Service, *args: Any, **kwargs: Any) -> None:
        super().__init__(service, *args, **kwargs)
        self.only_by_phone = service.modes == (Mode.PHONE,)

    def validate_wanted_mode(self, field: RadioField) -> None:
        """One of the ways of this service: nobody would ever have a time in another."""
        if field.data not in {choice.value for choice in field.choices or ()}:
            raise ValidationError(_("Scegli uno di questi modi."))

    def validate_contact(self, field: StringField) -> None:
        """By telephone one is called: that takes a number."""
        super().validate_contact(field)
        by_phone = self.only_by_phone or ("wanted_mode" in self and self.wanted_mode.data == Mode.PHONE)
        if by_phone and self.contact_kind is not ContactKind.PHONE:
            raise ValidationError(_("Per parlarci al telefono serve un numero: scrivi quello a cui ti chiamiamo."))


class OfferForm(WebForm):
    """Which free time is offered by hand."""

    slot = RadioField(_l("Quale orario proporre?"), [InputRequired(_l("Scegliere un orario."))])

    def __init__(self, slots: Iterable[tuple[Slot, Mode]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slot.choices = [
            SelectChoice(choice_of(slot, mode), f"{datetime_words(slot.starts_at)} · {MODES[mode]}")
            for slot, mode in slots
        ]


class PhoneWaitingForm(PhoneForm):
    """A place in the list for who telephones, with the consent by word of mouth."""

    services: Sequence[Service]

    wanted_mode = SelectField(_l("Come preferisce"), default="", validate_choice=False)
    free_part = SelectField(_l("Quando può, di solito"), choices=choices(FREE_PARTS), default=FreePart.ANY.value)

    def __init__(self, services: Sequence[Service], *args: Any, **kwargs: Any) -> None:
        super().__init__(services, *args, **kwargs)
        self.services = services
        offered = {"", *(mode for one in services for mode in one.modes)}
        self.wanted_mode.choices = choices({mode: words for mode, words in WANTED_MODES.items() if mode in offered})

    def validate_wanted_mode(self, field: SelectField) -> None:
        """A way in which that service is done, and in which they can be reached."""
        if field.data and field.data not in self._modes():
            raise ValidationError(_("Questo servizio non si fa così."))

    def validate_contact(self, field: StringField) -> None:
        """By telephone one is called: that takes a number."""
        super().validate_contact(field)
        by_phone = self.wanted_mode.data == Mode.PHONE or self._modes() == (Mode.PHONE,)
        if by_phone and self.contact_kind is not ContactKind.PHONE:
            raise ValidationError(_("Per parlarsi al telefono serve un numero."))

    def wanted(self) -> Mode | None:
        """How they would rather meet; None: it is the same."""
        return Mode(self.wanted_mode.data) if self.wanted_mode.data else None

    def _modes(self) -> tuple[Mode, ...]:
        return next((one.modes for one in self.services if one.id == self.service_id.data), ())
