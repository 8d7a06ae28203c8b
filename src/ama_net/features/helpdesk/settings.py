"""What an association may choose about its helpdesk."""

from enum import StrEnum
from typing import ClassVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from pydantic import Field, ValidationInfo, field_validator

from ama_net.kernel.tenancy.settings import RoomSettings


class OnlineKind(StrEnum):
    """Where online meetings are: nowhere that the system makes by itself, or rooms of a host of the association's."""

    NONE = "none"
    JITSI = "jitsi"
    BIGBLUEBUTTON = "bigbluebutton"

    @property
    def label(self) -> LazyString:
        """As the settings' page says it."""
        return ONLINE_KINDS[self]


ONLINE_KINDS: dict[str, LazyString] = {
    OnlineKind.NONE: _l("Nessun servizio: il collegamento si manda a mano"),
    OnlineKind.JITSI: _l("Jitsi Meet"),
    OnlineKind.BIGBLUEBUTTON: _l("BigBlueButton"),
}


class HelpdeskSettings(RoomSettings):
    """How long a time is kept, what is remembered and until when, reminders, offers, online meetings, who does not come."""

    room: ClassVar[str] = "helpdesk"

    hold_minutes: int = Field(
        default=10,
        ge=3,
        le=60,
        title="Minuti in cui un orario resta tenuto per chi sta compilando il modulo",
        description="Poi torna libero per gli altri.",
    )
    keep_days: int = Field(
        default=90,
        ge=30,
        le=365,
        title="Giorni dopo l'ultimo incontro in cui si cancella chi è venuto",
        description=(
            "Il soprannome, il recapito, il motivo e gli appunti si cancellano da soli; restano solo i numeri "
            "(GDPR art. 5, c. 1, lett. e: per non più del tempo che serve)."
        ),
    )
    reminder_first_hours: int = Field(
        default=48,
        ge=0,
        le=168,
        title="Ore prima dell'appuntamento in cui mandare il primo promemoria",
        description="A chi ha lasciato un'e-mail; gli altri vanno nell'elenco delle telefonate. Zero: nessuno.",
    )
    reminder_second_hours: int = Field(
        default=2,
        ge=0,
        le=24,
        title="Ore prima dell'appuntamento in cui mandare il secondo promemoria",
        description="Zero: nessuno.",
    )
    offer_hours: int = Field(
        default=24,
        ge=1,
        le=96,
        title="Ore per accettare un posto che si libera",
        description="Per quel tempo il posto è solo di chi aspetta da più tempo; poi passa a chi viene dopo.",
    )
    no_show_limit: int = Field(
        default=2,
        ge=0,
        le=10,
        title="Assenze senza avvisare dopo cui non si prenota più dal sito",
        description="Chi è mancato può sempre telefonare. Zero: nessun limite.",
    )
    no_show_pause_days: int = Field(
        default=30,
        ge=1,
        le=365,
        title="Per quanti giorni, dopo quelle assenze, non si prenota dal sito",
    )
    online_kind: OnlineKind = Field(
        default=OnlineKind.NONE,
        title="Dove si fanno gli incontri online",
        description="Ogni incontro ha una stanza sua, dal nome a caso, che vedono solo le due persone.",
    )
    online_host: str = Field(
        default="",
        max_length=200,
        pattern=r"^[a-z0-9.:/-]*$",
        title="Indirizzo del servizio di incontri online",
        description=(
            "Per esempio meet.associazione.it: meglio uno che si conosce, in Europa. Il segreto di BigBlueButton non si "
            "scrive qui: si dà a chi tiene in funzione il sistema."
        ),
    )

    @field_validator("reminder_second_hours")
    @classmethod
    def _after_the_first(cls, hours: int, others: ValidationInfo) -> int:
        first = others.data.get("reminder_first_hours", 0)
        if first and hours >= first:
            raise ValueError("il secondo promemoria parte dopo il primo: meno ore prima dell'appuntamento")
        return hours
