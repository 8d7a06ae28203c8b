"""What an association decides about its statements."""

from typing import ClassVar

from pydantic import Field

from ama_net.kernel.tenancy.settings import RoomSettings


class BookkeepingSettings(RoomSettings):
    """Terms of the room."""

    room: ClassVar[str] = "bookkeeping"

    has_legal_personality: bool = Field(
        default=False,
        title="L'associazione ha personalità giuridica",
        description=(
            "Chi ce l'ha non usa il rendiconto per cassa del Modello D (D.Lgs. 117/2017 art. 13 c. 2, come cambiato dalla "
            "L. 104/2024); quello in forma aggregata, con entrate piccole, resta possibile."
        ),
    )
    cash_up_to_euros: int = Field(
        default=300_000,
        ge=0,
        title="Rendiconto per cassa (Modello D): entrate sotto a",
        description="In euro. Sopra serve il bilancio con stato patrimoniale (D.Lgs. 117/2017 art. 13 c. 1 e 2).",
    )
    brief_up_to_euros: int = Field(
        default=60_000,
        ge=0,
        title="Forma aggregata (Modello E): entrate fino a",
        description="In euro (D.Lgs. 117/2017 art. 13 c. 2-bis; DM 18 febbraio 2026).",
    )
