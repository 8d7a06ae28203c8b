"""What an association decides about its money."""

from typing import ClassVar

from pydantic import Field

from ama_net.kernel.tenancy import current_tenant_id
from ama_net.kernel.tenancy.settings import WRITTEN_BY_ROOM, RoomSettings, read_settings


class PaymentsSettings(RoomSettings):
    """Terms of the room."""

    room: ClassVar[str] = "payments"

    locked_through_year: int = Field(
        default=0,
        ge=0,
        le=2200,
        json_schema_extra=WRITTEN_BY_ROOM,
        description="Until the end of this year no movement is added or changed; closing and reopening a year write it.",
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
