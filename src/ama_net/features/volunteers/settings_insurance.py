"""What an association may choose about insurance and checks of its volunteers; that they are insured is the law's."""

from typing import ClassVar

from pydantic import Field

from ama_net.kernel.tenancy.settings import RoomSettings


class InsuranceSettings(RoomSettings):
    """Warnings about policies, and when the checks find something strange."""

    room: ClassVar[str] = "insurance"

    first_warning_days: int = Field(
        default=60,
        ge=31,
        le=365,
        title="Giorni prima della scadenza di una polizza per il primo avviso",
        description=(
            "Alla segreteria, per e-mail. Se la polizza si rinnova da sola si contano i giorni prima dell'ultimo giorno "
            "per la disdetta. Assicurare i volontari è un obbligo (D.Lgs. 117/2017 art. 18)."
        ),
    )
    last_warning_days: int = Field(
        default=15,
        ge=1,
        le=30,
        title="Giorni prima della scadenza di una polizza per l'ultimo avviso",
        description="Dopo quel giorno, senza un'altra polizza, i volontari non sono coperti.",
    )
    most_occasional_days: int = Field(
        default=12,
        ge=1,
        le=366,
        title="Giorni di presenza in un anno oltre i quali un volontario occasionale si segnala",
        description=(
            "La legge non dice un numero: chi svolge l'attività in modo non occasionale va iscritto nel registro "
            "(D.Lgs. 117/2017 art. 17 c. 1). Il controllo propone di cambiare sezione."
        ),
    )
    idle_months: int = Field(
        default=12,
        ge=1,
        le=60,
        title="Mesi senza ore dopo i quali un volontario non occasionale si segnala",
        description="Il controllo propone di sentire se continua: chi ha smesso va cancellato dal registro e dalla polizza.",
    )
