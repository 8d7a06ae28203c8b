"""What an association may choose about its groups and about the requests to join them."""

from typing import ClassVar

from pydantic import Field

from ama_net.kernel.tenancy.settings import RoomSettings


class GroupsSettings(RoomSettings):
    """Terms of the room; periods are in days."""

    room: ClassVar[str] = "groups"

    keep_requests_days: int = Field(
        default=90,
        ge=7,
        le=365,
        title="Giorni dopo i quali una richiesta chiusa è svuotata",
        description=(
            "Nome, recapito e testi sono cancellati questi giorni dopo la chiusura. Il limite viene dal principio di "
            "limitazione della conservazione (GDPR art. 5.1.e); per dati che possono rivelare la salute 30-90 giorni."
        ),
    )
    close_quiet_requests_days: int = Field(
        default=60,
        ge=7,
        le=365,
        title="Giorni senza novità dopo i quali una richiesta con risposta si chiude da sola",
        description="Perché nessuna richiesta resti aperta, e quindi conservata, senza fine (GDPR art. 5.1.e).",
    )
    answer_within_days: int = Field(
        default=7,
        ge=1,
        le=60,
        title="Giorni entro i quali rispondere",
        description="Passati questi giorni la richiesta è segnalata nel quadro dell'ufficio.",
    )
