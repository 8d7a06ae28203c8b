"""What an association decides about its register and its yearly duties; beside each, the law's own figure and article."""

from typing import ClassVar

from pydantic import Field

from ama_net.kernel.tenancy.settings import RoomSettings


class RegisterSettings(RoomSettings):
    """Terms of the register and of the calendar of deadlines. Amounts are whole euros."""

    room: ClassVar[str] = "register"

    year_end_month: int = Field(
        default=12,
        ge=1,
        le=12,
        title="Mese in cui finisce l'esercizio",
        description="12 per l'anno solare. Da qui si contano i 180 giorni per il deposito del bilancio (D.Lgs. 117/2017 art. 48 c. 3).",
    )
    approve_within_days: int = Field(
        default=120,
        ge=30,
        le=180,
        title="Giorni dalla fine dell'esercizio entro i quali l'assemblea approva il bilancio",
        description="La legge non dice un termine: lo dice lo statuto. Serve comunque in tempo per il deposito, entro 180 giorni.",
    )
    warn_days: int = Field(
        default=45,
        ge=7,
        le=120,
        title="Giorni prima di una scadenza in cui segnalarla nel quadro dell'ufficio",
        description="Le scadenze passate e non segnate come fatte restano in vista.",
    )
    inspection_days: int = Field(
        default=30,
        ge=1,
        le=120,
        title="Giorni entro i quali far vedere i libri a chi lo chiede",
        description="I soci vedono i libri nei modi dello statuto (D.Lgs. 117/2017 art. 15 c. 3); la legge non dice in quanti giorni.",
    )
    control_assets_euro: int = Field(
        default=150_000,
        ge=0,
        title="Organo di controllo: totale dell'attivo, in euro",
        description=(
            "L'organo di controllo è obbligatorio quando per due anni di fila si superano due di questi tre limiti "
            "(D.Lgs. 117/2017 art. 30 c. 2, come cambiato dalla L. 104/2024): da ricontrollare con chi segue i conti."
        ),
    )
    control_revenue_euro: int = Field(
        default=300_000,
        ge=0,
        title="Organo di controllo: ricavi, rendite, proventi ed entrate, in euro",
        description="Come sopra (D.Lgs. 117/2017 art. 30 c. 2).",
    )
    control_employees: int = Field(
        default=7,
        ge=0,
        title="Organo di controllo: dipendenti in media nell'anno",
        description="Come sopra (D.Lgs. 117/2017 art. 30 c. 2).",
    )
