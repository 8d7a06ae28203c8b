"""What an association decides about its money."""

from typing import ClassVar

from pydantic import Field

from ama_net.kernel.tenancy import current_tenant_id
from ama_net.kernel.tenancy.settings import RoomSettings, read_settings


class PaymentsSettings(RoomSettings):
    """Terms of the room."""

    room: ClassVar[str] = "payments"

    locked_through_year: int = Field(
        default=0,
        ge=0,
        le=2200,
        title="Ultimo anno chiuso",
        description=(
            "Quando il rendiconto di un anno è approvato, si scrive qui l'anno: i movimenti fino al 31 dicembre non si "
            "aggiungono, non si annullano e non si rimborsano più. 0 vuol dire nessun anno chiuso. Il rendiconto si "
            "deposita al RUNTS entro 180 giorni dalla fine dell'anno (D.Lgs. 117/2017 art. 13 e 48)."
        ),
    )
    president_on_receipts: bool = Field(
        default=True,
        title="Nome di chi è presidente in fondo alle ricevute",
        description="È il nome stampato di chi rappresenta l'associazione: una firma non è richiesta.",
    )


def year_key(year: int) -> str:
    """By what a year is held: together by who writes in it, alone by who closes it."""
    return f"payments:year:{current_tenant_id()}:{year}"


def is_locked(year: int) -> bool:
    """Whether the accounts of a year are closed."""
    return year <= read_settings(PaymentsSettings).locked_through_year
