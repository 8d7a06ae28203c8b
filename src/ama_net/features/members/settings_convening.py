"""What the statute says of members who ask for the assembly; where it is silent, the law's default, with its article."""

from typing import ClassVar

from pydantic import Field, field_validator

from ama_net.features.members.quorum import Share
from ama_net.features.members.settings_meetings import Part
from ama_net.kernel.tenancy.settings import RoomSettings


class ConveningSettings(RoomSettings):
    """Requests to convene."""

    room: ClassVar[str] = "convening"

    share: Part = Field(
        default=Part.TENTH,
        title="Soci che possono far convocare l'assemblea: almeno",
        description="Contati sui soci di oggi. Lo statuto può chiederne meno.",
        json_schema_extra={"legal_default": "un decimo", "law": "codice civile, art. 20 c. 2"},
    )
    keep_days: int = Field(
        default=90,
        ge=14,
        le=365,
        title="Giorni per raccogliere le firme",
        description="Passati questi giorni una richiesta che non ha raggiunto le firme scade, e testi e firme si cancellano.",
    )

    @field_validator("share")
    @classmethod
    def _no_more_than_the_law(cls, value: Part) -> Part:
        if not Share.read(value).is_reached(1, 10):
            raise ValueError(
                "un decimo dei soci basta sempre (codice civile, art. 20 c. 2): non si può chiederne di più"
            )
        return value
