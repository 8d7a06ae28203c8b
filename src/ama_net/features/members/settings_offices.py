"""What an association may choose about offices. The length of a term is the statute's (D.Lgs. 117/2017 art. 21 and 26)."""

from typing import ClassVar

from pydantic import Field

from ama_net.kernel.tenancy.settings import RoomSettings


class OfficesSettings(RoomSettings):
    """Terms of offices."""

    room: ClassVar[str] = "offices"

    term_years: int = Field(
        default=3,
        ge=1,
        le=10,
        title="Anni per cui dura una carica",
        description=(
            "Li dice lo statuto (D.Lgs. 117/2017 art. 21); tre è l'uso più comune. Propone la scadenza quando si scrive "
            "una carica, e si può cambiare ogni volta."
        ),
    )
    first_warning_days: int = Field(
        default=90,
        ge=31,
        le=365,
        title="Giorni prima della scadenza per il primo avviso",
        description="Alla segreteria, per e-mail: c'è il tempo di convocare chi elegge.",
    )
    last_warning_days: int = Field(
        default=30,
        ge=1,
        le=30,
        title="Giorni prima della scadenza per l'ultimo avviso",
        description="Una carica scaduta non finisce da sola: chi la ricopre resta finché non è sostituito.",
    )
