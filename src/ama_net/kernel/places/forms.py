"""What the office types about a venue."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FloatField, IntegerField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import (
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    StopValidation,
    ValidationError,
)

from ama_net.foundation.web.forms import WebForm, one_line, strip
from ama_net.kernel.places.models import LONGEST_VENUE_NAME, Municipality, Venue
from ama_net.kernel.places.operations import LARGEST, VenueFacts
from ama_net.kernel.places.queries import STEP_FREE, matching_municipalities

TOO_LONG = _l("Al massimo %(max)d lettere.")


class DecimalDegrees(FloatField):
    """Degrees, with a point or the Italian comma."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; rubbish is an error beside the field."""
        text = strip(valuelist[0]) if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            self.data = float(text.replace(",", "."))
        except ValueError:
            raise ValueError(_("Scrivi i gradi con la virgola, per esempio 44,4949.")) from None


class RoomForm(WebForm):
    """A room of a venue."""

    name = StringField(
        _l("Nome della stanza"),
        [InputRequired(_l("Scrivere come si chiama la stanza.")), Length(max=LONGEST_VENUE_NAME, message=TOO_LONG)],
        filters=[one_line],
        description=_l("Come la conosce chi ci va: «Stanza azzurra», «Primo piano, a destra»."),
    )
    is_open = BooleanField(_l("Si può scegliere"), default=True)


def one_municipality(typed: str | None) -> Municipality | None:
    """The municipality a field names; None when it is empty.

    Raises:
        ValidationError: no municipality is called so.
        StopValidation: several are; the text names some of them.
    """
    if not typed:
        return None
    towns = matching_municipalities(typed)
    if not towns:
        raise ValidationError(_("Questo comune non c'è nell'elenco: ricontrolla come si scrive."))
    if len(towns) > 1:
        raise StopValidation(_("Quale? %(towns)s", towns=", ".join(town.label for town in towns[:4])))
    return towns[0]


class VenueForm(WebForm):
    """A venue. The municipality is written by name, with its province when two have the same one."""

    name = StringField(
        _l("Nome del luogo"),
        [InputRequired(_l("Scrivi come si chiama il luogo.")), Length(max=LONGEST_VENUE_NAME, message=TOO_LONG)],
        filters=[strip],
        description=_l("Come lo conosce chi ci va: «Centro civico Lame», «Casa della salute»."),
    )
    address = StringField(_l("Via e numero"), [Length(max=200, message=TOO_LONG)], filters=[strip])
    postcode = StringField(
        _l("CAP"), [Optional(), Regexp(r"^[0-9]{5}$", message=_l("Il CAP ha cinque cifre."))], filters=[strip]
    )
    municipality = StringField(
        _l("Comune"),
        [Length(max=100, message=TOO_LONG)],
        filters=[strip],
        description=_l("Solo il nome; se ce ne sono due uguali anche la provincia: «Castro (LE)»."),
    )
    step_free = RadioField(
        _l("Si entra senza gradini?"),
        choices=[
            SelectChoice("yes", _l("Sì")),
            SelectChoice("no", _l("No")),
            SelectChoice("unknown", _l("Non verificato")),
        ],
        default="unknown",
    )
    notes = TextAreaField(
        _l("Come si arriva"),
        [Length(max=1000, message=TOO_LONG)],
        filters=[strip],
        description=_l("Citofono, piano, autobus, parcheggio: si legge nella pagina del gruppo."),
    )
    capacity = IntegerField(
        _l("Quante persone ci stanno"), [Optional(), NumberRange(1, LARGEST)], description=_l("Sedute, in cerchio.")
    )
    owner = StringField(
        _l("Di chi è"),
        [Length(max=200, message=TOO_LONG)],
        filters=[strip],
        description=_l("L'ente che lo presta: «Comune di Budrio», «Parrocchia San Paolo»."),
    )
    contact = TextAreaField(
        _l("A chi chiederlo, chi ha le chiavi"),
        [Length(max=500, message=TOO_LONG)],
        filters=[strip],
        description=_l("Si legge solo in ufficio, ed è conservato cifrato."),
    )
    lat = DecimalDegrees(_l("Latitudine"))
    lon = DecimalDegrees(_l("Longitudine"))
    position_source = StringField(
        _l("Da dove viene il punto"),
        [Length(max=200, message=TOO_LONG)],
        filters=[strip],
        description=_l("Per esempio: misurato sul posto il 3 novembre."),
    )

    found: Municipality | None = None

    def validate_municipality(self, field: StringField) -> None:
        """The name must mean one municipality."""
        self.found = one_municipality(field.data)

    def facts(self) -> VenueFacts:
        """What was typed, for the operation."""
        return VenueFacts(
            name=self.name.data or "",
            address=self.address.data or "",
            postcode=self.postcode.data or "",
            municipality_code=self.found.istat_code if self.found else None,
            step_free=STEP_FREE[self.step_free.data],
            notes=self.notes.data or "",
            lat=self.lat.data,
            lon=self.lon.data,
            position_source=self.position_source.data or "",
            capacity=self.capacity.data,
            owner=self.owner.data or "",
            contact=self.contact.data or None,
        )


def values_of(venue: Venue) -> dict[str, Any]:
    """A venue as the form shows it."""
    step_free = next(key for key, value in STEP_FREE.items() if value is venue.step_free)
    town = venue.municipality.label if venue.municipality else ""
    plain = ("name", "address", "postcode", "notes", "lat", "lon", "position_source", "capacity", "owner", "contact")
    return {**{name: getattr(venue, name) for name in plain}, "step_free": step_free, "municipality": town}
