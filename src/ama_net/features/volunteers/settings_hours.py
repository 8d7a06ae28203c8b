"""What an association decides about the hours of its volunteers: approval, terms, what an hour is worth, certificates."""

from typing import ClassVar

from pydantic import Field, field_validator

from ama_net.foundation.money import NotAnAmount, parse_cents, plain_amount
from ama_net.kernel.tenancy.settings import RoomSettings


class HoursSettings(RoomSettings):
    """Terms of the room."""

    room: ClassVar[str] = "hours"

    approval_needed: bool = Field(
        default=True,
        title="Le ore contano quando l'ufficio le approva",
        description="Senza approvazione le ore contano appena sono scritte.",
    )
    shifts_approved: bool = Field(
        default=False,
        title="Le ore di un turno contano da sole",
        description="Vale per chi era nel turno, se le ore scritte non sono più della durata del turno.",
    )
    days_back: int = Field(
        default=60,
        ge=1,
        le=730,
        title="Giorni indietro entro cui chi fa volontariato scrive le proprie ore",
        description="L'ufficio può scriverle anche dopo, finché l'anno non è chiuso.",
    )
    locked_through_year: int = Field(
        default=0,
        ge=0,
        le=2200,
        title="Ultimo anno chiuso",
        description=(
            "Le ore di questo anno e di quelli prima non si scrivono, non si correggono e non si tolgono più. 0 vuol dire "
            "nessun anno chiuso. Conviene chiudere l'anno quando le ore entrano nel bilancio o nel bilancio sociale."
        ),
    )
    hourly_value: str = Field(
        default="",
        max_length=20,
        title="Valore di un'ora, in euro, per il bilancio sociale",
        description=(
            "Vuoto: le ore non si valorizzano. È una scelta dell'associazione, di solito la paga oraria lorda del contratto "
            "collettivo per un lavoro simile. I costi figurativi sono facoltativi e stanno in calce al rendiconto (DM 5 marzo "
            "2020). Un'attività può avere un valore suo."
        ),
    )
    value_source: str = Field(
        default="",
        max_length=300,
        title="Da dove viene il valore",
        description="Per esempio il contratto collettivo e il livello, o la delibera: si legge accanto alle ore valorizzate.",
    )
    certificates_by_volunteers: bool = Field(
        default=True,
        title="Chi fa volontariato prende da sé l'attestato delle proprie ore",
        description="Se no lo prepara l'ufficio. L'attestato dice solo le ore approvate.",
    )
    signer: str = Field(
        default="",
        max_length=200,
        title="Chi firma gli attestati",
        description="Nome e ruolo, per esempio: Maria Bianchi, responsabile del volontariato. Vuoto: chi è presidente.",
    )
    digest: bool = Field(
        default=True,
        title="Ricordare ogni lunedì alla segreteria le ore da approvare",
    )

    @field_validator("hourly_value")
    @classmethod
    def _an_amount(cls, typed: str) -> str:
        if not typed.strip():
            return ""
        try:
            return plain_amount(parse_cents(typed))
        except NotAnAmount:
            raise ValueError("scrivere l'importo con le cifre, per esempio 18 oppure 18,50") from None

    @property
    def hourly_value_cents(self) -> int | None:
        """What an hour is worth, in cents; None when hours are not valued."""
        return parse_cents(self.hourly_value) if self.hourly_value else None
