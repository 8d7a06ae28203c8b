"""What an association may choose about donations."""

from typing import ClassVar

from pydantic import Field, field_validator

from ama_net.foundation.money import NotAnAmount, parse_cents
from ama_net.kernel.tenancy.settings import RoomSettings

MOST_SUGGESTED = 5


class DonationsSettings(RoomSettings):
    """The support page, what is offered, what is done with a gift."""

    room: ClassVar[str] = "donations"

    suggested: str = Field(
        default="20; 50; 100",
        max_length=60,
        title="Importi proposti, in euro",
        description="Separati da un punto e virgola, al massimo cinque. Chi dona può sempre scriverne un altro.",
    )
    least_euros: int = Field(
        default=2,
        ge=1,
        le=100,
        title="Importo più piccolo da dare online, in euro",
        description="Sotto questo importo le commissioni mangiano il dono; importi minimi servono anche a chi prova carte rubate.",
    )
    most_online_euros: int = Field(
        default=5_000,
        ge=100,
        le=10_000,
        title="Importo più grande da dare online, in euro",
        description="Oltre si dona con un bonifico. L'addebito SEPA arriva al massimo a 10.000 €.",
    )
    offers_monthly: bool = Field(default=True, title="Si può donare ogni mese")
    offers_yearly: bool = Field(default=True, title="Si può donare ogni anno")
    cover_per_mille: int = Field(
        default=15,
        ge=0,
        le=100,
        title="Commissione che chi dona può coprire: per mille dell'importo",
        description="Per esempio 15 vuol dire l'1,5 %. Zero, qui e sotto: non si chiede.",
    )
    cover_cents: int = Field(
        default=25, ge=0, le=200, title="Commissione che chi dona può coprire: parte fissa, in centesimi"
    )
    outside_address: str = Field(
        default="",
        max_length=300,
        title="Indirizzo esterno per i versamenti",
        description="Per un ente pubblico: la pagina di pagoPA. Se è scritto, si mostra questo al posto del conto.",
    )
    outside_words: str = Field(
        default="",
        max_length=500,
        title="Che cosa dire accanto all'indirizzo esterno",
        description="Per esempio la causale da scrivere.",
    )
    thanks_words: str = Field(
        default="",
        max_length=600,
        title="Il vostro grazie",
        description="Due righe in più nell'e-mail di ringraziamento.",
    )
    auto_receipts: bool = Field(
        default=True,
        title="Le ricevute partono da sole",
        description="Appena il denaro è arrivato. Altrimenti le fa la tesoreria, una per una o insieme.",
    )
    remind_days: int = Field(
        default=30,
        ge=7,
        le=90,
        title="Giorni dopo i quali si ricorda un bonifico promesso",
        description="Una volta sola.",
    )
    abandoned_days: int = Field(
        default=90, ge=30, le=365, title="Giorni dopo i quali una donazione mai arrivata si considera lasciata"
    )
    debit_notice_days: int = Field(
        default=14,
        ge=2,
        le=30,
        title="Giorni prima dei quali si avvisa di un addebito sul conto",
        description="Per le donazioni che si ripetono con addebito SEPA: 14, se non si è concordato altro.",
    )

    @field_validator("suggested")
    @classmethod
    def _amounts(cls, text: str) -> str:
        amounts_of(text)
        return text

    @field_validator("outside_address")
    @classmethod
    def _address(cls, text: str) -> str:
        if text and not text.startswith("https://"):
            raise ValueError("l'indirizzo comincia con https://")
        return text

    @property
    def suggested_cents(self) -> list[int]:
        """The amounts on the page's buttons."""
        return amounts_of(self.suggested)

    @property
    def least_cents(self) -> int:
        """The least that is taken online."""
        return self.least_euros * 100

    @property
    def most_online_cents(self) -> int:
        """The most that is taken online."""
        return self.most_online_euros * 100

    def covered(self, cents: int) -> int:
        """What is added to an amount so that, what the provider keeps taken away, that amount arrives; cents."""
        if not (self.cover_per_mille or self.cover_cents):
            return 0
        gross = -(-(cents + self.cover_cents) * 1000 // (1000 - self.cover_per_mille))
        return gross - cents


def amounts_of(text: str) -> list[int]:
    """Amounts in cents out of a typed list. Raises ValueError with words for who typed."""
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if len(parts) > MOST_SUGGESTED:
        raise ValueError("al massimo cinque importi")
    try:
        found = [parse_cents(part) for part in parts]
    except NotAnAmount:
        raise ValueError("importi separati da un punto e virgola, per esempio 20; 50; 100") from None
    if 0 in found:
        raise ValueError("un importo è zero")
    return found
